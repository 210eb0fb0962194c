using MultifdBench.Codecs;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Streaming;

/// <summary>A method that is one codec stream per channel on the CPU: zlib and zstd differ in codec, level and wire flag only.</summary>
/// <param name="name">QEMU's name of the method.</param>
/// <param name="wireFlag">Its bit in a packet's flags.</param>
/// <param name="codec">The library that runs.</param>
/// <param name="level">The level asked for; compressors are made with it.</param>
/// <param name="levelInForce">The level that the library reports.</param>
internal sealed class StreamMethod(string name, uint wireFlag, IStreamCodec codec, int level, int levelInForce) : IMultifdMethod
{
    public string Name => name;

    public uint WireFlag => wireFlag;

    public MethodFacts Facts { get; } = new("none", "software", "", levelInForce, Streams: 1, codec.Library);

    public IPacketCompressor CreateCompressor() => new PacketStreamCompressor(codec.CreateCompressor(level));

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) =>
        new PacketStreamDecompressor(name, codec.CreateDecompressor());
}
