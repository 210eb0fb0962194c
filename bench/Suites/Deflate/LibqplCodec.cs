using MultifdBench.Accelerators.Qpl;
using MultifdBench.Deflate;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>libqpl's software path in one mode, driven as method qpl drives it.</summary>
internal sealed class LibqplCodec(DeflateMode mode, CannedTable? table) : IPageCodec
{
    private readonly QplDeflateJobs _deflate = new(QplJobPath.Software, mode, table, slots: 1, new QplFallbacks());
    private readonly QplInflateJobs _inflate = new(QplJobPath.Software, table, slots: 1, new QplFallbacks());

    public string Name => NameOf(mode);

    public static string NameOf(DeflateMode mode) => $"libqpl {mode.ToString().ToLowerInvariant()}";

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination)
    {
        // In software a job is done when it is submitted, so nothing has to stay pinned or kept for it.
        _deflate.Submit(0, page, destination, this);
        return _deflate.Wait(0);
    }

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page)
    {
        _inflate.Submit(0, source, page, this);
        return _inflate.Wait(0, out int written) is null && written == page.Length;
    }

    public void Dispose()
    {
        _deflate.Dispose();
        _inflate.Dispose();
    }
}
