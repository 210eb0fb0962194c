using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace MultifdBench.Multifd.Transport;

/// <summary>
/// Gathering send from native memory. <see cref="Socket"/> gathers managed arrays only, and a system call per page or an extra copy
/// would cost method <c>none</c> a fifth of its throughput.
/// </summary>
internal static unsafe partial class LinuxGather
{
    private const int MsgNoSignal = 0x4000;
    private const int InterruptedError = 4;

    // The kernel takes 1024 vectors a call (UIO_MAXIOV); a packet has at most 129.
    private const int MaxVectors = 256;

    /// <summary>Sends every byte of every vector, which must stay mapped meanwhile.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="parts">The vectors.</param>
    /// <param name="zeroCopy">Sends without a copy, after which the vectors are still read; null to copy them.</param>
    /// <returns>Bytes sent.</returns>
    public static long Send(Socket socket, ReadOnlySpan<IoVector> parts, ZeroCopyQueue? zeroCopy = null)
    {
        if (parts.Length > MaxVectors) throw new ArgumentException($"{parts.Length} vectors are more than {MaxVectors}.", nameof(parts));
        IoVector* pending = stackalloc IoVector[parts.Length];
        parts.CopyTo(new Span<IoVector>(pending, parts.Length));
        int first = 0;
        long total = 0;
        while (first < parts.Length)
        {
            MessageHeader message = new() { Vectors = pending + first, VectorCount = (nuint)(parts.Length - first) };
            nint sent = zeroCopy is null
                ? SendMessage(socket.SafeHandle, &message, MsgNoSignal)
                : zeroCopy.SendOnce(&message, MsgNoSignal);
            if (sent < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error == InterruptedError) continue;
                throw new SocketException(0, Marshal.GetPInvokeErrorMessage(error));
            }

            total += sent;
            first = Advance(pending, first, parts.Length, (nuint)sent);
        }

        return total;
    }

    /// <summary>Skips what was sent: whole vectors by index, a partly sent one by moving its start.</summary>
    private static int Advance(IoVector* pending, int first, int count, nuint sent)
    {
        while (first < count && sent >= pending[first].LengthBytes) sent -= pending[first++].LengthBytes;
        if (sent > 0) pending[first] = new IoVector(pending[first].Address + (nint)sent, pending[first].LengthBytes - sent);
        return first;
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    internal static partial nint SendMessage(SafeSocketHandle socket, MessageHeader* message, int flags);

    /// <summary><c>struct msghdr</c> of 64-bit Linux.</summary>
    internal struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
