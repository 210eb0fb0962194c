namespace MultifdBench.Simulation.Guests;

/// <summary>
/// Runs that differ: in place of random draws, which a few runs would not average out, evenly spaced places of a lognormal distribution.
/// </summary>
internal static class Spread
{
    /// <summary>The factor of one run of several.</summary>
    /// <param name="logSd">Standard deviation of the logarithm; 0 is always 1.</param>
    /// <param name="run">From 0.</param>
    /// <param name="runs">How many.</param>
    public static double Factor(double logSd, int run, int runs) => Math.Exp(logSd * NormalQuantile((run + 0.5) / runs));

    /// <summary>Inverse of the standard normal distribution to three digits [Abramowitz and Stegun 26.2.23].</summary>
    private static double NormalQuantile(double probability)
    {
        if (probability == 0.5) return 0;
        double t = Math.Sqrt(-2 * Math.Log(Math.Min(probability, 1 - probability)));
        double value = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        return probability < 0.5 ? -value : value;
    }
}
