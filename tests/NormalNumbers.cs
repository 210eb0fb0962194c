namespace MultifdBench.Tests;

/// <summary>Noise of a known shape.</summary>
internal static class NormalNumbers
{
    /// <summary>A standard normal number [Box &amp; Muller].</summary>
    public static double NextNormal(this Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
