using BenchmarkDotNet.Attributes;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Bench.Suites;

/// <summary>Writing and checking a packet header that names 128 pages, in both layouts. One operation is one header.</summary>
public class PacketHeaderSuite
{
    private static readonly uint Method = MethodCatalog.BuiltIn.Get("zlib").WireFlag;

    private readonly byte[] _bytes = new byte[PacketHeader.SizeBytes];
    private readonly PacketHeader _header = new();
    private readonly PacketHeader _read = new();
    private GuestMemory _memory = null!;
    private RamBlockTable _blocks = null!;

    /// <summary>Whose layout.</summary>
    [Params(WireLayout.Qemu72, WireLayout.Qemu90)]
    public WireLayout Layout { get; set; } = WireLayout.Qemu90;

    [GlobalSetup]
    public void SetUp()
    {
        _memory = new GuestMemory([new RamBlockSpec("pc.ram", 1024 * Page.SizeBytes)]);
        _blocks = new RamBlockTable(_memory);
        _header.Flags = Method;
        _header.Block = _memory.Blocks[0];
        _header.NormalPages = Layout == WireLayout.Qemu90 ? 100 : PacketHeader.PagesPerPacket;
        _header.ZeroPages = PacketHeader.PagesPerPacket - _header.NormalPages;
        _header.PayloadBytes = 200_000;
        for (int i = 0; i < PacketHeader.PagesPerPacket; i++) _header.Offsets[i] = i * 7L * Page.SizeBytes;
        _header.Write(_bytes, Layout);
    }

    [GlobalCleanup]
    public void CleanUp() => _memory.Dispose();

    [Benchmark]
    public void Encode() => _header.Write(_bytes, Layout);

    /// <summary>Reads and checks every field; returns the pages named.</summary>
    [Benchmark]
    public int Decode()
    {
        _read.Read(_bytes, _blocks, Method, MethodCatalog.BuiltIn.OnTheWire);
        return _read.NormalPages + _read.ZeroPages;
    }
}
