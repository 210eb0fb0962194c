using System.Globalization;
using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Capture.Processes;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Tests.Bench;
using MultifdBench.Tests.Multifd;
using MultifdBench.Tests.Results;
using MultifdBench.Workloads;
using MultifdBench.Workloads.RedisLive;

namespace MultifdBench.Tests.Workloads;

/// <summary>A real redis-server as guest; skipped, with the reason, where there is none.</summary>
[Trait("needs", "redis")]
public sealed class RedisLiveTests
{
    private const long MemoryBytes = 24 * Units.MiB;

    [Fact]
    public void Mirror_IsTheServersMemory_AndNoWriteIsLost()
    {
        using RedisLiveWorkload workload = CreateOrSkip();
        using GuestMemory memory = Guests.Filled(workload);
        int pid = workload.ServerPid!.Value;
        Assert.True(workload.UsedPages > 1000);
        workload.Start(memory);
        for (int sync = 0; sync < 5; sync++)
        {
            long before = workload.Operations;
            Assert.True(SpinWait.SpinUntil(() => workload.Operations > before + 20, TimeSpan.FromSeconds(60)));
            workload.SyncDirtyLog();
        }

        workload.Pause();
        workload.Pause();
        Assert.Equal('T', State(pid));
        Assert.True(memory.Blocks[0].Dirty.CountMarked() > 0);
        // What the dirty syncs left is what a full comparison with the stopped server finds: nothing.
        using GuestMemory copy = new(workload.Layout);
        copy.CopyFrom(memory);
        workload.Fill(memory);
        Assert.Null(memory.Compare(copy));
        workload.Migrated();
        Assert.NotEqual('T', State(pid));
        workload.Stop();
        GuestService service = workload.Service!;
        Assert.Equal(["before", "during", "after"], service.Phases.Select(phase => phase.Phase));
        Assert.True(service.Phases[1].Operations > 0);
        Assert.StartsWith("redis-server ", service.Server, StringComparison.Ordinal);
        Assert.Equal(6, service.Syncs);
        workload.Dispose();
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public void SecondRun_GoesOnWithTheSameServer()
    {
        using RedisLiveWorkload workload = CreateOrSkip();
        using GuestMemory memory = Guests.Filled(workload);
        int pid = workload.ServerPid!.Value;
        for (int run = 0; run < 2; run++)
        {
            workload.Start(memory);
            workload.Pause();
            workload.Stop();
            memory.Clear();
            workload.Rewind();
        }

        Assert.Equal(pid, workload.ServerPid);
        Assert.Single(workload.Service!.Phases, phase => phase.Phase == "during");
    }

    [Fact]
    public void StoppedServer_IsKilledToo()
    {
        RedisLiveWorkload workload = CreateOrSkip();
        using GuestMemory memory = Guests.Filled(workload);
        int pid = workload.ServerPid!.Value;
        workload.Start(memory);
        workload.Pause();
        workload.Dispose();
        workload.Dispose();
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public void ServerThatEnds_IsAFailureThatSaysSo()
    {
        using RedisLiveWorkload workload = CreateOrSkip();
        using GuestMemory memory = Guests.Filled(workload);
        workload.Start(memory);
        using LiveProcess live = new(workload.ServerPid!.Value);
        using (System.Diagnostics.Process server = System.Diagnostics.Process.GetProcessById(live.Pid)) server.Kill();
        // Its threads end one after the other, and its memory is there as long as one of them is.
        Bounded.Until("the server has ended", () => live.HasEnded);
        Assert.Contains("ended", Assert.Throws<GuestException>(workload.SyncDirtyLog).Message, StringComparison.Ordinal);
        workload.Stop();
    }

    [Fact]
    public void ServerThatOutgrowsItsMemory_IsAFailureThatSaysSo()
    {
        using RedisLiveWorkload workload = CreateOrSkip(memoryBytes: 2 * Units.MiB, ("records", "1000"));
        using GuestMemory memory = new(workload.Layout);
        Assert.Contains("give more --memory", Assert.Throws<GuestException>(() => workload.Fill(memory)).Message, StringComparison.Ordinal);
        Assert.Null(workload.ServerPid);
    }

    [Fact]
    public async Task Migrate_ReportsThePriceThatClientsPay()
    {
        SkipWithoutServer();
        string scenario = Path.Combine(Path.GetTempPath(), $"redis-live-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(scenario,
            "name: quick\nextends: redis-live-a\nsummary: s\nparameters:\n  operations_per_second: 500\n  connections: 2\n  "
                + "before_seconds: 0.1\n  after_seconds: 0.1\n", TestContext.Current.CancellationToken);
        try
        {
            CliRun run = await CliRun.Of("migrate", "--workload", scenario, "--memory", "32MiB", "--multifd-compression", "zlib", "--json");
            Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
            using JsonDocument json = JsonDocument.Parse(run.Output);
            Assert.True(json.RootElement.GetProperty("verified").GetBoolean());
            Assert.Equal("guest_service", json.RootElement.EnumerateObject().Last().Name);
            JsonElement phases = json.RootElement.GetProperty("guest_service").GetProperty("phases");
            Assert.Equal(3, phases.GetArrayLength());
            Assert.True(phases[0].GetProperty("latency_p99_us").GetDouble() > 0);
        }
        finally
        {
            File.Delete(scenario);
        }
    }

    /// <summary>However the program ends while the server serves, the server does not stay behind.</summary>
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("KILL")]
    public async Task SignalToTheProgram_TakesTheServerAlong(string signal)
    {
        SkipWithoutServer();
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["s.yaml"],
            "name: quick\nextends: redis-live\nsummary: s\nparameters:\n  operations_per_second: 500\n  connections: 2\n  "
                + "before_seconds: 2\n", TestContext.Current.CancellationToken);
        using BenchProcess migrate = new([], "migrate", "--workload", folder["s.yaml"], "--memory", "32MiB");
        int server = 0;
        Bounded.Until("the server is there", () => (server = ServerOf(migrate.Id)) != 0);
        migrate.Signal(signal);
        CliRun run = migrate.Await();
        if (signal is "INT" or "TERM") Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Bounded.Until("the server is gone", () => !Directory.Exists($"/proc/{server}"));
    }

    [Theory]
    [InlineData("records", "50", "has no room")]
    [InlineData("records", "100000000", "has no room")]
    [InlineData("connections", "0", "connections is '0'")]
    [InlineData("read_share", "2", "read_share is '2'")]
    public void WrongParameter_IsRefusedBeforeAnythingStarts(string key, string value, string expected) =>
        Assert.Contains(expected, Guests.Refusal(() => WorkloadCatalog.Create(Request(MemoryBytes, (key, value)))),
            StringComparison.Ordinal);

    [Fact]
    public void Stall_IsChargedToTheRequestsThatWereDue()
    {
        PhaseRecorder phase = new("during");
        for (int i = 0; i < 98; i++) phase.Record(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10));
        phase.Record(TimeSpan.FromMilliseconds(1000), TimeSpan.FromMilliseconds(10));
        phase.End();
        ServicePhase figures = phase.Summarise();
        Assert.Equal(99, figures.Operations);
        Assert.InRange(figures.LatencyMaxUs, 999_000, 1_002_000);
        // One slow answer among 99 would hide below the 99th percentile; the 99 requests that it held up do not.
        Assert.InRange(figures.LatencyP95Us, 800_000, 1_000_000);
        Assert.InRange(figures.LatencyP50Us, 900, 20_000);
    }

    private static RedisLiveWorkload CreateOrSkip(long memoryBytes = MemoryBytes, params (string Key, string Value)[] overrides)
    {
        SkipWithoutServer();
        (string, string)[] quick = [("before_seconds", "0"), ("after_seconds", "0"), ("connections", "2"),
            ("operations_per_second", "2000"), ("read_share", "0.5"), .. overrides];
        return (RedisLiveWorkload)WorkloadCatalog.Create(Request(memoryBytes, quick));
    }

    private static WorkloadRequest Request(long memoryBytes, params (string Key, string Value)[] overrides) => new()
    {
        Name = "redis-live",
        MemoryBytes = memoryBytes,
        Overrides = overrides.ToDictionary(pair => pair.Key, pair => pair.Value),
    };

    private static void SkipWithoutServer()
    {
        Availability availability = RedisServer.Probe();
        Assert.SkipUnless(availability.IsAvailable, availability.ToString());
    }

    /// <summary>The redis-server that a shell of the program has started; 0 while there is none.</summary>
    private static int ServerOf(int program)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            if (Stat(folder) is ("redis-server", int shell) && Stat($"/proc/{shell}").Parent == program)
                return int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
        }

        return 0;
    }

    private static (string Name, int Parent) Stat(string folder)
    {
        try
        {
            string stat = File.ReadAllText(Path.Combine(folder, "stat"));
            int end = stat.LastIndexOf(')');
            return (stat[(stat.IndexOf('(') + 1)..end], int.Parse(stat[(end + 2)..].Split(' ')[1], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return ("", 0); // it has ended meanwhile
        }
    }

    private static char State(int pid) =>
        File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat")).Split(") ")[1][0];
}
