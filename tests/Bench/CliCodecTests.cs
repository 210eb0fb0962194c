using MultifdBench.Bench.Cli;
using MultifdBench.Tests.Deflate;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>The comparison of page codecs from the command line; suites themselves are in Suites.</summary>
public sealed class CliCodecTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Compare_PrintsARowPerCodec_AndWritesItsCharts()
    {
        string charts = _folder["charts"];
        CliRun run = await CliRun.Of("codec", "--compare", "--pages", WritePages(), "--charts", charts);
        Assert.Equal((ExitCodes.Done, 5),
            (run.ExitCode, run.Output.Split('\n').Count(line => line.StartsWith("own ", StringComparison.Ordinal))));
        foreach (string name in (string[])["page-codecs-compress", "page-codecs-decompress"])
        {
            Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(Path.Combine(charts, name + ".png"))[1..4]);
            string svg = File.ReadAllText(Path.Combine(charts, name + ".svg"));
            Assert.Contains("own canned", svg, StringComparison.Ordinal);
            Assert.Contains("guest.pages", svg, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Compare_RefusesWhatIsForSuites_AndChartsWithoutIt()
    {
        CliRun withFilter = await CliRun.Of("codec", "--compare", "--filter", "*");
        Assert.Equal(ExitCodes.Usage, withFilter.ExitCode);
        Assert.Contains("--filter", withFilter.Error, StringComparison.Ordinal);
        CliRun chartsAlone = await CliRun.Of("codec", "--charts", _folder["charts"]);
        Assert.Equal(ExitCodes.Usage, chartsAlone.ExitCode);
        Assert.Contains("--compare", chartsAlone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Charts_ThatCannotBeWritten_AreNamed()
    {
        File.WriteAllText(_folder["occupied"], "");
        CliRun run = await CliRun.Of("codec", "--compare", "--pages", WritePages(), "--charts", _folder["occupied"]);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("--charts", run.Error, StringComparison.Ordinal);
    }

    private string WritePages()
    {
        string path = _folder["guest.pages"];
        File.WriteAllBytes(path,
            [.. PageSamples.Make("text", 4096, 1), .. PageSamples.Make("pointers", 4096, 2), .. PageSamples.Make("runs", 4096, 3)]);
        return path;
    }
}
