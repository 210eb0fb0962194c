using System.Text.Json.Nodes;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Management;
using MultifdBench.Prediction.Advice;

namespace MultifdBench.Bench.Verbs.Advise;

/// <summary>An answer for scripts: design of the keys in docs/cli.md.</summary>
internal static class AdviseJson
{
    /// <summary>One object.</summary>
    public static string Of(AdviseAnswer answer) => JsonText.Of(new JsonObject
    {
        ["recommendation"] = Recommendation(answer, answer.First),
        ["recommendations"] = new JsonArray([.. answer.Asked.Decisions.Select(decision => Recommendation(answer, decision))]),
        ["candidates"] = new JsonArray([.. answer.Asked.Candidates.Select(CandidateNode)]),
        ["crossings"] = new JsonArray([.. answer.Asked.Crossings.Select(CrossingNode)]),
        ["policies"] = new JsonArray([.. answer.Asked.Policies.Select(policy => PolicyNode(answer, policy))]),
        ["excluded"] = new JsonArray([.. answer.Excluded.OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => new JsonObject { ["label"] = one.Key, ["reason"] = one.Value })]),
        ["check"] = new JsonArray([.. answer.Check.Select(one => new JsonObject
        {
            ["label"] = one.Line.Label,
            ["predicted_ms"] = one.Line.PredictedMs,
            ["measured_ms"] = one.Line.MeasuredMs,
            ["error"] = one.Line.Error,
        })]),
        ["model_error"] = answer.Error,
        ["model_error_measured"] = answer.IsErrorMeasured,
        ["elsewhere"] = new JsonArray(
            [.. answer.Elsewhere.SelectMany(one => one.Decisions.Select(decision => Elsewhere(answer, one, decision)))]),
    });

    private static JsonObject? Recommendation(AdviseAnswer answer, Decision decision) => decision.Winner is not { Row: var row } winner
        ? null
        : new JsonObject
        {
            ["link_gbps"] = decision.LinkGbps,
            ["label"] = winner.Method,
            ["method"] = row.Method,
            ["accel"] = row.Accel,
            ["huffman"] = row.Huffman,
            ["level"] = row.Level,
            ["channels"] = row.Channels,
            ["zero_page_detection"] = row.ZeroPageDetection,
            ["policy"] = row.Policy is { Length: > 0 } policy ? policy : PolicyCatalog.Default,
            ["margin"] = decision.Margin,
            ["confidence"] = answer.ConfidenceOf(decision),
            ["tie"] = decision.IsTie,
            ["slo"] = decision.IsGoodEnough,
            ["total_time_ms"] = row.TotalTimeMs,
        };

    private static JsonObject? Elsewhere(AdviseAnswer answer, HostAdvice advice, Decision decision)
    {
        JsonObject? node = Recommendation(answer, decision);
        node?.Insert(0, "model", advice.Host.Name);
        // The error was measured on this machine, and says nothing of another.
        if (node is not null && !decision.IsTie && decision.RunnerUp is not null) node["confidence"] = "likely";
        return node;
    }

    private static JsonObject PolicyNode(AdviseAnswer answer, PolicyOutcome outcome)
    {
        Candidate best = answer.BestUnder(outcome);
        return new JsonObject
        {
            ["policy"] = PolicyCatalog.Get(outcome.Policy).Name,
            ["link_gbps"] = answer.First.LinkGbps,
            ["label"] = best.Method,
            ["channels"] = best.Row.Channels,
            ["converges"] = best.Converges,
            ["reason"] = best.Row.Reason,
            ["total_time_ms"] = best.Row.TotalTimeMs,
            ["downtime_ms"] = best.Row.DowntimeMs,
            ["cpu_throttle_percentage"] = best.Row.CpuThrottlePercentage,
            ["guest_lost_share"] = best.GuestLostShare,
            ["postcopy"] = best.Row.Postcopy,
            ["slo"] = best.IsGoodEnough,
            ["actions"] = new JsonArray([.. best.Actions.Select(done => new JsonObject
            {
                ["time_ms"] = Units.Ms(done.Ns),
                ["action"] = done.ToString(),
            })]),
        };
    }

    private static JsonNode CandidateNode(Candidate candidate)
    {
        JsonObject node = JsonNode.Parse(JsonText.Of(candidate.Row))!.AsObject();
        node["label"] = candidate.Method;
        node["converges"] = candidate.Converges;
        node["slo"] = candidate.IsGoodEnough;
        node["guest_lost_share"] = candidate.GuestLostShare;
        node["in_qemu"] = candidate.NotInQemu is null;
        return node;
    }

    private static JsonObject CrossingNode(Crossing crossing) => new()
    {
        ["link_gbps"] = crossing.LinkGbps,
        ["dirty_pages_per_second"] = crossing.DirtyPagesPerSecond,
        ["along"] = crossing.Along == CrossingAxis.Link ? "link_gbps" : "dirty_pages_per_second",
        ["below"] = crossing.Below,
        ["above"] = crossing.Above,
    };
}
