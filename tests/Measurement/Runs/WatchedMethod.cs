using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Measurement.Runs;

/// <summary>Method <c>none</c>, which counts what a warm-up does with it.</summary>
internal sealed class WatchedMethod : IMultifdMethod
{
    /// <summary>Of 512 pages every fourth is zero.</summary>
    public const int SmallGuestPages = 384;

    private readonly IMultifdMethod _none = BuiltIn.Methods.Create(new MethodRequest("none"));
    private int _compressors;
    private int _restored;

    public bool IsBroken { get; init; }

    public int Compressors => _compressors;

    public int Restored => _restored;

    public string Name => "watched";

    public uint WireFlag => _none.WireFlag;

    public MethodFacts Facts => _none.Facts;

    public IPacketCompressor CreateCompressor()
    {
        Interlocked.Increment(ref _compressors);
        return _none.CreateCompressor();
    }

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) =>
        IsBroken ? throw new InvalidOperationException("it is broken") : new Decompressor(this, _none.CreateDecompressor(agreement));

    private sealed class Decompressor(WatchedMethod method, IPacketDecompressor inner) : IPacketDecompressor
    {
        public int MaxPayloadBytes => inner.MaxPayloadBytes;

        public void Decompress(IPayloadReader payload, PacketPages pages)
        {
            inner.Decompress(payload, pages);
            Interlocked.Add(ref method._restored, pages.Count);
        }

        public void Dispose() => inner.Dispose();
    }
}
