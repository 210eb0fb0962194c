using System.Globalization;

namespace MultifdBench.Tests.Workloads.Bands;

/// <summary>Figures held to bands. All that miss are named in one failure.</summary>
internal sealed class Band
{
    private readonly List<string> _misses = [];

    /// <summary>A figure that may differ by a share of what is expected.</summary>
    public Band Relative(string figure, double expected, double actual, double band)
    {
        if (!(Math.Abs((actual / expected) - 1) <= band)) Miss(figure, expected, actual, $"{100 * band:0.#} %");
        return this;
    }

    /// <summary>A figure that may differ by an amount.</summary>
    public Band Absolute(string figure, double expected, double actual, double band)
    {
        if (!(Math.Abs(actual - expected) <= band)) Miss(figure, expected, actual, band.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Deciles.</summary>
    public Band Deciles(double[] expected, double[] actual, double band)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Relative($"decile {10 * (i + 1)} %", expected[i], actual[i], band);
        return this;
    }

    /// <summary>Fails if a figure missed its band.</summary>
    public void Check() => Assert.True(_misses.Count == 0, string.Join(Environment.NewLine, _misses));

    private void Miss(string figure, double expected, double actual, string band) =>
        _misses.Add(string.Create(CultureInfo.InvariantCulture, $"{figure}: {actual:0.####}, expected {expected:0.####} within {band}"));
}
