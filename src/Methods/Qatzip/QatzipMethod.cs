using MultifdBench.Accelerators.Qatzip;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Qatzip;

/// <summary>
/// A method whose packets are one QATzip call each: <c>qatzip</c> as gzip members, and <c>zlib</c> on accelerator <c>qat</c> as raw
/// deflate. Every channel has sessions of its own.
/// </summary>
/// <param name="name">QEMU's name of the method.</param>
/// <param name="wireFlag">Its bit in a packet's flags.</param>
/// <param name="format">What stands around the streams.</param>
/// <param name="level">1 to 9; QATzip has no getter, so it is the one that sessions are opened with.</param>
internal sealed class QatzipMethod(string name, uint wireFlag, QatzipFormat format, int level) : IMultifdMethod
{
    private readonly SoftwareCalls _softwareCalls = new();

    public string Name => name;

    public uint WireFlag => wireFlag;

    public MethodFacts Facts { get; } =
        new(Devices.Qat.Name, QatzipLibrary.Probe.IsHardware ? "hardware" : "software", "", level, Streams: 1,
            QatzipLibrary.Probe.Name ?? "");

    /// <summary>With a device: the packets that QATzip left to the CPU all the same.</summary>
    public string Remarks => QatzipLibrary.Probe.IsHardware && _softwareCalls.Count > 0
        ? $"QATzip did {_softwareCalls.Count} of {_softwareCalls.All} packets in software, not on QAT"
        : "";

    public IPacketCompressor CreateCompressor() => new QatzipCompressor(new QatzipSession(format, level), _softwareCalls);

    /// <summary>As QEMU's destination, whose session has the default level: decompression knows none.</summary>
    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) =>
        new QatzipDecompressor(name, format, new QatzipSession(format, QatzipSession.MinLevel), _softwareCalls);
}

/// <summary>Counts where QATzip's calls ran, for all channels. Thread-safe.</summary>
internal sealed class SoftwareCalls
{
    private long _all;
    private long _inSoftware;

    public long All => Interlocked.Read(ref _all);

    public long Count => Interlocked.Read(ref _inSoftware);

    public void Note(bool inSoftware)
    {
        Interlocked.Increment(ref _all);
        if (inSoftware) Interlocked.Increment(ref _inSoftware);
    }
}
