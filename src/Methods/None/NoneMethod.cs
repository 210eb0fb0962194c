using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.None;

/// <summary>Sends pages as they are [QEMU multifd-nocomp.c].</summary>
internal sealed class NoneMethod : IMultifdMethod
{
    public string Name => "none";

    public uint WireFlag => 0;

    public MethodFacts Facts { get; } = new("none", "software", "", Level: null, Streams: 1, Library: "none");

    public IPacketCompressor CreateCompressor() => new NoneCompressor();

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) => new NoneDecompressor();
}
