using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>The compressed pages of a set, back to back in memory that does not move, as packets carry them.</summary>
public sealed class StreamSet
{
    private readonly byte[] _bytes;
    private readonly int[] _ends;

    private StreamSet(byte[] bytes, int[] ends)
    {
        _bytes = bytes;
        _ends = ends;
    }

    /// <summary>Streams, one for each page.</summary>
    public int Count => _ends.Length;

    /// <summary>Bytes in all streams.</summary>
    public long LengthBytes => _bytes.Length;

    /// <summary>The stream of one page.</summary>
    public ReadOnlySpan<byte> this[int page]
    {
        get
        {
            int start = page == 0 ? 0 : _ends[page - 1];
            return _bytes.AsSpan(start, _ends[page] - start);
        }
    }

    /// <summary>Compresses every page, and restores each to see that it comes back.</summary>
    /// <exception cref="InvalidOperationException">The codec does not compress a page, or does not restore it.</exception>
    public static StreamSet Of(IPageCodec codec, PageSet pages)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(pages.Count * IPageCodec.MaxStreamBytes), page = new byte[Page.SizeBytes];
        int[] ends = new int[pages.Count];
        int end = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            int length = codec.Compress(pages[i], bytes.AsSpan(end, IPageCodec.MaxStreamBytes));
            if (length <= 0) throw new InvalidOperationException($"{codec.Name} did not compress page {i}.");
            if (!codec.Decompress(bytes.AsSpan(end, length), page) || !pages[i].SequenceEqual(page))
                throw new InvalidOperationException($"{codec.Name} did not restore page {i}.");
            ends[i] = end += length;
        }

        byte[] pinned = GC.AllocateUninitializedArray<byte>(end, pinned: true);
        bytes.AsSpan(0, end).CopyTo(pinned);
        return new StreamSet(pinned, ends);
    }
}
