using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Methods;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Measurement.TwoHosts;

/// <summary>A migration between two parties: the same row as within one process, and two sides that agree on what happened.</summary>
public sealed class RemoteRunTests
{
    public static TheoryData<string, string, string, string> Runs => new()
    {
        { "none", "", "qemu-9.0", "multifd" },
        { "none", "", "qemu-7.2", "none" },
        { "zlib", "", "qemu-9.0", "legacy" },
        { "zstd", "", "qemu-7.2", "legacy" },
        { "qpl", "dynamic", "qemu-9.0", "multifd" },
        { "qpl", "canned", "qemu-9.0", "multifd" },
        { "zstd", "8KiB", "qemu-9.0", "multifd" },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void RunningGuest_ArrivesVerified(string method, string variant, string layout, string zeroPages)
    {
        using TemporaryFolder folder = new();
        using TwoParties parties = new(options => options with { RamOut = folder["images"] });
        using GuestSetup guest = TwoParties.Guest();
        Task<DestinationReport> serving = parties.Serve();
        MethodChoice choice = new() { Method = method };
        RunSpec spec = new()
        {
            Method = variant.Length > 0 ? choice.With(method == "qpl" ? "qpl_huffman" : "dictionary", variant) : choice,
            Channels = 3,
            WireLayout = layout,
            ZeroPageDetection = zeroPages,
        };

        RunMeasurement run = parties.Migrate(guest, spec);
        DestinationReport report = TwoParties.Await(serving);

        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        Assert.Equal(("", RunOutcome.Completed, true), (report.Reason, report.Outcome, report.Verified));
        Assert.Equal(run.Sent.Pages, run.Received.Pages);
        Assert.Equal((run.Sent.Pages, run.Sent.PayloadBytes), (report.Received!.Pages, report.Received.PayloadBytes));
        Assert.True(run.PeakRssBytes > report.PeakRssBytes, "both processes count");
        RunRow row = run.Figures.ToRow(TwoParties.Plan(spec).Combination.NewRow(1, DateTimeOffset.UnixEpoch));
        Assert.Equal("tcp", row.Transport);
        bool hasAgreement = variant is "canned" or "8KiB";
        Assert.Equal((hasAgreement, hasAgreement), (row.AgreementBytes > 0, row.AgreementCpuMs > 0));
        Assert.NotNull(row.DestinationCpuS);
        Assert.Equal(row.WireBytes, run.Figures.ToRounds("x").Sum(round => round.WireBytes));
        Assert.Equal(["pc.ram.ram", "_rom@etc_acpi_tables.ram", "tiny.ram"], report.RamImages.Select(Path.GetFileName));
        foreach ((RamBlock block, string image) in guest.Source.Blocks.Zip(report.RamImages))
            Assert.True(block.GetSpan(0, (int)block.LengthBytes).SequenceEqual(File.ReadAllBytes(image)), image);
    }

    [Fact]
    public void DestinationThatStays_TakesOneAfterTheOther()
    {
        using TwoParties parties = new(options => options with { StaysForMore = true });
        using GuestSetup guest = TwoParties.Guest(pages: 600, threads: 0);
        for (int i = 0; i < 5; i++)
        {
            Task<DestinationReport> serving = parties.Serve();
            RunMeasurement run = parties.Migrate(guest, new RunSpec());
            Assert.Equal(("", true), (run.Reason, run.Verified));
            Assert.Equal(RunOutcome.Completed, TwoParties.Await(serving).Outcome);
        }

        (System.Text.Json.JsonElement facts, bool staysForMore) = new RemoteDestination(parties.Address).Enquire();
        Assert.Equal(("over-there", true), (facts.GetProperty("host_name").GetString(), staysForMore));
        Assert.Empty(parties.Notes);
    }

    [Fact]
    public void BitThatFlipsOnTheWay_IsFoundAndItsRangeNamed()
    {
        // The first channel's first packet with pages is behind its initial packet and its SYNC; method none has no checksum of its own.
        const long InFirstPage = 64 + (2 * 1344) + 100;
        using TwoParties parties = new();
        using Meddler meddler =
            new(parties.Server.Address, opening => opening.Index == 1 ? new Tampering(FlipAt: InFirstPage) : new Tampering());
        using GuestSetup guest = TwoParties.Guest(threads: 0);
        Task<DestinationReport> serving = parties.Serve();
        RunMeasurement run = parties.Migrate(guest, new RunSpec { ZeroPageDetection = "none" }, meddler.Address);
        DestinationReport report = TwoParties.Await(serving);
        const string Expected = "destination memory differs from the source in 1 range(s) of 512 pages, first in 'pc.ram', pages 0 to 511";
        Assert.Equal((RunOutcome.Failed, Expected, false), (run.Outcome, run.Reason, run.Verified));
        Assert.Equal((RunOutcome.Failed, Expected, false), (report.Outcome, report.Reason, report.Verified));
    }

    [Fact]
    public void Timeout_IsTheSamePlainWordOnBothSides()
    {
        using TwoParties parties = new();
        // A window of 100 ms lets a packet through, and one more for each channel whose counter lags: three at most. The first pass has
        // 94, so that it takes three seconds at least.
        using GuestSetup guest = TwoParties.Guest(pages: 12_000);
        Task<DestinationReport> serving = parties.Serve();
        RunMeasurement run =
            parties.Migrate(guest, new RunSpec { DowntimeLimitMs = 0, MaxBandwidth = "2", TimeoutS = 1, ZeroPageDetection = "none" });
        Assert.Equal((RunOutcome.Timeout, "timeout is 1s"), (run.Outcome, run.Reason));
        DestinationReport report = TwoParties.Await(serving);
        Assert.Equal((RunOutcome.Timeout, "timeout is 1s", (bool?)null), (report.Outcome, report.Reason, report.Verified));
    }

    [Fact]
    public void FolderThatRefusesImages_IsTheDestinationsFailureOnly()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["taken"], "a file");
        using TwoParties parties = new(options => options with { RamOut = folder["taken"] });
        using GuestSetup guest = TwoParties.Guest(pages: 300, threads: 0);
        Task<DestinationReport> serving = parties.Serve();
        Assert.True(parties.Migrate(guest, new RunSpec()).Verified);
        DestinationReport report = TwoParties.Await(serving);
        Assert.Equal((RunOutcome.Completed, true), (report.Outcome, report.Verified));
        Assert.NotNull(report.Received);
        Assert.Empty(report.RamImages);
        Assert.Contains($"cannot write {Path.Combine(folder["taken"], "pc.ram.ram")}", report.RamImagesProblem, StringComparison.Ordinal);
    }

    [Fact]
    public void SecondSource_IsRefusedAndTheFirstIsNotDisturbed()
    {
        using TwoParties parties = new();
        using CancellationTokenSource cancel = new();
        using GuestSetup first = TwoParties.Guest(pages: 3000);
        using GuestSetup second = TwoParties.Guest(pages: 10, threads: 0);
        Task<DestinationReport> serving = parties.Serve();
        Task<RunMeasurement> running = StartEndless(parties, first, cancel);
        RefusedException e = Assert.Throws<RefusedException>(() => parties.Migrate(second, new RunSpec()));
        Assert.Contains("the destination is busy with another source; wait until it is done", e.Message, StringComparison.Ordinal);
        Assert.Contains("was turned away: the destination is busy", Assert.Single(parties.Notes), StringComparison.Ordinal);
        Assert.False(running.IsCompleted, "the first goes on");
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => TwoParties.Await(running));
        DestinationReport report = TwoParties.Await(serving);
        Assert.Equal(("interrupted", "the source was interrupted"), (report.Outcome, report.Reason));
    }

    [Fact]
    public void InterruptedDestination_IsTheReasonAtTheSource()
    {
        using TwoParties parties = new();
        using GuestSetup guest = TwoParties.Guest(pages: 3000);
        Task<DestinationReport> serving = parties.Serve();
        Task<RunMeasurement> running = StartEndless(parties, guest);
        parties.Interrupt();
        RunMeasurement run = TwoParties.Await(running);
        Assert.Equal((RunOutcome.Failed, "the destination was interrupted; the guest is intact and running at its source", (bool?)null),
            (run.Outcome, run.Reason, run.Verified));
        Assert.False(((Multifd.ScribblingGuest)guest.Workload).IsPaused, "the guest runs again");
        Assert.ThrowsAny<OperationCanceledException>(() => TwoParties.Await(serving));
    }

    /// <summary>Starts a migration that cannot end, and returns when its guest runs: the set-up is over by then.</summary>
    private static Task<RunMeasurement> StartEndless(TwoParties parties, GuestSetup guest, CancellationTokenSource? cancel = null)
    {
        RunSpec endless = new() { DowntimeLimitMs = 0, MaxBandwidth = "2", ZeroPageDetection = "none" };
        Task<RunMeasurement> running = Task.Factory.StartNew(
            () => parties.Migrate(guest, endless, cancel: cancel), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Assert.True(SpinWait.SpinUntil(() => guest.Workload.Operations > 0 || running.IsCompleted, TimeSpan.FromSeconds(25)),
            "the migration began");
        Assert.False(running.IsCompleted, "the migration goes on");
        return running;
    }
}
