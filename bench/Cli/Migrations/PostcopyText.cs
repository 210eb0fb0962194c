using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Cli.Migrations;

/// <summary>What a guest noticed of missing pages, by QEMU's names.</summary>
internal static class PostcopyText
{
    /// <summary>As an object of <c>migrate --json</c>.</summary>
    public static object ForJson(PageFaultFigures faults) => new
    {
        faults.Faults,
        faults.Requests,
        MeanLatencyUs = MeanUs(faults),
        LatencyDist = faults.LatencyBuckets,
    };

    /// <summary>As lines of <c>info migrate</c>.</summary>
    /// <param name="faults">The figures.</param>
    /// <param name="line">Takes a label and a value.</param>
    public static void Describe(PageFaultFigures faults, Action<string, string?> line)
    {
        line("postcopy request count", Invariant.Text($"{faults.Requests}"));
        line("postcopy blocktime", Invariant.Text($"{Units.Ms(faults.BlockedNs):0.0} ms"));
        line("postcopy faults", Invariant.Text($"{faults.Faults}"));
        line("postcopy latency", MeanUs(faults) is { } mean ? Invariant.Text($"{mean:0} us (mean)") : null);
        for (int bucket = 0; bucket < faults.LatencyBuckets.Count; bucket++)
        {
            if (faults.LatencyBuckets[bucket] == 0) continue;
            line(Invariant.Text($"  {1L << bucket} to {2L << bucket} us"), Invariant.Text($"{faults.LatencyBuckets[bucket]}"));
        }
    }

    private static double? MeanUs(PageFaultFigures faults) => faults.Faults > 0 ? faults.WaitedNs / 1e3 / faults.Faults : null;
}
