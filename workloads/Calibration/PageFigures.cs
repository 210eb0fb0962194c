using MultifdBench.Codecs;
using MultifdBench.Codecs.Zlib;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Workloads.Calibration;

/// <summary>
/// What compression sees of a guest's pages. Zero pages are counted and left out of everything else, so all other figures need
/// <see cref="HasContent"/>.
/// </summary>
public sealed class PageFigures
{
    /// <summary>Pages that are compressed as one stream and flushed: as many as a packet has, which a test holds.</summary>
    public const int PacketPages = 128;

    private const int ZlibFraming = 6; // header and checksum around the raw deflate that the calibration's figures are of
    private const int Level = 1;

    private readonly long[] _bytes = new long[256];
    private readonly List<int> _zlibSizes = [];
    private long _zstdBytes;
    private long _zlibStreamBytes;
    private long _zstdStreamBytes;

    private PageFigures()
    {
    }

    /// <summary>Pages seen.</summary>
    public long Pages { get; private set; }

    /// <summary>Whether any page is not zero.</summary>
    public bool HasContent => NonZero > 0;

    /// <summary>Share of zero pages.</summary>
    public double ZeroShare => 1 - ((double)NonZero / Pages);

    /// <summary>zlib-1, each page alone: total in ÷ total out.</summary>
    public double ZlibRatio => Ratio(_zlibSizes.Sum(size => (long)size));

    /// <summary>zstd-1, each page alone.</summary>
    public double ZstdRatio => Ratio(_zstdBytes);

    /// <summary>zlib-1, one stream flushed after each <see cref="PacketPages"/>.</summary>
    public double ZlibStreamRatio => Ratio(_zlibStreamBytes);

    /// <summary>zstd-1, one stream flushed after each <see cref="PacketPages"/>.</summary>
    public double ZstdStreamRatio => Ratio(_zstdStreamBytes);

    /// <summary>Order-0 entropy of all bytes, bits.</summary>
    public double EntropyBits => Entropy.BitsPerByte(_bytes);

    /// <summary>Share of zero bytes.</summary>
    public double ZeroByteShare => (double)_bytes[0] / _bytes.Sum();

    private long NonZero => _zlibSizes.Count;

    /// <summary>Compresses all pages that <paramref name="visitPages"/> shows.</summary>
    public static PageFigures Of(Action<PageVisitor> visitPages, CancellationToken cancellation)
    {
        PageFigures figures = new();
        using IStreamCompressor zlib = ZlibCodec.Open(CodecLibrary.Auto).CreateCompressor(Level);
        using IStreamCompressor zstd = ZstdCodec.Open(CodecLibrary.Auto).CreateCompressor(Level);
        using IStreamCompressor zlibStream = ZlibCodec.Open(CodecLibrary.Auto).CreateCompressor(Level);
        using IStreamCompressor zstdStream = ZstdCodec.Open(CodecLibrary.Auto).CreateCompressor(Level);
        byte[] output = new byte[zlib.MaxOutputBytes(Page.SizeBytes) + zstd.MaxOutputBytes(Page.SizeBytes)];
        byte[] streamOutput = new byte[PacketPages * output.Length];
        byte[] packet = new byte[PacketPages * Page.SizeBytes];
        int inPacket = 0;
        visitPages(page =>
        {
            cancellation.ThrowIfCancellationRequested();
            figures.Pages++;
            if (ZeroPageScan.IsZero(page)) return;
            foreach (byte value in page) figures._bytes[value]++;
            figures._zlibSizes.Add(Compress(zlib, page, output, StreamFlush.Finish) - ZlibFraming);
            figures._zstdBytes += Compress(zstd, page, output, StreamFlush.Finish);
            page.CopyTo(packet.AsSpan(inPacket++ * Page.SizeBytes));
            if (inPacket == PacketPages) FlushPacket();
        });
        if (inPacket > 0) FlushPacket();
        figures._zlibSizes.Sort();
        return figures;

        void FlushPacket()
        {
            ReadOnlySpan<byte> pages = packet.AsSpan(0, inPacket * Page.SizeBytes);
            figures._zlibStreamBytes += Compress(zlibStream, pages, streamOutput, StreamFlush.Sync);
            figures._zstdStreamBytes += Compress(zstdStream, pages, streamOutput, StreamFlush.Sync);
            inPacket = 0;
        }
    }

    /// <summary>The page ratio (zlib-1) below which a share of the pages lies.</summary>
    public double RatioQuantile(double share)
    {
        int index = (int)((1 - share) * (NonZero - 1));
        return (double)Page.SizeBytes / _zlibSizes[index];
    }

    /// <summary>Share of pages whose ratio (zlib-1) is between two bounds.</summary>
    public double ShareBetween(double low, double high) =>
        (double)_zlibSizes.Count(size => Page.SizeBytes / (double)size is var ratio && ratio >= low && ratio <= high) / NonZero;

    /// <summary>
    /// Distance of two distributions of compressed page sizes (zlib-1): the mean number of bytes by which the size of a page differs from
    /// that of the page of the same rank (Wasserstein's first).
    /// </summary>
    public double SizeDistance(PageFigures other)
    {
        const int Ranks = 10_000;
        double sum = 0;
        for (int rank = 0; rank < Ranks; rank++)
        {
            double share = (rank + 0.5) / Ranks;
            sum += Math.Abs(_zlibSizes[(int)(share * NonZero)] - other._zlibSizes[(int)(share * other.NonZero)]);
        }

        return sum / Ranks;
    }

    private double Ratio(long compressed) => (double)(NonZero * Page.SizeBytes) / compressed;

    private static int Compress(IStreamCompressor compressor, ReadOnlySpan<byte> source, byte[] output, StreamFlush flush)
    {
        compressor.Compress(source, output, flush, out _, out int written);
        if (flush == StreamFlush.Finish) compressor.Reset();
        return written;
    }
}
