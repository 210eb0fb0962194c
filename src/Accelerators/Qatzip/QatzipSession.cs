using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Accelerators.Qatzip;

/// <summary>What stands around the deflate streams of a session [QzDataFormat_T].</summary>
public enum QatzipFormat
{
    /// <summary>gzip members that say their sizes in an extra field: QATzip's default, and what QEMU's method qatzip sends.</summary>
    GzipExt = 2,

    /// <summary>Nothing: raw deflate, 32 KiB of history.</summary>
    Raw = 3,
}

/// <summary>
/// A QATzip session: buffers in, streams out, on the device or, with the library's software back-up, on the CPU. Used by one thread at a
/// time.
/// </summary>
public sealed unsafe class QatzipSession : SafeHandle
{
    /// <summary>Lowest level.</summary>
    public const int MinLevel = 1;

    /// <summary>Highest level.</summary>
    public const int MaxLevel = 9;

    // Bit 4 of a call's details: the device did not do it [QZ_SW_EXECUTION_BIT].
    private const ulong DoneInSoftware = 1 << 4;

    /// <summary>Opens a session with the library's defaults, as QEMU does.</summary>
    /// <param name="format">What stands around the streams.</param>
    /// <param name="level"><see cref="MinLevel"/> to <see cref="MaxLevel"/>; the library itself takes any number.</param>
    /// <exception cref="UsageException">The level is out of range.</exception>
    /// <exception cref="InvalidOperationException">QATzip refused: ask <see cref="QatzipLibrary.Probe"/> first.</exception>
    public QatzipSession(QatzipFormat format, int level)
        : base(0, ownsHandle: true)
    {
        if (level is < MinLevel or > MaxLevel)
            throw new UsageException($"QATzip level {level} is out of range: use {MinLevel} to {MaxLevel}.");
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)sizeof(QatzipNative.Session)));
        try
        {
            Open(format, level);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Whether the session has a device. Without one everything runs on the CPU, and no return code says so.</summary>
    public bool IsHardware { get; private set; }

    private QatzipNative.Session* Session => (QatzipNative.Session*)handle;

    /// <summary>The most bytes that a source can become.</summary>
    public int MaxCompressedBytes(int sourceBytes)
    {
        int bytes = (int)QatzipNative.MaxCompressedLength((uint)sourceBytes, Session);
        GC.KeepAlive(this);
        return bytes;
    }

    /// <summary>Compresses a buffer into one complete stream, or several members where a device works in pieces.</summary>
    /// <param name="source">1 byte or more.</param>
    /// <param name="destination"><see cref="MaxCompressedBytes"/> or more.</param>
    /// <param name="inSoftware">Whether the CPU did it, or a part of it.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="InvalidOperationException">QATzip failed.</exception>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination, out bool inSoftware)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        uint read = (uint)source.Length, written = (uint)destination.Length;
        ulong details = 0;
        int status;
        fixed (byte* from = source, to = destination) status = QatzipNative.Compress(Session, from, &read, to, &written, 1, &details);
        GC.KeepAlive(this); // else the session may be finalised under the call, which knows only its address
        inSoftware = IsInSoftware(details);
        if (status != QatzipStatus.Ok || read != source.Length)
            throw new InvalidOperationException($"libqatzip compressed {read} of {source.Length} bytes: {QatzipStatus.Describe(status)}.");
        return (int)written;
    }

    /// <summary>
    /// Decompresses a buffer. After any failure, a stream that ends early included, the session is of no more use: the library keeps what
    /// it has begun.
    /// </summary>
    /// <param name="source">1 byte or more.</param>
    /// <param name="destination">As long as what the streams hold.</param>
    /// <param name="consumed">Bytes read.</param>
    /// <param name="written">Bytes restored.</param>
    /// <param name="inSoftware">Whether the CPU did it, or a part of it.</param>
    /// <returns>Null when it decoded, else what is wrong, without a full stop.</returns>
    public string? Decompress(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written, out bool inSoftware)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        consumed = written = 0;
        inSoftware = false;
        fixed (byte* from = source, to = destination)
        {
            // A call may stop at the end of a member.
            while (consumed < source.Length)
            {
                uint read = (uint)(source.Length - consumed), produced = (uint)(destination.Length - written);
                ulong details = 0;
                int status = QatzipNative.Decompress(Session, from + consumed, &read, to + written, &produced, &details);
                GC.KeepAlive(this);
                inSoftware |= IsInSoftware(details);
                if (status != QatzipStatus.Ok) return QatzipStatus.Describe(status);
                if (read == 0) return "QATzip stopped before the end";
                consumed += (int)read;
                written += (int)produced;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        _ = QatzipNative.TearDown(Session);
        _ = QatzipNative.Close(Session);
        NativeMemory.Free((void*)handle);
        return true;
    }

    private void Open(QatzipFormat format, int level)
    {
        Demand(QatzipNative.Init(Session, softwareBackup: 1), "did not start");
        QatzipNative.Parameters parameters = default;
        Demand(QatzipNative.GetDefaults(&parameters), "told no defaults");
        parameters.Level = (uint)level;
        parameters.Format = format;
        Demand(QatzipNative.SetUp(Session, &parameters), $"opened no session of level {level}");
        IsHardware = Session->HardwareStatus.Value == QatzipStatus.Ok;
    }

    private bool IsInSoftware(ulong details) => !IsHardware || (details & DoneInSoftware) != 0;

    private static void Demand(int status, string what)
    {
        if (!QatzipStatus.IsSuccess(status)) throw new InvalidOperationException($"libqatzip {what}: {QatzipStatus.Describe(status)}.");
    }
}
