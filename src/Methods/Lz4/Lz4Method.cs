using MultifdBench.Codecs.Lz4;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Lz4;

/// <summary>Method <c>lz4</c>, configured as one stream per channel.</summary>
/// <param name="name">The definition's.</param>
/// <param name="wireFlag">The definition's.</param>
/// <param name="codec">The library that runs.</param>
/// <param name="acceleration">The acceleration asked for, which no library tells again.</param>
internal sealed class Lz4Method(string name, uint wireFlag, ILz4Codec codec, int acceleration) : IMultifdMethod
{
    public string Name => name;

    public uint WireFlag => wireFlag;

    public MethodFacts Facts { get; } = new("none", "software", "", acceleration, Streams: 1, codec.Library);

    public IPacketCompressor CreateCompressor() => new Lz4StreamCompressor(codec.CreateCompressor(acceleration));

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) => new Lz4StreamDecompressor(codec);
}
