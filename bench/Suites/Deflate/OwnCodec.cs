using MultifdBench.Deflate;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>Our own codec in one mode, its decoder limited to IAA's window.</summary>
internal sealed class OwnCodec(DeflateMode mode, CannedTable? table) : IPageCodec
{
    private readonly PageDeflater _deflater = new(mode, table);
    private readonly PageInflater _inflater = new(PageInflater.IaaWindowBytes, table);

    public string Name => NameOf(mode);

    public static string NameOf(DeflateMode mode) => $"own {mode.ToString().ToLowerInvariant()}";

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination) => _deflater.Compress(page, destination);

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page) =>
        _inflater.Decompress(source, page, out int consumed, out int written) == InflateStatus.Done
        && consumed == source.Length && written == page.Length;

    public void Dispose()
    {
    }
}
