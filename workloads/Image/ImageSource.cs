using System.Buffers.Binary;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using ZstdSharp;

namespace MultifdBench.Workloads.Image;

/// <summary>A raw memory image on disk, plain or zstd-compressed (told by its magic number, whatever its name).</summary>
internal sealed class ImageSource
{
    private const uint ZstdMagic = 0xFD2FB528; // [RFC8878 §3.1.1]
    private const int BufferBytes = 1 << 20;

    private readonly string _path;
    private readonly bool _compressed;

    /// <summary>Opens, measures and checks the image. A compressed one is decompressed once to learn its size and that it is whole.</summary>
    /// <exception cref="UsageException">It cannot be read, is empty, truncated, not whole pages, or larger than the machine's memory.</exception>
    public ImageSource(string path)
    {
        _path = path;
        _compressed = Guard(() => HasZstdMagic(path));
        LengthBytes = Guard(Measure);
        if (LengthBytes == 0) throw Error("is empty; a raw memory image of whole 4 KiB pages is needed");
        if (LengthBytes % Page.SizeBytes != 0)
            throw Error($"has {LengthBytes} bytes, which is not a multiple of {Page.SizeBytes}; cut or pad it (truncate -s %{Page.SizeBytes} FILE)");
        DemandMemory();
    }

    /// <summary>Bytes of memory in the image.</summary>
    public long LengthBytes { get; }

    /// <summary>Copies the image into a block of the same size.</summary>
    /// <exception cref="UsageException">The image can no longer be read, or has shrunk meanwhile.</exception>
    public void CopyTo(RamBlock block)
    {
        long copied = Guard(() =>
        {
            using Stream stream = Open();
            return BlockWriter.Copy(stream, block, 0);
        });
        if (copied < LengthBytes) throw Error($"has shrunk from {LengthBytes} to {copied} bytes since it was opened; leave it alone while it is used");
    }

    private void DemandMemory()
    {
        long available = MemoryBudget.AvailableBytes();
        if (LengthBytes > available)
            throw Error($"holds {Units.FormatSize(LengthBytes)} of memory, more than the {Units.FormatSize(available)} that this machine has available; use a smaller image");
    }

    private static bool HasZstdMagic(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(magic) == ZstdMagic;
    }

    private Stream Open()
    {
        FileStream file = File.OpenRead(_path);
        return _compressed ? new DecompressionStream(file, BufferBytes, checkEndOfStream: true, leaveOpen: false) : file;
    }

    private long Measure()
    {
        using Stream stream = Open();
        if (!_compressed) return stream.Length;
        byte[] buffer = new byte[BufferBytes];
        long length = 0;
        for (int read; (read = stream.Read(buffer)) > 0;) length += read;
        return length;
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException)
        {
            throw Error("ends in the middle of its zstd data; copy or compress it again");
        }
        catch (ZstdException e)
        {
            throw Error($"is damaged zstd data ({e.Message}); copy or compress it again");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Error("does not exist; give the path of a raw memory image, plain or zstd-compressed");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error($"cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private UsageException Error(string problem) => new($"--workload image:{_path}: the image {problem}.");
}
