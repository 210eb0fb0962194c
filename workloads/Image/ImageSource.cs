using MultifdBench.Capture;
using MultifdBench.Capture.Images;
using MultifdBench.Core;
using MultifdBench.Core.Files;
using MultifdBench.Guest;

namespace MultifdBench.Workloads.Image;

/// <summary>A memory image on disk: raw or with a header and a dirty trace, plain or zstd-compressed.</summary>
internal sealed class ImageSource
{
    private const int ChunkBytes = 1 << 20;

    private readonly string _path;

    /// <summary>
    /// Opens, measures and checks the image; whatever has a checksum or is compressed is read once to know that it is whole.
    /// </summary>
    /// <exception cref="UsageException">
    /// It cannot be read, is empty, truncated, damaged, not whole pages, or larger than the machine's memory.
    /// </exception>
    public ImageSource(string path)
    {
        _path = path;
        if (InputFile.WhyNotTwice(path) is { } problem) throw Error(problem);
        (LengthBytes, Trace) = Guard(Measure);
        DemandMemory();
    }

    /// <summary>Bytes of memory in the image.</summary>
    public long LengthBytes { get; }

    /// <summary>Pages written after the image was taken; null when it holds no trace.</summary>
    public DirtyTrace? Trace { get; }

    /// <summary>Copies the image into a block of the same size.</summary>
    /// <exception cref="UsageException">The image can no longer be read, or has shrunk meanwhile.</exception>
    public void CopyTo(RamBlock block)
    {
        long copied = Guard(() =>
        {
            using PageImageReader reader = PageImageReader.Open(_path);
            long offset = 0;
            for (int read = 1; read > 0 && offset < block.LengthBytes; offset += read)
                read = reader.Read(block.GetSpan(offset, (int)Math.Min(ChunkBytes, block.LengthBytes - offset)));
            return offset;
        });
        if (copied < LengthBytes)
            throw Error($"has shrunk from {LengthBytes} to {copied} bytes since it was opened; leave it alone while it is used");
    }

    private (long Bytes, DirtyTrace? Trace) Measure()
    {
        using PageImageReader reader = PageImageReader.Open(_path);
        (long Bytes, DirtyTrace? Trace) found = reader is { Header: null, PageBytes: { } bytes } ? (bytes, null) : reader.ReadToEnd();
        PageImageReader.DemandWholePages(found.Bytes);
        return found;
    }

    private void DemandMemory()
    {
        long available = MemoryBudget.AvailableBytes();
        if (LengthBytes > available)
            throw Error($"holds {Units.FormatSize(LengthBytes)} of memory, more than the {Units.FormatSize(available)} that this machine "
                + "has available; use a smaller image");
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CaptureException e)
        {
            throw Error(e.Message);
        }
    }

    private UsageException Error(string problem) => new($"--workload image:{_path}: the image {problem}.");
}
