using CsCheck;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Guest;

/// <summary>All variants say the same, wherever the only byte that is not zero may be.</summary>
public sealed class ZeroPageScanTests
{
    private static readonly (string Name, Func<byte[], bool> IsZero)[] Variants =
    [
        ("public", page => ZeroPageScan.IsZero(page)),
        ("256", page => ZeroPageScan.IsZero256(page)),
        ("128", page => ZeroPageScan.IsZero128(page)),
        ("scalar", page => ZeroPageScan.IsZeroScalar(page)),
    ];

    [Fact]
    public void SingleByteAtEveryPosition_IsSeenByEveryVariant()
    {
        byte[] page = new byte[Page.SizeBytes];
        foreach ((string name, Func<byte[], bool> isZero) in Variants)
        {
            Assert.True(isZero(page), name);
            for (int i = 0; i < page.Length; i++)
            {
                page[i] = (byte)(1 << (i % 8));
                Assert.False(isZero(page), $"{name}: byte {i}");
                page[i] = 0;
            }
        }
    }

    [Fact]
    public void SparsePages_AreJudgedAlike() => Gen.Select(Gen.Int[0, Page.SizeBytes - 1], Gen.Byte).Array[0, 5].Sample(bytes =>
    {
        byte[] page = new byte[Page.SizeBytes];
        foreach ((int position, byte value) in bytes) page[position] |= value;
        bool expected = page.All(value => value == 0);
        Assert.All(Variants, variant => Assert.Equal(expected, variant.IsZero(page)));
    }, seed: "0N0XIzNsQ0O2", iter: 500);

    [Fact]
    public void NeighbouringPages_DoNotCount()
    {
        byte[] memory = new byte[3 * Page.SizeBytes];
        memory.AsSpan(0, Page.SizeBytes).Fill(0xff);
        memory.AsSpan(2 * Page.SizeBytes).Fill(0xff);
        ReadOnlySpan<byte> middle = memory.AsSpan(Page.SizeBytes, Page.SizeBytes);
        Assert.True(ZeroPageScan.IsZero(middle) && ZeroPageScan.IsZero256(middle) && ZeroPageScan.IsZero128(middle));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Page.SizeBytes - 1)]
    [InlineData(Page.SizeBytes + 1)]
    public void OtherLengths_AreRefused(int length) => Assert.Throws<ArgumentException>(() => ZeroPageScan.IsZero(new byte[length]));
}
