using System.Globalization;
using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Tests.Capture;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>capture</c>, <c>calibrate</c> and <c>migrate</c> with the memory of real servers, where they are installed.</summary>
public sealed class CliCaptureServersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <param name="name">The server.</param>
    /// <param name="generator">What it is compared with; a backend of PostgreSQL has touched too little at first for a server.</param>
    /// <param name="least">The least ratio per page, zlib-1, that its memory has: text and numbers, and pages used in part.</param>
    /// <param name="most">The largest.</param>
    [Theory]
    [InlineData("memcached", "memcached", 1.5, 20)]
    [InlineData("postgres", "idle", 2, 60)]
    [InlineData("jvm", "jvm", 1.5, 20)]
    public async Task ALiveServer_BecomesAGuest_AndIsCompared(string name, string generator, double least, double most)
    {
        string image = _folder[$"{name}.pages"];
        using (LiveServer server = LiveServer.Start(name))
        {
            CliRun capture = await CliRun.Of("capture", "--pid", server.Pid.ToString(CultureInfo.InvariantCulture), "--stop",
                "--dirty-trace", "0.4", "--interval", "100", "--out", image);
            Assert.Equal((ExitCodes.Done, ""), (capture.ExitCode, capture.Error));
            Assert.Contains("goes on", capture.Output, StringComparison.Ordinal);
        }

        CliRun run = await CliRun.Of("calibrate", "--workload", generator, "--against", image, "--json");
        // This server has another load than the one that the generator is held to: what is tested is that the two are compared.
        Assert.Contains(run.ExitCode, (int[])[ExitCodes.Done, ExitCodes.CheckFailed]);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal($"synthetic {generator}", json.RootElement.GetProperty("synthetic").GetString());
        JsonElement[] figures = [.. json.RootElement.GetProperty("figures").EnumerateArray()];
        JsonElement ratio = Figure(figures, "zlib-1 per page, ratio");
        Assert.InRange(ratio.GetProperty("captured").GetDouble(), least, most);
        Assert.True(ratio.GetProperty("synthetic").GetDouble() > least, run.Output);
        // Servers are compared without the guest around them, which is zero for the most part.
        if (generator == name) Assert.InRange(Figure(figures, "zero pages, share").GetProperty("synthetic").GetDouble(), 0, 0.5);
        Assert.Contains(figures, figure => Name(figure).StartsWith("dirty pages in ", StringComparison.Ordinal)
            && figure.GetProperty("captured").GetDouble() > 0 && figure.GetProperty("synthetic").GetDouble() > 0);
        CliRun migration = await CliRun.Of("migrate", "--workload", $"image:{image}", "--multifd-compression", "zstd", "--json");
        Assert.Equal((ExitCodes.Done, ""), (migration.ExitCode, migration.Error));
    }

    private static JsonElement Figure(JsonElement[] figures, string name) => figures.Single(figure => Name(figure) == name);

    private static string Name(JsonElement figure) => figure.GetProperty("name").GetString()!;
}
