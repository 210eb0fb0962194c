using System.Buffers.Binary;
using ZstdSharp;

namespace MultifdBench.Codecs.Zstd;

/// <summary>Files that may be zstd-compressed, told by their magic number whatever their name.</summary>
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
            bool isCompressed = HasMagic(file);
            file.Position = 0;
            return isCompressed ? new Decompressed(new DecompressionStream(file, BufferBytes, checkEndOfStream: true, leaveOpen: false)) : file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool HasMagic(FileStream file)
    {
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(magic) == Magic;
    }

    /// <summary>Reads a zstd stream and turns what is wrong with it into the errors of a file.</summary>
    private sealed class Decompressed(DecompressionStream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

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

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
