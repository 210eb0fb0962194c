using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>Our own codec in one mode, its decoder limited to IAA's window.</summary>
/// <param name="mode">The Huffman code.</param>
/// <param name="table">The table of mode canned.</param>
/// <param name="effort">How hard to search; null: what method <c>qpl</c> does in this mode.</param>
internal sealed unsafe class OwnCodec(DeflateMode mode, CannedTable? table, DeflateEffort? effort = null) : IPageCodec
{
    private const string NamePrefix = "own ";

    private readonly PageDeflater _deflater = new(mode, table, effort);
    private readonly PageInflater _inflater = new(PageInflater.IaaWindowBytes, table);
    private readonly InflateJob[] _jobs = new InflateJob[PacketHeader.PagesPerPacket];

    public string Name => NameOf(mode, effort);

    public static string NameOf(DeflateMode mode, DeflateEffort? effort = null) =>
        $"{NamePrefix}{mode} {effort}".TrimEnd().ToLowerInvariant();

    public static bool IsOwn(string name) => name.StartsWith(NamePrefix, StringComparison.Ordinal);

    public int Compress(ReadOnlySpan<byte> page, Span<byte> destination) => _deflater.Compress(page, destination);

    public bool Decompress(ReadOnlySpan<byte> source, Span<byte> page) =>
        _inflater.Decompress(source, page, out int consumed, out int written) == InflateStatus.Done
        && consumed == source.Length && written == page.Length;

    public bool DecompressPacket(StreamSet streams, int first, Span<byte> pages)
    {
        Span<InflateJob> jobs = _jobs.AsSpan(0, pages.Length / Page.SizeBytes);
        fixed (byte* to = pages)
        {
            for (int i = 0; i < jobs.Length; i++)
            {
                ReadOnlySpan<byte> stream = streams[first + i];
                fixed (byte* from = stream) jobs[i] = new InflateJob(from, stream.Length, to + i * Page.SizeBytes, Page.SizeBytes);
            }

            _inflater.DecompressAll(jobs);
        }

        bool isDone = true;
        foreach (ref readonly InflateJob job in jobs)
            isDone &= job is { Status: InflateStatus.Done, WrittenBytes: Page.SizeBytes } && job.ConsumedBytes == job.SourceBytes;
        return isDone;
    }

    public void Dispose()
    {
    }
}
