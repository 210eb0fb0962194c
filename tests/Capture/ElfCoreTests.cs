using MultifdBench.Capture;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Sources;
using MultifdBench.Guest;
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
        using ElfCoreSource source = Open(ElfCore.Of((0x1000, 7, first), (0, 0x4000_0000, second), (0x9000, 0, [])));
        Assert.Equal([new PageRegion(0x1000, 2, "segment 0"), new PageRegion(0x4000_0000, 2, "segment 1")], source.Regions);
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
        Assert.Contains("cannot be read", Assert.Throws<CaptureException>(() => new ElfCoreSource(_folder["absent"])).Message, StringComparison.Ordinal);
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
