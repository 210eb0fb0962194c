using MultifdBench.Codecs;
using MultifdBench.Deflate;

namespace MultifdBench.Methods.Qpl;

/// <summary>Each piece of memory is a deflate stream of its own by our codec, the window of IAA's 4 KiB in it.</summary>
/// <param name="mode">Fixed or dynamic tables.</param>
internal sealed class QplRegionCodec(DeflateMode mode) : IRegionCodec
{
    private readonly PageDeflater _deflater = new(mode);

    public int MaxOutputBytes(int sourceBytes) => PageDeflater.MaxOutputBytes(sourceBytes);

    public int Compress(ReadOnlySpan<byte> region, Span<byte> output) => _deflater.Compress(region, output);

    public void Dispose()
    {
    }
}
