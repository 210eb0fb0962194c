using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.None;

/// <summary>Sends pages as they are [QEMU multifd-nocomp.c].</summary>
public sealed class NoneMethod : IMultifdMethod
{
    /// <inheritdoc/>
    public string Name => "none";

    /// <inheritdoc/>
    public uint WireFlag => 0;

    /// <inheritdoc/>
    public MethodFacts Facts { get; } = new("none", "software", "", Level: null, Streams: 1, Library: "none");

    /// <inheritdoc/>
    public IPacketCompressor CreateCompressor() => new NoneCompressor();

    /// <inheritdoc/>
    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) => new NoneDecompressor();
}
