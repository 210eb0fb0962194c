using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench source</c> and <c>bench destination</c> as two real processes.</summary>
public sealed class CliTwoHostsTests
{
    private const string Listening = "Listening on ";

    [Fact]
    public void TwoProcesses_AgreeOnOneVerifiedRow()
    {
        using TemporaryFolder folder = new();
        using BenchProcess destination = new([], "destination", "--listen", "0", "--json", "--ram-out", folder["images"]);
        string address = destination.AwaitErrorLine(Listening).Split(';')[0];
        using BenchProcess source = new(
            [], "source", "--connect", address, "--json", "--workload", "redis-ycsb-b", "--memory", "16MiB", "--multifd-channels", "3",
            "--multifd-compression", "zstd");
        CliRun sent = source.Await();
        CliRun received = destination.Await();
        Assert.Equal((ExitCodes.Done, ""), (sent.ExitCode, sent.Error));
        Assert.Equal(ExitCodes.Done, received.ExitCode);
        JsonElement row = JsonDocument.Parse(sent.Output).RootElement;
        JsonElement report = JsonDocument.Parse(received.Output).RootElement;
        Assert.Equal(("completed", true, "tcp", 3), (row.GetProperty("outcome").GetString(), row.GetProperty("verified").GetBoolean(),
            row.GetProperty("transport").GetString(), row.GetProperty("channels").GetInt32()));
        foreach (string column in (string[])["outcome", "verified", "normal_pages", "zero_pages", "compressed_bytes"])
            Assert.Equal(row.GetProperty(column).GetRawText(), report.GetProperty(column).GetRawText());
        Assert.Equal("3", report.GetProperty("settings").GetProperty("multifd-channels").GetString());
        Assert.Equal(16 << 20, new FileInfo(Path.Combine(folder["images"], "pc.ram.ram")).Length);
    }

    [Fact]
    public void Mismatch_IsNamedByBothProcesses()
    {
        using BenchProcess destination = new([], "destination", "--listen", "0", "--multifd-compression", "zstd");
        string address = destination.AwaitErrorLine(Listening).Split(';')[0];
        using BenchProcess source =
            new([], "source", "--connect", address, "--workload", "random", "--memory", "1MiB", "--multifd-compression", "zlib");
        foreach (CliRun side in (CliRun[])[source.Await(), destination.Await()])
        {
            Assert.Equal(ExitCodes.CheckFailed, side.ExitCode);
            Assert.Contains("Migration status: failed (multifd-compression is zlib at the source and zstd at the destination", side.Output,
                StringComparison.Ordinal);
            Assert.Contains("multifd-compression is zlib at the source and zstd at the destination", side.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>What the destination may not have is said on both sides before a connection is made.</summary>
    [Fact]
    public void DestinationWithTooFewDescriptors_SaysSoToBoth()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits are read from Linux's /proc");
        using BenchProcess destination = new(["sh", "-c", "ulimit -n 200; exec \"$0\" \"$@\""], "destination", "--listen", "0");
        string address = destination.AwaitErrorLine(Listening).Split(';')[0];
        using BenchProcess source =
            new([], "source", "--connect", address, "--workload", "random", "--memory", "1MiB", "--multifd-channels", "100");
        foreach (CliRun side in (CliRun[])[source.Await(), destination.Await()])
        {
            Assert.Equal(ExitCodes.CheckFailed, side.ExitCode);
            Assert.Contains("262 descriptors are needed, 160 of them by the program itself, and this process may open 200 (ulimit -n 262, "
                + "or use fewer channels)", side.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Matrix_DrivesAWaitingDestination()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no interrupt signal here");
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(
            folder["p.yaml"], "name: two\nmemory: 2MiB\nworkloads: [random]\nmethods: [{method: none}, {method: zlib}]\nchannels: "
                + "[2]\nrepetitions: 1\nwarm_up: 1\n",
            TestContext.Current.CancellationToken);
        using BenchProcess destination = new([], "destination", "--listen", "0", "--keep");
        string address = destination.AwaitErrorLine(Listening).Split(';')[0];
        using BenchProcess matrix =
            new([], "matrix", "--profile", folder["p.yaml"], "--destination", address, "--out", folder["r"], "--no-report");
        CliRun run = matrix.Await();
        Assert.True(run.ExitCode == ExitCodes.Done, run.Error);
        ResultSet read = ResultSet.Load(folder["r"]);
        Assert.All(read.Runs, row => Assert.Equal((RunOutcome.Completed, true, "tcp"), (row.Outcome, row.Verified, row.Transport)));
        Assert.Equal(2, read.Runs.Count);
        JsonElement host =
            JsonDocument.Parse(
                await File.ReadAllTextAsync(Path.Combine(folder["r"], "host.json"), TestContext.Current.CancellationToken)).RootElement;
        Assert.Contains(" destination ", host.GetProperty("destination").GetProperty("command_line").GetString(), StringComparison.Ordinal);
        Assert.Contains($"destination: {address}",
            await File.ReadAllTextAsync(Path.Combine(folder["r"], "profile.yaml"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        destination.Interrupt();
        Assert.Equal(ExitCodes.Interrupted, destination.Await().ExitCode);
    }

    [Fact]
    public async Task MatrixWithADestinationThatDoesNotStay_IsWrongUsage()
    {
        using BenchProcess destination = new([], "destination", "--listen", "0");
        string address = destination.AwaitErrorLine(Listening).Split(';')[0];
        CliRun run = await CliRun.Of("matrix", "--destination", address);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("it takes one migration and ends; start it with --keep", run.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "source", "--connect" },
        { "source --connect here", "--connect here is no address" },
        { "source --connect 1 --transport memory", "--transport" },
        { "source --connect 1 --multifd-compression zlib --streams 8", "--streams has no effect on --multifd-compression zlib" },
        { "destination --multifd-compression "
            + "zlib --streams 8", "--streams has no effect on --multifd-compression zlib: it is an option of zstd, qpl and lz4. "
            + "Leave it out." },
        { "destination --multifd-compression zstd --qpl-path software", "--qpl-path has no effect on --multifd-compression zstd" },
        { "destination --multifd-compression zstd "
            + "--multifd-zlib-level 3", "--multifd-zlib-level has no effect on --multifd-compression zstd" },
        { "destination --multifd-compression none --codec-library native", "--codec-library has no effect on --multifd-compression none" },
        // Whose they are is open: it is the address that is refused.
        { "destination --streams 8 --qpl-huffman dynamic --qpl-path software --listen 203.0.113.7:4444", "--listen: cannot listen" },
        { "destination --multifd-compression zlib --qpl-huffman dynamic --listen 203.0.113.7:4444", "--listen: cannot listen" },
        { "source --connect 1 --multifd-channels 0", "--multifd-channels 0 is out of range" },
        { "destination --listen 70000", "--listen 70000 is no address" },
        { "destination --listen 203.0.113.7:4444", "--listen: cannot listen on 203.0.113.7:4444" },
        { "destination --from xen", "--from xen is unknown" },
        { "destination --multifd-compression zstdd", "Did you mean 'zstd'?" },
        { "destination --multifd-channels 256", "--multifd-channels 256 is out of range" },
        { "destination --multifd-zlib-level 10", "multifd-zlib-level 10" },
        { "destination --multifd-compression zstd --multifd-compression-accel qpl", "qpl" },
        { "destination --multifd-compression-accel gpu", "--multifd-compression-accel gpu is unknown" },
        // Alone, an accelerator is nothing wrong: it is the address that is refused.
        { "destination --multifd-compression-accel qpl --listen 203.0.113.7:4444", "--listen: cannot listen" },
        { "destination --zero-page-detection auto", "it is one of none, legacy, multifd" },
        { "destination --wire-layout qemu-8.0", "it is one of qemu-7.2, qemu-9.0" },
        { "destination --qpl-huffman some", "--qpl-huffman some is unknown" },
        { "destination --memory much", "--memory much is no memory size" },
        { "destination --ram-blocks pc.ram", "'pc.ram' is not NAME=SIZE" },
        { "destination --codec-library own", "--codec-library own is unknown" },
        { "destination --qpl-path gpu", "--qpl-path gpu is unknown" },
        { "matrix --destination here", "--destination here is no address" },
        { "matrix --destination 127.0.0.1:1", "Start 'bench destination --listen HOST:PORT --keep' there first" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task WrongRequest_Exits64AndNamesIt(string args, string expected)
    {
        CliRun run = await CliRun.Of(args.Split(' '));
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SourceWithoutADestination_IsAFailedRow()
    {
        CliRun run = await CliRun.Of("source", "--connect", "127.0.0.1:1", "--workload", "random", "--memory", "1MiB", "--json");
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Equal("failed", JsonDocument.Parse(run.Output).RootElement.GetProperty("outcome").GetString());
        Assert.Contains("cannot connect to 127.0.0.1:1", run.Error, StringComparison.Ordinal);
    }
}
