using System.Buffers.Binary;

namespace MultifdBench.Tests.Capture;

/// <summary>Makes tiny ELF core files.</summary>
internal static class ElfCore
{
    public const int HeaderBytes = 64;
    public const int EntryBytes = 56;

    /// <summary>A core with a note and then the given segments, each behind the headers.</summary>
    public static byte[] Of(params (ulong Virtual, ulong Physical, byte[] Bytes)[] segments)
    {
        int count = segments.Length + 1;
        int data = HeaderBytes + (count * EntryBytes);
        byte[] file = new byte[data + segments.Sum(segment => segment.Bytes.Length)];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        Write16(file, 16, 4);
        Write16(file, 18, 62);
        Write64(file, 32, HeaderBytes);
        Write16(file, 54, EntryBytes);
        Write16(file, 56, (ushort)count);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(HeaderBytes), 4); // PT_NOTE
        for (int i = 0; i < segments.Length; i++)
        {
            int entry = HeaderBytes + ((i + 1) * EntryBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(entry), 1);
            Write64(file, entry + 8, (ulong)data);
            Write64(file, entry + 16, segments[i].Virtual);
            Write64(file, entry + 24, segments[i].Physical);
            Write64(file, entry + 32, (ulong)segments[i].Bytes.Length);
            Write64(file, entry + 40, (ulong)segments[i].Bytes.Length + 8192);
            segments[i].Bytes.CopyTo(file, data);
            data += segments[i].Bytes.Length;
        }

        return file;
    }

    public static void Write16(byte[] file, int offset, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(offset), value);

    public static void Write64(byte[] file, int offset, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(offset), value);
}
