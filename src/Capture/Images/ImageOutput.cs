using MultifdBench.Core.Files;
using ZstdSharp;

namespace MultifdBench.Capture.Images;

/// <summary>
/// An image that appears under its name only when it is whole (<see cref="OutputFile"/>). A name that ends in <c>.zst</c> is
/// zstd-compressed. Not thread-safe.
/// </summary>
public sealed class ImageOutput : IDisposable
{
    private const int ZstdBufferBytes = 1 << 20;

    private readonly OutputFile _file;
    private readonly CompressionStream? _zstd;
    private bool _isClosed;

    /// <summary>Begins the image.</summary>
    /// <param name="path">Where it will be; an older file of that name stays until then.</param>
    /// <param name="zstdLevel">Level for a name that ends in <c>.zst</c>.</param>
    /// <exception cref="CaptureException">The file cannot be created.</exception>
    public ImageOutput(string path, int zstdLevel)
    {
        try
        {
            // Pages come in large pieces: a buffer would be one copy more.
            _file = OutputFile.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException($"--out {path} cannot be written: {e.Message.ReplaceLineEndings(" ")}");
        }

        Counted = new CountedStream(_file.Stream);
        if (path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase))
            _zstd = new CompressionStream(Counted, zstdLevel, ZstdBufferBytes, leaveOpen: true);
    }

    /// <summary>Takes the image's bytes.</summary>
    public Stream Stream => (Stream?)_zstd ?? Counted;

    /// <summary>Bytes in the finished image.</summary>
    public long FileBytes => Counted.Bytes;

    /// <summary>False where it is written through a pipe or a device, and nothing can be taken back.</summary>
    public bool IsRemovable => _file.IsRemovable;

    private CountedStream Counted { get; }

    /// <summary>Finishes the image and gives it its name.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Commit()
    {
        _zstd?.Dispose();
        _isClosed = true;
        _file.Commit();
    }

    /// <summary>Removes the image unless it has been committed.</summary>
    public void Dispose()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            try
            {
                _zstd?.Dispose();
            }
            catch (IOException)
            {
                // The disk that refused the pages refuses the rest too; the file goes either way.
            }
        }

        _file.Dispose();
    }

    /// <summary>Counts what goes through it: a pipe does not know its length.</summary>
    private sealed class CountedStream(FileStream to) : Stream
    {
        public long Bytes { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            to.Write(buffer);
            Bytes += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => to.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
