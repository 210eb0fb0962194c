using MultifdBench.Guest;

namespace MultifdBench.Tests.Guest;

/// <summary>Hashes that stand for a memory: equal when it is, and if not, they say where.</summary>
public sealed class MemoryDigestTests
{
    private static readonly RamBlockSpec[] Layout = [new("pc.ram", 5000 * Page.SizeBytes), new("rom", Page.SizeBytes),
        new("vga", 513 * Page.SizeBytes)];

    [Theory]
    [InlineData(0, 0, "'pc.ram', pages 0 to 511")]
    [InlineData(0, 511, "'pc.ram', pages 0 to 511")]
    [InlineData(0, 512, "'pc.ram', pages 512 to 1023")]
    [InlineData(0, 4096, "'pc.ram', pages 4096 to 4607")]
    [InlineData(0, 4999, "'pc.ram', pages 4608 to 4999")]
    [InlineData(1, 0, "'rom', pages 0 to 0")]
    [InlineData(2, 512, "'vga', pages 512 to 512")]
    public void OneBit_NamesItsRange(int block, int page, string expected)
    {
        using GuestMemory memory = Filled();
        MemoryDigest before = MemoryDigest.Of(memory);
        Assert.Null(before.Difference(MemoryDigest.Of(memory).Hashes));
        memory.Blocks[block].GetPage(page)[4095] ^= 0x80;
        Assert.Equal($"destination memory differs from the source in 1 range(s) of 512 pages, first in {expected}",
            before.Difference(MemoryDigest.Of(memory).Hashes));
    }

    [Fact]
    public void SeveralRanges_AreCounted()
    {
        using GuestMemory memory = Filled();
        MemoryDigest before = MemoryDigest.Of(memory);
        foreach (int page in (int[])[600, 601, 2000]) memory.Blocks[0].GetPage(page)[0] ^= 1;
        memory.Blocks[2].GetPage(0)[0] ^= 1;
        Assert.Equal("destination memory differs from the source in 3 range(s) of 512 pages, first in 'pc.ram', pages 512 to 1023",
            before.Difference(MemoryDigest.Of(memory).Hashes));
    }

    [Fact]
    public void Size_IsKnownFromTheLayout()
    {
        using GuestMemory memory = Filled();
        MemoryDigest digest = MemoryDigest.Of(memory);
        Assert.Equal((10 + 1 + 2) * 32, digest.Hashes.Length);
        Assert.Equal(digest.Hashes.Length, MemoryDigest.SizeBytes(Layout));
        Assert.Contains("64 bytes of hashes, expected 416", digest.Difference(new byte[64]), StringComparison.Ordinal);
    }

    private static GuestMemory Filled()
    {
        GuestMemory memory = new(Layout);
        Random random = new(1);
        foreach (RamBlock block in memory.Blocks)
        {
            for (int page = 0; page < block.PageCount; page += 3) random.NextBytes(block.GetPage(page));
        }

        return memory;
    }
}
