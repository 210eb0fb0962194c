using MultifdBench.Core.Files;

namespace MultifdBench.Codecs.Zstd;

/// <summary>Files, or pipes, that may be zstd-compressed, told by their magic number whatever their name.</summary>
public static class ZstdFile
{
    /// <summary>
    /// Opens a file for reading, decompressed on the way where it is compressed: any number of frames, skippable ones among them.
    /// </summary>
    /// <returns>
    /// A forward-only stream, which the caller disposes. What is wrong with compressed data is an <see cref="IOException"/> of a read.
    /// </returns>
    /// <exception cref="IOException">It cannot be opened or read, or is no file and no pipe.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Stream OpenRead(string path)
    {
        // Readers ask for headers and whole payloads: a buffer would only be one more copy.
        FileStream file = InputFile.OpenForward(path);
        try
        {
            byte[] start = new byte[ZstdFrame.MagicBytes];
            int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            Stream whole = Rewind(file, start.AsMemory(0, read));
            return ZstdFrame.IsOne(start.AsSpan(0, read)) ? new ZstdFrameStream(whole) : whole;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Stream Rewind(FileStream file, ReadOnlyMemory<byte> start)
    {
        if (!file.CanSeek) return new Resumed(start, file);
        file.Position = 0;
        return file;
    }

    /// <summary>A pipe whose first bytes have been read already.</summary>
    private sealed class Resumed(ReadOnlyMemory<byte> start, FileStream inner) : ForwardStream(inner)
    {
        private ReadOnlyMemory<byte> _start = start;

        public override int Read(Span<byte> buffer)
        {
            if (_start.IsEmpty) return inner.Read(buffer);
            int count = Math.Min(buffer.Length, _start.Length);
            _start.Span[..count].CopyTo(buffer);
            _start = _start[count..];
            return count;
        }
    }
}
