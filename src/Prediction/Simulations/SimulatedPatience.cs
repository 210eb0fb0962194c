using MultifdBench.Core;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Prediction.Simulations;

/// <summary>When a simulated migration of a large guest counts as one that does not converge.</summary>
internal static class SimulatedPatience
{
    // A guest that has not converged when its memory could have crossed the link so often will not: QEMU's users give up long before. Over
    // a fast link that is less than a slow method's first pass, which is no reason to give it up; KubeVirt waits for 150 s per GiB.
    private const int Passes = 20;
    private const double SecondsPerGib = 10;
    private const int LeastSeconds = 120;
    private const int MostSeconds = 86_400;

    /// <summary>Seconds for so many bytes over a link of a decimal Gbit/s.</summary>
    public static int Seconds(double memoryBytes, double linkGbps)
    {
        double passS = memoryBytes / (NetworkModel.PayloadGbps(linkGbps) / 8 * 1e9);
        return (int)Math.Clamp(Math.Max(Passes * passS, SecondsPerGib * memoryBytes / Units.GiB), LeastSeconds, MostSeconds);
    }
}
