using System.Text;
using MultifdBench.Capture.Dirty;
using MultifdBench.Workloads;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Cli.Migrations;

/// <summary>The price that a live guest's clients paid, for people.</summary>
internal static class ServiceText
{
    /// <summary>The text, without a line end.</summary>
    public static string Describe(GuestService service)
    {
        StringBuilder text = new();
        text.AppendLine($"guest service: {service.Server}");
        text.AppendLine($"dirty tracking: {service.DirtyTracking} ({DirtyMethods.Describe(service.DirtyTracking)})");
        text.AppendLine(Text(
            $"copied from the server: {service.CopiedPages} pages in {service.Syncs} syncs, {service.CopyMs:0.0} ms of the total time, "
                + $"{service.StoppedCopyMs:0.0} ms of them in the downtime"));
        text.AppendLine("  phase    seconds      ops/s   p50 ms   p95 ms   p99 ms p99.9 ms   max ms");
        foreach (ServicePhase phase in service.Phases)
        {
            text.AppendLine(Text(
                $"  {phase.Phase,-7}{phase.Seconds,9:0.00}{phase.OperationsPerSecond,11:0}{phase.LatencyP50Us / 1e3,9:0.00}"
                    + $"{phase.LatencyP95Us / 1e3,9:0.00}{phase.LatencyP99Us / 1e3,9:0.00}{phase.LatencyP999Us / 1e3,9:0.00}"
                    + $"{phase.LatencyMaxUs / 1e3,9:0.00}"));
        }

        return text.ToString().TrimEnd();
    }
}
