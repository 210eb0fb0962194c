using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Results;
using MultifdBench.Tests.Bench;
using MultifdBench.Tests.Multifd;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Measurement;

/// <summary>Guests of a matrix and the memory that they take together, destination and copy included.</summary>
public sealed class GuestPoolTests
{
    private static readonly long GuestBytes = new ScribblingGuest(pages: 200, threads: 0).Layout.Sum(block => block.LengthBytes);

    [Theory]
    [InlineData(true, false, 2, "memory for the guest at its source and destination are")]
    [InlineData(true, true, 3, "memory for the guest at its source and destination, and a copy of it are")]
    [InlineData(false, false, 1, "memory for the guest are")]
    [InlineData(false, true, 2, "memory for the guest and a copy of it are")]
    public void FirstGuest_NeedsRoomForAllOfItsMemories(bool isDestinationHere, bool keepsCopies, int memories, string purpose)
    {
        List<WatchedGuest> made = [];
        long available = (memories * GuestBytes) - 1;
        using GuestPool pool = new(key => Made(made, key), isDestinationHere, keepsCopies, () => available);
        Assert.Contains(purpose, Assert.Throws<UsageException>(() => pool.Get(Key("a"), _ => { })).Message, StringComparison.Ordinal);
        Assert.Equal((0, true), (made[0].Fills, made[0].IsDisposed));
        available++;
        Assert.Equal(GuestBytes, pool.Get(Key("a"), _ => { }).Source.TotalBytes);
    }

    [Fact]
    public void GuestsThatDoNotFitTogether_MakeWay()
    {
        List<WatchedGuest> made = [];
        // What is left while the first guest stands: its own memory would not do for the second.
        const int Memories = 2;
        long Available() => made.Count == 2 && !made[0].IsDisposed ? GuestBytes - 1 : Memories * GuestBytes;
        using GuestPool pool = new(key => Made(made, key), isDestinationHere: true, keepsCopies: false, Available);
        GuestSetup first = pool.Get(Key("a"), _ => { });
        Assert.Same(first, pool.Get(Key("a"), _ => Assert.Fail("it was there")));
        pool.Get(Key("b"), _ => { });
        Assert.Equal((true, false), (made[0].IsDisposed, made[1].IsDisposed));
        Assert.All(first.Source.Blocks, block => Assert.True(block.IsFreed));
    }

    [Fact]
    public void GuestThatCannotBeMade_DoesNotDriveOutTheOthers()
    {
        List<WatchedGuest> made = [];
        IWorkload Create(GuestKey key) => key.Workload == "broken" ? throw new UsageException("no") : Made(made, key);
        using GuestPool pool = new(Create, isDestinationHere: true, keepsCopies: false, () => long.MaxValue);
        GuestSetup first = pool.Get(Key("a"), _ => { });
        Assert.Throws<UsageException>(() => pool.Get(Key("broken"), _ => { }));
        Assert.Same(first, pool.Get(Key("a"), _ => Assert.Fail("it was there")));
    }

    [Theory]
    [InlineData(2 + 2 + 1, GuestRefill.Copy)]
    [InlineData(2 + 2 + 1 - 0.001, GuestRefill.Fill)]
    public void CopiesAreKept_WhenAllGuestsFitWithThem(double guestsThatFit, GuestRefill expected)
    {
        MatrixPlan plan = Plans.Of(Plans.Tiny);
        long available = (long)Math.Ceiling(guestsThatFit * Units.MiB / 0.75);
        Assert.Equal(expected, GuestRefills.Decide(plan, isDestinationHere: true, available));
        Assert.Equal(GuestRefill.Copy, GuestRefills.Decide(plan, isDestinationHere: false, available));
    }

    [Theory]
    [InlineData("""{ "guest_refill": "copy" }""", GuestRefill.Copy)]
    [InlineData("""{ "guest_refill": "fill" }""", GuestRefill.Fill)]
    [InlineData("""{ "guest_refill": ["copy", "fill"] }""", null)]
    [InlineData("""{ "host_name": "of an earlier version" }""", null)]
    [InlineData("{ half of it", null)]
    [InlineData("[]", null)]
    [InlineData(null, null)]
    public void Decision_IsFoundAgain(string? hostJson, GuestRefill? expected) => Assert.Equal(expected, GuestRefills.Recorded(hostJson));

    [Fact]
    public async Task Matrix_RecordsItsDecision()
    {
        using TemporaryFolder folder = new();
        const string Profile = "name: one\nmemory: 1MiB\nworkloads: [random]\nmethods: [{ method: none }]\nrepetitions: 1\nwarm_up: 0\n";
        await File.WriteAllTextAsync(folder["p.yaml"], Profile, TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("matrix", "--profile", folder["p.yaml"], "--out", folder["r"], "--no-report", "--no-simulated");
        Assert.Equal(0, run.ExitCode);
        Assert.NotNull(GuestRefills.Recorded(ResultSet.Load(folder["r"]).HostJson));
    }

    [Theory]
    [InlineData(GuestRefill.Copy, 2)]
    [InlineData(GuestRefill.Fill, 8)]
    public void EveryRunOfAMatrix_RefillsAsDecided(GuestRefill refill, int fills)
    {
        using TemporaryFolder folder = new();
        List<WatchedGuest> made = [];
        using ResultSetWriter results = ResultSetWriter.CreateAt(folder["r"]);
        MatrixPlan plan = Plans.Of(Plans.Tiny with { Channels = [1] });
        MatrixRunner runner = new(plan, results, key => Made(made, key), new Observer(), TimeProvider.System, refill: refill);
        runner.Run(TestContext.Current.CancellationToken);
        Assert.Equal(fills, made.Sum(guest => guest.Fills));
    }

    private static GuestKey Key(string name) => new(name, GuestBytes, 1);

    private static WatchedGuest Made(List<WatchedGuest> made, GuestKey key)
    {
        WatchedGuest guest = new(new ScribblingGuest(pages: 200, threads: 0, seed: (ulong)key.Workload[0]));
        made.Add(guest);
        return guest;
    }
}
