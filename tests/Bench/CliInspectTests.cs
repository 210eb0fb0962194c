using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Capture.Images;
using MultifdBench.Tests.Capture;
using MultifdBench.Tests.Methods;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench inspect</c> from the command line to the screen.</summary>
public sealed class CliInspectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnImage_IsOneScreen_AndAPicture()
    {
        File.WriteAllBytes(_folder["guest.ram"], PageContent.Mixed(300, 2));
        foreach (string name in (string[])["guest.png", "guest.svg"])
        {
            CliRun run = await CliRun.Of("inspect", _folder["guest.ram"], "--methods", "lz4,zstd--5,qpl", "--picture", _folder[name]);
            Assert.Equal(ExitCodes.Done, run.ExitCode);
            foreach (string part in (string[])["300 pages", "zero: ", "same-filled", "duplicates", "lz4-1 ", "zstd--5 ", "qpl fixed "])
                Assert.Contains(part, run.Output, StringComparison.Ordinal);
            Assert.InRange(run.Output.Split('\n').Length, 8, 24);
            Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 140));
            Assert.Contains(_folder[name], run.Error, StringComparison.Ordinal);
        }

        Assert.Equal("PNG", File.ReadAllText(_folder["guest.png"])[1..4]);
        Assert.Contains("address (MiB)", File.ReadAllText(_folder["guest.svg"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_IsAsTheSchemaSays_WithTheTraceOfAnImage()
    {
        using (FileStream file = File.Create(_folder["guest.pages"]))
        {
            PageRegion[] regions = [new PageRegion(0, 64, "ram")];
            PageImageWriter writer = new(file, new PageImageHeader("a guest", DateTimeOffset.UnixEpoch, true, regions, "snapshot"));
            writer.WritePages(PageContent.Mixed(64, 3));
            for (uint i = 0; i < 4; i++) writer.WriteInterval(new TraceInterval(500_000, [new PageRun(i, 2)]));
            writer.Complete();
        }

        CliRun run = await CliRun.Of("inspect", _folder["guest.pages"], "--json");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        JsonSchemas.Accept("inspect.json", run.Output);
        JsonElement json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((64, "a guest"), (json.GetProperty("pages").GetInt32(), json.GetProperty("source").GetString()));
        JsonElement[] curve = [.. json.GetProperty("written").GetProperty("curve").EnumerateArray()];
        Assert.Equal([(0.5, 2.0), (1, 3)],
            curve.Take(2).Select(point => (point.GetProperty("seconds").GetDouble(), point.GetProperty("pages").GetDouble())));
        string[] methods = [.. json.GetProperty("methods").EnumerateArray().Select(method => method.GetProperty("name").GetString()!)];
        Assert.Equal(["zlib-1", "zstd-1", "qpl fixed", "lz4-1"], methods);
    }

    [Fact]
    public async Task AProcess_IsTraced_AndItsContentsAreCompared()
    {
        using ChildProcess child = new();
        string pid = child.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture);
        CliRun run = await CliRun.Of("inspect", "--pid", pid, "--methods", "lz4", "--dirty-trace", "0.2", "--interval", "50", "--json");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        JsonSchemas.Accept("inspect.json", run.Output);
        JsonElement written = JsonDocument.Parse(run.Output).RootElement.GetProperty("written");
        Assert.InRange(written.GetProperty("compared").GetInt64(), 0, long.MaxValue);
        Assert.InRange(written.GetProperty("seconds").GetDouble(), 0.15, 60);
    }

    [Theory]
    [InlineData("", "Give one of IMAGE, --pid PID and --core FILE")]
    [InlineData("a --pid 1", "Give one of IMAGE, --pid PID and --core FILE")]
    [InlineData("a --methods none", "--methods none: it compresses no piece of memory by itself. Leave it out.")]
    [InlineData("a --methods zstdd", "--methods zstdd: zstdd is not a method: use none, zlib")]
    [InlineData("a --methods zlib+qat", "--methods zlib+qat: it compresses no piece of memory by itself. Leave it out.")]
    [InlineData("a --methods lz5", "Did you mean 'lz4'?")]
    [InlineData("a --methods zstd-21", "--methods zstd-21: 21 is out of range: use -131072 to 20")]
    [InlineData("a --methods ,", "--methods is empty")]
    [InlineData("a --picture x.jpg", "--picture x.jpg is no picture's name: let it end in .png or .svg.")]
    [InlineData("a --stop", "are for a live process: give --pid, or leave them out.")]
    [InlineData("--pid 1 --dirty-trace -1", "--dirty-trace is out of range")]
    [InlineData("--pid 1 --dirty-trace 1 --interval 2000", "--dirty-trace is shorter than --interval")]
    [InlineData("--pid 1 --interval 1", "--interval is out of range")]
    [InlineData("--pid 1 --pages some", "--pages some is unknown: use resident or all.")]
    [InlineData("--pid 1 --min-mapping big", "--min-mapping big is no size")]
    public async Task WrongRequest_IsNamed(string args, string problem)
    {
        CliRun run = await CliRun.Of(["inspect", .. args.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "is empty; a memory image of whole 4 KiB pages is needed")]
    [InlineData(4097, "has 4097 bytes, which is not a multiple of 4096")]
    [InlineData(-1, "")]
    public async Task AnImageThatIsNone_IsNamed(int bytes, string problem)
    {
        if (bytes >= 0) File.WriteAllBytes(_folder["image"], new byte[bytes]);
        CliRun run = await CliRun.Of("inspect", _folder["image"]);
        Assert.Equal((ExitCodes.CannotDecide, ""), (run.ExitCode, run.Output));
        Assert.Contains($"inspect {_folder["image"]}: the image {problem}", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.CannotDecide, (await CliRun.Of("inspect", _folder.Path)).ExitCode);
        Assert.Equal(ExitCodes.CannotDecide, (await CliRun.Of("inspect", "--core", _folder["image"])).ExitCode);
    }
}
