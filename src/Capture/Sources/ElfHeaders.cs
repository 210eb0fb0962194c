using System.Buffers.Binary;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Sources;

/// <summary>A PT_LOAD segment's part of a core file.</summary>
/// <param name="Address">Physical address where the dump is of a machine, virtual where it is of a process.</param>
/// <param name="FileOffset">Where its bytes begin.</param>
/// <param name="FileBytes">How many there are, at least one.</param>
internal readonly record struct ElfSegment(ulong Address, long FileOffset, long FileBytes);

/// <summary>Headers of ELF core files [System V gABI, ELF-64 object file format], every field checked before it is used.</summary>
internal static class ElfHeaders
{
    private const int HeaderBytes = 64;
    private const int ProgramHeaderBytes = 56;
    private const int SectionHeaderBytes = 64;
    private const ushort TypeCore = 4;
    private const uint TypeLoad = 1;
    private const ushort ManyProgramHeaders = 0xFFFF; // PN_XNUM: the number stands in the first section header

    /// <summary>
    /// All PT_LOAD segments that have bytes in the file: of a process in the file's order, of a machine by physical address, each page once
    /// however many virtual addresses it has.
    /// </summary>
    /// <exception cref="CaptureException">Message to go on from "the file".</exception>
    public static ElfSegment[] ReadLoadSegments(FileStream file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        int read = file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        CheckIdentity(header[..read]);
        long table = ReadOffset(header[32..]);
        int entryBytes = BinaryPrimitives.ReadUInt16LittleEndian(header[54..]);
        long count = BinaryPrimitives.ReadUInt16LittleEndian(header[56..]);
        if (entryBytes != ProgramHeaderBytes)
            throw new CaptureException($"has program headers of {entryBytes} bytes, {ProgramHeaderBytes} are needed: it is damaged");
        if (count == ManyProgramHeaders) count = CountFromSection(file, ReadOffset(header[40..]));
        // Bounds the allocation by what is really there.
        if (table > file.Length || count > (file.Length - table) / ProgramHeaderBytes) throw Cut($"claims {count} program headers");
        List<ElfLoad> loads = ReadTable(file, table, (int)count);
        if (loads.Count == 0) throw new CaptureException("holds no memory: it has no PT_LOAD segment with content");
        ElfSegment[] segments = ElfLoads.ToSegments(loads);
        // Each byte belongs to one segment at most, so a small file cannot claim a large memory.
        if (segments.Sum(segment => (decimal)segment.FileBytes) > file.Length)
            throw new CaptureException("has segments that overlap: it is damaged");
        return segments;
    }

    private static List<ElfLoad> ReadTable(FileStream file, long table, int count)
    {
        List<ElfLoad> segments = [];
        Span<byte> entry = stackalloc byte[ProgramHeaderBytes];
        file.Position = table;
        for (int i = 0; i < count; i++)
        {
            file.ReadExactly(entry);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) != TypeLoad) continue;
            long offset = ReadOffset(entry[8..]);
            ulong virtualAddress = BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]);
            ulong physicalAddress = BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]);
            long bytes = ReadOffset(entry[32..]);
            if (bytes == 0) continue;
            if (offset > file.Length || bytes > file.Length - offset) throw Cut($"has a segment {i} of {bytes} bytes at offset {offset}");
            segments.Add(new ElfLoad(virtualAddress, physicalAddress, offset, bytes));
        }

        return segments;
    }

    private static void CheckIdentity(ReadOnlySpan<byte> header)
    {
        if (header.StartsWith("KDUMP   "u8) || header.StartsWith("makedumpfile"u8))
            throw new CaptureException("is a kdump-compressed dump, not ELF; dump without compression (virsh dump --memory-only --format "
                + "elf, dump-guest-memory without -z)");
        if (!header.StartsWith("\u007fELF"u8)) throw new CaptureException("is not an ELF file; give a core, or a raw image with --raw");
        if (header.Length < HeaderBytes) throw Cut("has an ELF header of 64 bytes");
        if (header[4] != 2 || header[5] != 1) throw new CaptureException("is not a 64-bit little-endian ELF file; only those are read");
        ushort type = BinaryPrimitives.ReadUInt16LittleEndian(header[16..]);
        if (type != TypeCore) throw new CaptureException($"is an ELF file of type {type}, not a core (type {TypeCore})");
    }

    private static long CountFromSection(FileStream file, long sections)
    {
        if (sections == 0 || sections > file.Length - SectionHeaderBytes) throw Cut("has its number of segments in a section header");
        Span<byte> section = stackalloc byte[SectionHeaderBytes];
        file.Position = sections;
        file.ReadExactly(section);
        return BinaryPrimitives.ReadUInt32LittleEndian(section[44..]);
    }

    /// <summary>A file offset or length; what does not fit 63 bits is beyond any file.</summary>
    private static long ReadOffset(ReadOnlySpan<byte> field) =>
        (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(field), long.MaxValue - Page.SizeBytes);

    private static CaptureException Cut(string claim) => new($"{claim}, more than it holds: it is cut off or damaged; dump it again");
}
