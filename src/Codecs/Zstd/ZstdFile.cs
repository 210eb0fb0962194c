using System.Buffers.Binary;
using ZstdSharp;

namespace MultifdBench.Codecs.Zstd;

/// <summary>Files, or pipes, that may be zstd-compressed, told by their magic number whatever their name.</summary>
public static class ZstdFile
{
    private const uint Magic = 0xFD2FB528; // [RFC8878 §3.1.1]
    private const int BufferBytes = 1 << 18;

    /// <summary>Opens a file for reading, decompressed on the way where it is compressed.</summary>
    /// <returns>A forward-only stream, which the caller disposes. What is wrong with compressed data is an <see cref="IOException"/> of a read.</returns>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Stream OpenRead(string path)
    {
        // Readers ask for headers and whole payloads: a buffer would only be one more copy.
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            byte[] start = new byte[sizeof(uint)];
            int read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            Stream whole = Rewind(file, start.AsMemory(0, read));
            bool isCompressed = read == start.Length && BinaryPrimitives.ReadUInt32LittleEndian(start) == Magic;
            return isCompressed ? new Decompressed(new DecompressionStream(whole, BufferBytes, checkEndOfStream: true, leaveOpen: false)) : whole;
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

    /// <summary>Reads a zstd stream and turns what is wrong with it into the errors of a file.</summary>
    private sealed class Decompressed(DecompressionStream inner) : ForwardStream(inner)
    {
        public override int Read(Span<byte> buffer)
        {
            try
            {
                return inner.Read(buffer);
            }
            catch (EndOfStreamException e)
            {
                throw new IOException("it ends in the middle of its zstd data; copy or compress it again", e);
            }
            catch (ZstdException e)
            {
                throw new IOException($"its zstd data is damaged ({e.Message}); copy or compress it again", e);
            }
        }
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
