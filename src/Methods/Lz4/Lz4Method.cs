using MultifdBench.Codecs.Lz4;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Lz4;

/// <summary>Method <c>lz4</c>, configured: one stream per channel for one stream, else a packet's streams apart from each other.</summary>
/// <param name="name">The definition's.</param>
/// <param name="wireFlag">The definition's.</param>
/// <param name="codec">The library that runs.</param>
/// <param name="acceleration">The acceleration asked for, which no library tells again.</param>
/// <param name="streams">How packets are split.</param>
internal sealed class Lz4Method(string name, uint wireFlag, ILz4Codec codec, int acceleration, PacketStreams streams) : IMultifdMethod
{
    public string Name => name;

    public uint WireFlag => wireFlag;

    public MethodFacts Facts { get; } = new("none", "software", "", acceleration, streams.Streams, codec.Library);

    public IPacketCompressor CreateCompressor()
    {
        ILz4Compressor compressor = codec.CreateCompressor(acceleration);
        return streams.Streams == 1 ? new Lz4StreamCompressor(compressor) : new Lz4PieceCompressor(compressor, streams);
    }

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) =>
        streams.Streams == 1 ? new Lz4StreamDecompressor(codec) : new Lz4PieceDecompressor(codec, streams);
}
