using MultifdBench.Comparison.Sets;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Comparison;

/// <summary>Made-up sides with known truth: seeded normal noise on logarithms.</summary>
internal sealed class Sides(int seed)
{
    public const string Host =
        """
        {
          "host_name": "box", "cpu": "Some CPU", "cores": 2, "kernel": "6.1", "libraries": { "libz": "libz 1.3" },
          "git_commit": "0123456789abcdef"
        }
        """;

    /// <summary>The host with limits recorded.</summary>
    public static string WithLimits(string members) => With($"\"limits\": {{ {members} }}");

    /// <summary>The host with one more fact.</summary>
    public static string With(string member) => Host.Replace("\"kernel\"", $"{member}, \"kernel\"", StringComparison.Ordinal);

    private readonly Random _random = new(seed);

    /// <summary>A standard normal number.</summary>
    public double Normal() => _random.NextNormal();

    /// <summary>Runs of one combination around 1000 ms.</summary>
    public IReadOnlyList<RunRow> Runs(Combination cell, int count, double noise, double factor = 1) =>
        [.. Enumerable.Range(1, count).Select(repetition => Run(cell, repetition, factor * Math.Exp(noise * Normal())))];

    /// <summary>A run whose times are <paramref name="factor"/> × those of the plain one.</summary>
    public static RunRow Run(Combination cell, int repetition, double factor)
    {
        RunRow run = Rows.Run(cell, repetition, 1000 * factor);
        return run with
        {
            SourceCpuS = run.SourceCpuS * factor,
            DestinationCpuS = run.DestinationCpuS * factor,
            PagesPerSecond = run.PagesPerSecond / factor,
            Seed = 1,
        };
    }

    /// <summary>A session at a minute of the day.</summary>
    public static Session Session(string name, int minute, IEnumerable<RunRow> runs, string? host = Host) => new(
        name,
        HostIdentity.Parse(host),
        runs.Select(run => run with { TimestampUtc = Rows.Noon.AddMinutes(minute) }).GroupBy(Combination.Of)
            .ToDictionary(group => group.Key, group => new SessionRuns(group)));

    public static SessionSet Side(string name, params Session[] sessions) => new(name, sessions, []);

    /// <summary>One side of one session with one combination.</summary>
    public SessionSet Single(string name, int count, double noise, double factor = 1) =>
        Side(name, Session(name, 0, Runs(Rows.Cell(), count, noise, factor)));
}
