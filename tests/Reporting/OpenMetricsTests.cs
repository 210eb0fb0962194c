using System.Globalization;
using System.Text.RegularExpressions;
using MultifdBench.Reporting;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

/// <summary>Figures for dashboards: text that follows OpenMetrics' grammar, whatever names are in it.</summary>
public sealed partial class OpenMetricsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Figures_AreInBaseUnits()
    {
        RunRow run = Rows.Run(Rows.Cell(), totalTimeMs: 1500) with { DowntimeMs = 20, ThroughputMbps = 80, SourceJoules = 12.5 };
        string[] lines = Render(Sets.Write(_folder["set"], [run]));
        Assert.EndsWith("\"} 1.5", Sample(lines, "total_time_seconds"), StringComparison.Ordinal);
        Assert.EndsWith("\"} 0.02", Sample(lines, "downtime_seconds"), StringComparison.Ordinal);
        Assert.EndsWith("\"} 10000000", Sample(lines, "wire_throughput_bytes_per_second"), StringComparison.Ordinal);
        Assert.EndsWith("\"} 12.5", Sample(lines, "source_energy_joules"), StringComparison.Ordinal);
        // One run has no interval, and one host has no second figure.
        Assert.DoesNotContain(lines, line => line.Contains("statistic=\"low\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("destination_energy_joules", StringComparison.Ordinal));
        string labels = $"results=\"set\",source=\"measured\",workload=\"{run.Workload}\"";
        Assert.Contains(labels, Sample(lines, "total_time_seconds"), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_FollowsTheGrammar()
    {
        ResultSet[] sets = [Sets.Write(_folder["one"], Sets.Mixed()), Sets.Write(_folder["two"], Sets.LikeTheDefaultMatrix())];
        Check(Render(sets));
    }

    [Theory]
    [InlineData("a \"quoted\" name")]
    [InlineData("back\\slash")]
    [InlineData("two\nlines")]
    [InlineData("{},=#")]
    public void HostileNames_AreLabels(string name) =>
        Check(Render(Sets.Write(_folder["set"], [Rows.Run(Rows.Cell()) with { Workload = name }])));

    [Fact]
    public void Outcomes_AreCounted()
    {
        string[] lines = Render(Sets.Write(_folder["set"], Sets.Mixed()));
        string[] runs = [.. lines.Where(line => line.StartsWith("multifd_bench_runs{", StringComparison.Ordinal))];
        Assert.Equal(Sets.Mixed().Count, runs.Sum(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture)));
        Assert.Contains(runs, line => line.Contains("outcome=\"unavailable\"", StringComparison.Ordinal));
        Assert.Contains(runs, line => line.Contains("source=\"simulated\"", StringComparison.Ordinal));
    }

    private static string Sample(string[] lines, string name) =>
        Assert.Single(lines, line => line.StartsWith($"multifd_bench_{name}{{", StringComparison.Ordinal));

    /// <summary>Families in one piece, HELP, TYPE and UNIT ahead of samples; names end with the unit; no sample is there twice.</summary>
    private static void Check(string[] lines)
    {
        Assert.Equal("# EOF", lines[^1]);
        HashSet<string> families = [], samples = [];
        string family = "";
        foreach (string line in lines[..^1])
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                family = line.Split(' ')[2];
                Assert.True(families.Add(family), $"{family} is there twice");
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                Assert.Equal($"# TYPE {family} gauge", line);
            }
            else if (line.StartsWith("# UNIT ", StringComparison.Ordinal))
            {
                Assert.Equal(family, line.Split(' ')[2]);
                Assert.EndsWith("_" + line.Split(' ')[3], family, StringComparison.Ordinal);
            }
            else
            {
                Match sample = SampleLine().Match(line);
                Assert.True(sample.Success, line);
                Assert.Equal(family, sample.Groups["name"].Value);
                Assert.True(samples.Add(line[..line.LastIndexOf(' ')]), $"twice: {line}");
            }
        }

        Assert.True(families.Count > 5);
    }

    private string[] Render(params ResultSet[] sets)
    {
        string path = Assert.Single(ReportWriter.Write(sets, _folder["out"], BuiltIn.Methods.Looks, [ReportFormat.OpenMetrics]));
        Assert.Equal("metrics.prom", Path.GetFileName(path));
        string text = File.ReadAllText(path);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        return text[..^1].Split('\n');
    }

    [GeneratedRegex(
        """^(?<name>[a-z_]+)\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\} -?[0-9.]+(?:E[+-]?[0-9]+)?$""")]
    private static partial Regex SampleLine();
}
