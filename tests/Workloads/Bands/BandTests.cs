using MultifdBench.Guest;

namespace MultifdBench.Tests.Workloads.Bands;

/// <summary>The harness itself: it must be able to fail, and count what it says.</summary>
public sealed class BandTests
{
    [Fact]
    public void Check_NamesEveryFigureThatMisses()
    {
        Band band = new Band().Relative("close", 100, 104, 0.05).Relative("far", 100, 106, 0.05).Absolute("share", 0.5, 0.6, 0.02)
            .Relative("none", 1, double.NaN, 0.05);
        string message = Assert.ThrowsAny<Exception>(band.Check).Message;
        Assert.Contains("far: 106, expected 100 within 5 %", message, StringComparison.Ordinal);
        Assert.Contains("share: 0.6, expected 0.5 within 0.02", message, StringComparison.Ordinal);
        Assert.Contains("none: NaN", message, StringComparison.Ordinal);
        Assert.DoesNotContain("close", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_OfKnownPages_AreKnown()
    {
        byte[] zero = new byte[Page.SizeBytes];
        byte[] filled = new byte[Page.SizeBytes];
        filled.AsSpan().Fill(0xcc);
        byte[] noise = new byte[Page.SizeBytes];
        new Random(1).NextBytes(noise);
        GuestFigures figures = GuestFigures.OfOrSkip([zero, filled, zero, noise, filled, filled.ToArray(), noise.ToArray(), zero]);
        Assert.Equal(3.0 / 8, figures.ZeroShare, 6);
        Assert.Equal(3.0 / 5, figures.SameFilledShare, 6);
        Assert.Equal(3.0 / 5, figures.DuplicateShare, 6);
        Assert.Equal(2.0 / 5, figures.IncompressibleShare, 6);
        Assert.Equal(Page.SizeBytes / (36.0 + 6), figures.CompressibleRatio, 1);
        Assert.InRange(figures.QplFixedRatio, 2.2, 2.5);
    }

    [Fact]
    public void Systematic_TakesRunsOfSixteen()
    {
        byte[][] pages = [.. Enumerable.Range(0, 100).Select(i => new[] { (byte)i })];
        Assert.Equal([.. Enumerable.Range(0, 16), .. Enumerable.Range(48, 16), .. Enumerable.Range(96, 4)],
            GuestFigures.Systematic(pages, 3).Select(page => (int)page[0]));
    }
}
