using MultifdBench.Comparison.Proof;
using MultifdBench.Comparison.Sets;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Comparison;

/// <summary>The proof of the gate, on made-up sessions whose truth is known.</summary>
public sealed class GateProofTests
{
    private static readonly Combination[] Cells = [Rows.Cell(), Rows.Cell(channels: 4), Rows.Cell("zstd"), Rows.Cell("zstd", 4)];

    [Fact]
    public void DriftingHost_FoolsOneAfterTheOther_AndNotAlternation()
    {
        IReadOnlyList<ProofRow> rows = [.. GateProof.Run(Drifting(48), [20], trials: 40, threshold: 0.05, seed: 1)];
        Assert.Equal(14, rows.Count);
        ProofRow alternating = Row(rows, Design.AlternatingSessions, InjectedScope.Nothing, 0);
        ProofRow apart = Row(rows, Design.Repetitions, InjectedScope.Nothing, 0);
        Assert.Equal(0, alternating.Red);
        Assert.True(apart.Red > 10, $"{apart.Red} of 40: as often as the drift went the wrong way");
        Assert.Equal(0, Row(rows, Design.AlternatingSessions, InjectedScope.Method, 0.10).Errors);
        Assert.Equal(0, Row(rows, Design.AlternatingSessions, InjectedScope.Combination, 0.10).Errors);
        Assert.Equal(0, Row(rows, Design.AlternatingSessions, InjectedScope.Method, 0.05).Errors);
        Assert.True(Row(rows, Design.AlternatingSessions, InjectedScope.Method, 0.02).Passed > 30,
            $"2 % is below the threshold: {Row(rows, Design.AlternatingSessions, InjectedScope.Method, 0.02)}");
        Assert.All(rows, row => Assert.True(row.Interval.Lo <= row.ErrorRate && row.ErrorRate <= row.Interval.Hi));
    }

    [Fact]
    public void SameSeed_GivesTheSameRates()
    {
        Session[] sessions = Drifting(12);
        Assert.Equal(GateProof.Run(sessions, [5], 10, 0.05, 3), GateProof.Run(sessions, [5], 10, 0.05, 3));
    }

    [Fact]
    public void Noise_GrowsWithTheHosts_AndSoDoTheSessionsNeeded()
    {
        NoiseRow quiet = GateProof.Noise(Noisy(0.01), 0.05)[0];
        NoiseRow loud = GateProof.Noise(Noisy(0.05), 0.05)[0];
        Assert.InRange(quiet.PairDeviation, 0.007, 0.02);
        Assert.InRange(quiet.PairsNeeded!.Value, 5, 20);
        Assert.InRange(loud.PairDeviation, 0.04, 0.1);
        Assert.True(loud.PairsNeeded > 2 * quiet.PairsNeeded);
        Assert.Null(GateProof.Noise(Noisy(3), 0.05)[0].PairsNeeded);
    }

    /// <summary>Sixteen runs in a session make its mean four times as steady; they are not sixteen pairs.</summary>
    [Fact]
    public void Noise_IsOfSessions_HoweverManyRunsTheyHold()
    {
        double one = GateProof.Noise(Noisy(0.02), 0.05)[0].PairDeviation;
        double sixteen = GateProof.Noise(Noisy(0.02, runs: 16), 0.05)[0].PairDeviation;
        Assert.InRange(one / sixteen, 2.5, 6);
    }

    [Fact]
    public void TooFewSessions_OrTwoBuilds_AreRefused()
    {
        Assert.Contains("give at least 40", Assert.Throws<ResultsException>(() => GateProof.Run(Drifting(12), [20], 10, 0.05, 1)).Message,
            StringComparison.Ordinal);
        Session[] mixed = [.. Drifting(4)
            .Select(
                (session, k) => session with
                {
                    Host = HostIdentity.Parse(Sides.Host.Replace("0123456789abcdef", $"commit-{k % 2}", StringComparison.Ordinal)),
                })];
        Assert.Contains("several builds", Assert.Throws<ResultsException>(() => GateProof.Run(mixed, [1], 10, 0.05, 1)).Message,
            StringComparison.Ordinal);
        Session[] hosts = [.. Drifting(4).Select(
            (session, k) => session with { Host = HostIdentity.Parse(Sides.Host.Replace("box", $"box{k}", StringComparison.Ordinal)) })];
        Assert.Contains("host_name", Assert.Throws<ResultsException>(() => GateProof.Run(hosts, [1], 10, 0.05, 1)).Message,
            StringComparison.Ordinal);
    }

    private static ProofRow Row(IReadOnlyList<ProofRow> rows, Design design, InjectedScope scope, double slowdown) =>
        rows.Single(row => row.Design == design && row.Scope == scope && row.Slowdown == slowdown);

    /// <summary>Sessions of a host whose speed swings by 20 % over an hour.</summary>
    private static Session[] Drifting(int count)
    {
        Sides sides = new(5);
        return [.. Enumerable.Range(0, count).Select(
            k => Sides.Session($"s{k}", k, Cells.SelectMany(cell => sides.Runs(cell, 1, 0.005, Math.Exp(0.2 * Math.Sin(k / 8.0))))))];
    }

    private static Session[] Noisy(double noise, int runs = 1)
    {
        Sides sides = new(6);
        return [.. Enumerable.Range(0, 40).Select(k => Sides.Session($"s{k}", k, sides.Runs(Rows.Cell(), runs, noise)))];
    }
}
