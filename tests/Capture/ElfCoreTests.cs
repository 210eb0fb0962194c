using MultifdBench.Capture;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Sources;
using MultifdBench.Guest;
using MultifdBench.Tests.Bench;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Capture;

/// <summary>ELF cores: memory in the order of the file, and every header that lies.</summary>
public sealed class ElfCoreTests : IDisposable
{
    private const int FirstSegment = ElfCore.HeaderBytes + ElfCore.EntryBytes;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Segments_AreRead_AndPartialPagesFilledUp()
    {
        byte[] first = Bytes(2 * Page.SizeBytes, 1);
        byte[] second = Bytes(5000, 2);
        using ElfCoreSource source = Open(ElfCore.Of((0x1000, 0x7000, first), (0, 0x4000_0000, second), (0x9000, 0, [])));
        Assert.Equal([new PageRegion(0x7000, 2, "segment 0"), new PageRegion(0x4000_0000, 2, "segment 1")], source.Regions);
        byte[] pages = new byte[4 * Page.SizeBytes];
        pages.AsSpan().Fill(0xee);
        source.ReadNext(pages.AsSpan(0, Page.SizeBytes));
        source.ReadNext(pages.AsSpan(Page.SizeBytes)); // across the segments
        Assert.Equal([.. first, .. second, .. new byte[(2 * Page.SizeBytes) - 5000]], pages);
    }

    [Fact]
    public void ManySegments_HaveTheirNumberInASectionHeader()
    {
        byte[] core = ElfCore.Of((0x1000, 0, Bytes(4096, 3)));
        byte[] section = new byte[64];
        BitConverter.TryWriteBytes(section.AsSpan(44), 2);
        ElfCore.Write16(core, 56, 0xffff);
        ElfCore.Write64(core, 40, (ulong)core.Length);
        using (ElfCoreSource source = Open([.. core, .. section])) Assert.Single(source.Regions);
        Assert.Contains("section header", Refusal([.. core, .. section[..63]]), StringComparison.Ordinal);
        BitConverter.TryWriteBytes(section.AsSpan(44), int.MaxValue);
        Assert.Contains("2147483647 program headers", Refusal([.. core, .. section]), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsNoCore_IsRefused()
    {
        byte[] core = ElfCore.Of((0x1000, 0, Bytes(4096, 4)));
        Assert.Contains("not an ELF file", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("not an ELF file", Refusal(Bytes(9000, 5)), StringComparison.Ordinal);
        Assert.Contains("--format elf", Refusal([.. "KDUMP   "u8, .. new byte[4096]]), StringComparison.Ordinal);
        Assert.Contains("64-bit little-endian", Refusal(With(core, 4, 1)), StringComparison.Ordinal);
        Assert.Contains("64-bit little-endian", Refusal(With(core, 5, 2)), StringComparison.Ordinal);
        Assert.Contains("type 2, not a core", Refusal(With(core, 16, 2)), StringComparison.Ordinal);
        Assert.Contains("program headers of 57 bytes", Refusal(With(core, 54, 57)), StringComparison.Ordinal);
        Assert.Contains("holds no memory", Refusal(ElfCore.Of()), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<CaptureException>(() => new ElfCoreSource(_folder["absent"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void EveryCut_IsNoticed()
    {
        byte[] core = ElfCore.Of((0x1000, 0, Bytes(4096, 6)));
        for (int length = 4; length < core.Length; length += length < 250 ? 1 : 501)
            Assert.Contains("it is cut off or damaged", Refusal(core[..length]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, ulong.MaxValue)]
    [InlineData(8, long.MaxValue)]
    [InlineData(8, 5000)]
    [InlineData(32, ulong.MaxValue)]
    [InlineData(32, 1UL << 40)]
    public void SegmentBeyondTheFile_IsRefused(int field, ulong value)
    {
        byte[] core = ElfCore.Of((0x1000, 0, Bytes(4096, 7)));
        ElfCore.Write64(core, FirstSegment + field, value);
        Assert.Contains("has a segment 1", Refusal(core), StringComparison.Ordinal);
    }

    [Fact]
    public void OverlappingSegments_AreRefused()
    {
        byte[] core = ElfCore.Of((0x1000, 0, Bytes(4096, 8)), (0x2000, 0, Bytes(4096, 9)));
        ElfCore.Write64(core, FirstSegment + ElfCore.EntryBytes + 8, 0);
        ElfCore.Write64(core, FirstSegment + ElfCore.EntryBytes + 32, (ulong)core.Length);
        Assert.Contains("overlap", Refusal(core), StringComparison.Ordinal);
    }

    /// <summary>As QEMU's <c>dump-guest-memory -p</c> makes them: a segment for every virtual address of the same memory.</summary>
    [Fact]
    public void VirtualAddressesOfTheSameMemory_AreOneMemory()
    {
        byte[] pages = Bytes(8 * Page.SizeBytes, 10);
        byte[] core = ElfCore.Of((0xffff_8000_0000_0000, 0, pages), (0, 0, pages));
        Show(core, 1, core.Length - (2 * pages.Length), pages.Length);
        (PageRegion[] regions, byte[] read) = ReadAll(core);
        Assert.Equal([new PageRegion(0, 8, "segment 0")], regions);
        Assert.Equal(pages, read);
    }

    [Fact]
    public void SharedPartsOfSegments_AreThereOnce_InOrderOfPhysicalAddress()
    {
        byte[] pages = Bytes(6 * Page.SizeBytes, 11);
        byte[] core = ElfCore.Of((0x10000, 0x4000, pages), (0x20000, 0x6000, pages), (0x30000, 0x4000, pages),
            (0x1000, 0x1000, Bytes(Page.SizeBytes, 12)));
        int data = core.Length - (3 * pages.Length) - Page.SizeBytes;
        Show(core, 1, data + (2 * Page.SizeBytes), 4 * Page.SizeBytes);
        Show(core, 2, data, 3 * Page.SizeBytes);
        (PageRegion[] regions, byte[] read) = ReadAll(core);
        Assert.Equal([new PageRegion(0x1000, 1, "segment 0"), new PageRegion(0x4000, 6, "segment 1")], regions);
        Assert.Equal([.. Bytes(Page.SizeBytes, 12), .. pages], read);
    }

    /// <summary>The kernel's own dump has its code twice, at two places of the file.</summary>
    [Fact]
    public void SamePhysicalMemoryAtTwoPlaces_IsThereOnce()
    {
        byte[] pages = Bytes(3 * Page.SizeBytes, 13);
        (PageRegion[] regions, byte[] read) =
            ReadAll(ElfCore.Of((0xffff_ffff_8000_0000, 0x2000, pages[Page.SizeBytes..]), (0xffff_8880_0000_0000, 0x1000, pages)));
        Assert.Equal([new PageRegion(0x1000, 3, "segment 0")], regions);
        Assert.Equal(pages, read);
    }

    [Fact]
    public void SegmentsThatShareAPartOfAPage_AreRefused() => Assert.Contains(
        "by a part of a page", Refusal(ElfCore.Of((0, 0x1000, Bytes(5000, 14)), (0, 0x2000, Bytes(Page.SizeBytes, 15)))),
        StringComparison.Ordinal);

    [Fact]
    public async Task Pipe_IsRefusedUnopened()
    {
        await TestPipe.CreateAsync(_folder["pipe"]);
        Assert.Contains("cannot be a pipe", Assert.Throws<CaptureException>(() => new ElfCoreSource(_folder["pipe"])).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Makes a segment show another part of the file.</summary>
    private static void Show(byte[] core, int segment, int offset, int bytes)
    {
        ElfCore.Write64(core, FirstSegment + (segment * ElfCore.EntryBytes) + 8, (ulong)offset);
        ElfCore.Write64(core, FirstSegment + (segment * ElfCore.EntryBytes) + 32, (ulong)bytes);
    }

    private (PageRegion[] Regions, byte[] Pages) ReadAll(byte[] core)
    {
        using ElfCoreSource source = Open(core);
        byte[] pages = new byte[source.Regions.Sum(region => region.Pages) << Page.Shift];
        source.ReadNext(pages);
        return ([.. source.Regions], pages);
    }

    private static byte[] With(byte[] core, int offset, byte value)
    {
        byte[] copy = [.. core];
        copy[offset] = value;
        return copy;
    }

    private ElfCoreSource Open(byte[] core)
    {
        File.WriteAllBytes(_folder["core"], core);
        return new ElfCoreSource(_folder["core"]);
    }

    private string Refusal(byte[] core)
    {
        string message = Assert.Throws<CaptureException>(() => Open(core).Dispose()).Message;
        Assert.StartsWith($"--core {_folder["core"]}: the file ", message, StringComparison.Ordinal);
        return message;
    }

    private static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
