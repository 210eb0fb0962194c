using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Transport;

/// <summary>
/// Sends of a TCP socket whose bytes the kernel takes from memory when they leave, and the notices by which it says that it no longer needs
/// that memory: they come through the socket's error queue [Linux Documentation/networking/msg_zerocopy.rst]. The memory must stay mapped
/// until <see cref="Flush"/>. One thread uses it.
/// </summary>
internal sealed unsafe partial class ZeroCopyQueue
{
    /// <summary>
    /// Memory that the kernel counts as locked for a packet of pages on its way: its pages and two more [Linux net/core/skbuff.c:
    /// mm_account_pinned_pages].
    /// </summary>
    public const long LockedBytesPerPacket = (PacketHeader.PagesPerPacket + 2) * (long)Page.SizeBytes;

    private const int SocketLevel = 1;
    private const int SoZeroCopy = 60;
    private const int MsgZeroCopy = 0x400_0000;
    private const int MsgErrorQueue = 0x2000;
    private const int MsgDontWait = 0x40;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const int NoBuffers = 105;
    private const byte OriginIsZeroCopy = 5;
    private const byte CodeIsCopied = 1;
    private const int ControlBytes = 256;

    // Of struct cmsghdr of 64-bit Linux (16 bytes), then struct sock_extended_err.
    private const int ErrorAt = 16;
    private const int OriginAt = 20;
    private const int CodeAt = 22;
    private const int FirstAt = 24;
    private const int LastAt = 28;
    private const int NoticeBytes = 32;

    // How soon a thread that waits for notices sees that its connection was broken.
    private const int PollMs = 100;

    // How long a send waits for the memory of others.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private uint _queued;
    private uint _done;
    private bool _isAnyQueued;
    private bool _isAnyZeroCopied;

    private ZeroCopyQueue(Socket socket) => _socket = socket;

    /// <summary>Whether this kernel has it, asked with a socket of its own.</summary>
    public static Availability Probe()
    {
        if (!OperatingSystem.IsLinux()) return Availability.No("zero-copy-send is Linux's");
        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _ = Enable(socket);
            return Availability.Yes;
        }
        catch (Exception e) when (e is SocketException or ZeroCopyException)
        {
            return Availability.No(e.Message);
        }
    }

    /// <summary>Switches it on for a socket.</summary>
    /// <exception cref="ZeroCopyException">The kernel has no such sends.</exception>
    public static ZeroCopyQueue Enable(Socket socket)
    {
        if (!OperatingSystem.IsLinux()) throw new ZeroCopyException("zero-copy-send is Linux's");
        int on = 1;
        return SetSocketOption(socket.SafeHandle, SocketLevel, SoZeroCopy, &on, sizeof(int)) == 0
            ? new ZeroCopyQueue(socket)
            : throw new ZeroCopyException(
                $"zero-copy-send: the kernel refuses SO_ZEROCOPY on a TCP socket: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Sends every byte of every vector; they may still be read after this returns.</summary>
    /// <returns>Bytes sent.</returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="ZeroCopyException">The kernel may hold no more memory.</exception>
    public long Send(ReadOnlySpan<IoVector> parts) => LinuxGather.Send(_socket, parts, this);

    /// <summary>One system call's worth of a send.</summary>
    /// <returns>Bytes sent, or what is negative with the error set.</returns>
    internal nint SendOnce(LinuxGather.MessageHeader* message, int flags)
    {
        // As QEMU since 10.2, what was sent first gives back what it holds before there is another attempt [QEMU 84005f4a2b]. There are
        // several, for the limit is the user's: what one channel gives back another may take.
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            nint sent = LinuxGather.SendMessage(_socket.SafeHandle, message, flags | MsgZeroCopy);
            if (sent >= 0)
            {
                _queued++;
                _isAnyQueued = true;
                return sent;
            }

            if (Marshal.GetLastPInvokeError() != NoBuffers) return sent;
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new ZeroCopyException("zero-copy-send: the kernel may hold no more memory for sends on their way: raise the limit of "
                    + "locked memory (ulimit -l), or net.core.optmem_max, or use fewer channels");
            }

            if (_queued == _done) Thread.Sleep(1);
            AwaitNotices();
        }
    }

    /// <summary>Waits until the kernel needs none of the memory that was sent [QEMU channel-socket.c: qio_channel_socket_flush].</summary>
    /// <returns>
    /// Whether the kernel copied everything that was sent since the last flush, as it does over the loopback interface; null when nothing
    /// was.
    /// </returns>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="ObjectDisposedException">The connection was aborted.</exception>
    public bool? Flush()
    {
        AwaitNotices();
        bool? isMissed = _isAnyQueued ? !_isAnyZeroCopied : null;
        (_isAnyQueued, _isAnyZeroCopied) = (false, false);
        return isMissed;
    }

    private void AwaitNotices()
    {
        while (_done != _queued)
        {
            if (TakeNotice()) continue;
            if (!AwaitEvent() || TakeNotice()) continue;
            // Woken, and not by a notice: the connection is broken, or on its way out.
            if (_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is int error and not 0)
                throw new SocketException(0, Marshal.GetPInvokeErrorMessage(error));
            Thread.Sleep(1);
        }
    }

    /// <summary>Waits for an error event, which a notice is one of, but not for long.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ObjectDisposedException">The connection was aborted.</exception>
    private bool AwaitEvent()
    {
        bool isHeld = false;
        SafeSocketHandle handle = _socket.SafeHandle;
        try
        {
            // The descriptor must not become another file's meanwhile.
            handle.DangerousAddRef(ref isHeld);
            PollEntry entry = new() { Descriptor = (int)handle.DangerousGetHandle() };
            return Poll(&entry, 1, PollMs) > 0;
        }
        finally
        {
            if (isHeld) handle.DangerousRelease();
        }
    }

    /// <summary>Takes one message off the error queue.</summary>
    /// <returns>Whether there was one.</returns>
    private bool TakeNotice()
    {
        byte* control = stackalloc byte[ControlBytes];
        LinuxGather.MessageHeader message = new() { Control = control, ControlLength = ControlBytes };
        while (ReceiveMessage(_socket.SafeHandle, &message, MsgErrorQueue | MsgDontWait) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == WouldBlock) return false;
            if (error != Interrupted) throw new SocketException(0, Marshal.GetPInvokeErrorMessage(error));
        }

        (uint sends, bool isCopied) = Read(new ReadOnlySpan<byte>(control, (int)message.ControlLength));
        _done += sends;
        _isAnyZeroCopied |= sends > 0 && !isCopied;
        return true;
    }

    /// <summary>Reads a notice.</summary>
    /// <param name="control">The control message that the error queue gave.</param>
    /// <returns>How many sends it is about, and whether the kernel copied them; none for a message about something else.</returns>
    internal static (uint Sends, bool IsCopied) Read(ReadOnlySpan<byte> control)
    {
        if (control.Length < NoticeBytes || MemoryMarshal.Read<uint>(control[ErrorAt..]) != 0 || control[OriginAt] != OriginIsZeroCopy)
            return default;
        // Sends are numbered from 0, past the largest number from 0 again, and a notice is about a range of them.
        uint first = MemoryMarshal.Read<uint>(control[FirstAt..]), last = MemoryMarshal.Read<uint>(control[LastAt..]);
        return (last - first + 1, (control[CodeAt] & CodeIsCopied) != 0);
    }

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetSocketOption(SafeSocketHandle socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(SafeSocketHandle socket, LinuxGather.MessageHeader* message, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(PollEntry* entries, nuint count, int timeoutMs);

    /// <summary><c>struct pollfd</c>.</summary>
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
