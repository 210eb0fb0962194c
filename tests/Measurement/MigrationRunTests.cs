using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Results;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Measurement;

/// <summary>What a run says about itself: verified only when it is, failed with a reason when not, figures that fit each other.</summary>
public sealed class MigrationRunTests
{
    private static readonly Combination Cell = new() { Workload = "scribbling", MemoryMib = 1, Method = "none", Channels = 2 };

    [Fact]
    public void CorruptingMethod_FailsUnverifiedAndNamesThePage()
    {
        RunMeasurement run = Migrate(new TestMethod(pages => pages[0][17] ^= 1));
        Assert.Equal((RunOutcome.Failed, false), (run.Outcome, run.Verified));
        Assert.StartsWith("destination memory differs from the source in ", run.Reason, StringComparison.Ordinal);
        RunRow row = run.Figures.ToRow(Cell.NewRow(1, DateTimeOffset.UnixEpoch));
        Assert.Equal((RunOutcome.Failed, false, run.Reason), (row.Outcome, row.Verified, row.Reason));
        Assert.Null(row.ThroughputMbps);
        Assert.Null(row.DowntimeMs);
    }

    [Fact]
    public void MethodThatThrowsAtTheDestination_FailsWithItsReason()
    {
        RunMeasurement run = Migrate(new TestMethod(_ => throw new PayloadException("expected a miracle, found none")));
        Assert.Equal((RunOutcome.Failed, (bool?)null), (run.Outcome, run.Verified));
        Assert.Contains("channel ", run.Reason, StringComparison.Ordinal);
        Assert.Contains("expected a miracle, found none", run.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void MethodThatCannotBeSetUp_FailsWithItsReason()
    {
        RunMeasurement run = Migrate(new TestMethod(_ => { }) { OnCreate = () => throw new InvalidOperationException("no device") });
        Assert.Equal((RunOutcome.Failed, "no device"), (run.Outcome, run.Reason));
    }

    [Fact]
    public void DeviceThatDoesNotAnswer_IsAFailureWithItsReason_NotTheMigrationsTimeout()
    {
        RunMeasurement run = Migrate(new TestMethod(_ => throw new TimeoutException("IAA did not finish a job within 10 s")));
        Assert.Equal((RunOutcome.Failed, "IAA did not finish a job within 10 s"), (run.Outcome, run.Reason));
    }

    [Fact]
    public void CancellationOfSomethingElse_IsAFailureWithItsReason()
    {
        RunMeasurement run = Migrate(new TestMethod(_ => throw new OperationCanceledException("the codec gave up")));
        Assert.Equal((RunOutcome.Failed, "the codec gave up"), (run.Outcome, run.Reason));
    }

    [Fact]
    public void Figures_FitEachOther()
    {
        RunMeasurement run = Migrate(BuiltIn.Methods.Create(new MethodRequest("zlib")));
        RunRow row = run.Figures.ToRow(Cell.NewRow(3, DateTimeOffset.UnixEpoch));
        Assert.Equal((RunOutcome.Completed, true, ""), (row.Outcome, row.Verified, row.Reason));
        Assert.Equal(row.NormalPages * Page.SizeBytes, row.UncompressedBytes);
        Assert.Equal((double)row.UncompressedBytes! / row.CompressedBytes!, row.Ratio);
        Assert.True(row.WireBytes > row.CompressedBytes, "headers are wire bytes");
        Assert.InRange(row.DowntimeMs!.Value, 0, row.TotalTimeMs!.Value);
        Assert.InRange(row.SetupTimeMs!.Value, 0, row.TotalTimeMs.Value);
        Assert.Equal(row.WireBytes!.Value * 8 / 1000.0 / (row.TotalTimeMs.Value - row.SetupTimeMs.Value), row.ThroughputMbps!.Value, 3);
        IReadOnlyList<RoundRow> rounds = run.Figures.ToRounds(row.RunId);
        Assert.Equal(row.Rounds, rounds.Count);
        Assert.Equal(row.NormalPages, rounds.Sum(round => round.NormalPages));
        Assert.Equal(row.ZeroPages, rounds.Sum(round => round.ZeroPages));
        Assert.Equal(row.WireBytes, rounds.Sum(round => round.WireBytes));
        Assert.Equal(row.NormalPages, run.ToPageSizes(row.RunId).Sum(bucket => bucket.Pages));
        Assert.Equal(Enumerable.Range(1, rounds.Count), rounds.Select(round => round.Round));
    }

    [Theory]
    [InlineData("none", ZeroPageDetection.Multifd)]
    [InlineData("zlib", ZeroPageDetection.Legacy)]
    [InlineData("zstd", ZeroPageDetection.Multifd)]
    public void SteadyState_AllocatesNothingPerPage(string method, ZeroPageDetection zero)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 4000, threads: 0), null, reuse: true);
        MigrationParameters parameters = new() { Channels = 2, ZeroPageDetection = zero };
        // What a page allocated, every run would allocate. A thread's own figure may be a block of the heap too high when a collection
        // falls into the run, so the lowest of some runs counts.
        RunMeasurement[] runs = [.. Enumerable.Range(0, 4)
            .Select(_ => Migrate(guest, BuiltIn.Methods.Create(new MethodRequest(method)), parameters))];
        Assert.All(runs, run => Assert.Equal(RunOutcome.Completed, run.Outcome));
        // What is left belongs to the run, not to its 4033 pages: the list of rounds.
        Assert.InRange(runs.Min(run => run.Sent.Usage.AllocatedBytes), 0, 2000);
        Assert.InRange(runs.Min(run => run.Received.Usage.AllocatedBytes), 0, 2000);
    }

    /// <summary>The library has buffers and objects for each connection, and none for a page.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("zlib")]
    public void Encrypted_EveryConnectionIs_AndNothingIsAllocatedPerPage(string method)
    {
        // Less than the smallest object for each page more, and one array of 64 KiB that a pool may have been short of.
        const int Most = (8 * 8000) + (64 << 10) + 64;
        RunMeasurement small = Encrypted(method, pages: 2000), large = Encrypted(method, pages: 10_000);
        Assert.InRange(large.Sent.Usage.AllocatedBytes - small.Sent.Usage.AllocatedBytes, -200_000, Most);
        Assert.InRange(large.Received.Usage.AllocatedBytes - small.Received.Usage.AllocatedBytes, -200_000, Most);
        RunRow row = large.Figures.ToRow(Cell.NewRow(1, DateTimeOffset.UnixEpoch));
        Assert.StartsWith("TLS 1.", row.TlsVersion, StringComparison.Ordinal);
        Assert.StartsWith("TLS_", row.TlsCipher, StringComparison.Ordinal);
        Assert.InRange(row.TlsHandshakeMs!.Value, 0, row.TotalTimeMs!.Value);
        Assert.True(row.WireBytes > row.CompressedBytes + (row.CompressedBytes / (16 << 10) * 22), "records are wire bytes");
    }

    /// <summary>Of several runs the one that allocated least, as in <see cref="SteadyState_AllocatesNothingPerPage"/>.</summary>
    private static RunMeasurement Encrypted(string method, int pages)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages, threads: 0), null, reuse: true);
        using RunCertificates certificates = new();
        RunMeasurement[] runs = [.. Enumerable.Range(0, 4).Select(_ =>
        {
            using TlsTransport transport = new(new MemoryTransport(), certificates.Source, certificates.Destination);
            return Migrate(guest, BuiltIn.Methods.Create(new MethodRequest(method)), new MigrationParameters(), transport);
        })];
        Assert.All(runs, run => Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified)));
        return runs.MinBy(run => run.Sent.Usage.AllocatedBytes + run.Received.Usage.AllocatedBytes)!;
    }

    [Fact]
    public void BandwidthLimit_IsKeptByTheEngine()
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 8000, threads: 0), null, reuse: false);
        const long Limit = 40 << 20;
        MigrationParameters parameters = new()
        {
            Channels = 2,
            ZeroPageDetection = ZeroPageDetection.None,
            Precopy = new PrecopySettings { MaxBandwidthBytesPerSecond = Limit, DowntimeLimitNs = 0 },
        };
        RunMeasurement run = Migrate(guest, BuiltIn.Methods.Create(new MethodRequest("none")), parameters);
        Assert.Equal((RunOutcome.Completed, true), (run.Outcome, run.Verified));
        // 32 MiB at 40 MiB/s. A window may be exceeded by the packets in flight; a loaded machine may be slower.
        Assert.InRange(run.Sent.WireBytes / ((run.Sent.TotalNs - run.Sent.SetupNs) / 1e9), 0.2 * Limit, 1.7 * Limit);
    }

    [Fact]
    public void LastRateWindow_IsNotLostInALongRun()
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 4000, threads: 0), null, reuse: false);
        RunMeasurement run = Migrate(guest, BuiltIn.Methods.Create(new MethodRequest("none")),
            new MigrationParameters { Precopy = new PrecopySettings { MaxBandwidthBytesPerSecond = 40 << 20, DowntimeLimitNs = 0 } });
        Assert.True(run.Sent.PagesPerSecondLast > 0);
    }

    private static RunMeasurement Migrate(IMultifdMethod method)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 500, threads: 1), null, reuse: false);
        return Migrate(guest, method, new MigrationParameters());
    }

    private static RunMeasurement Migrate(GuestSetup guest, IMultifdMethod method, MigrationParameters parameters)
    {
        using MemoryTransport transport = new();
        return Migrate(guest, method, parameters, transport);
    }

    private static RunMeasurement Migrate(GuestSetup guest, IMultifdMethod method, MigrationParameters parameters, ITransport transport)
    {
        return Bounded.Run("migration", () => new MigrationRun(guest, method, BuiltIn.OnTheWire, parameters, transport).Execute(default));
    }

    /// <summary>Method none with something done to each packet's pages after they have arrived.</summary>
    private sealed class TestMethod(TestMethod.Arrived arrived) : IMultifdMethod
    {
        private readonly IMultifdMethod _none = BuiltIn.Methods.Create(new MethodRequest("none"));

        public delegate void Arrived(PacketPages pages);

        public Action OnCreate { get; init; } = () => { };

        public string Name => "test";

        public uint WireFlag => 0;

        public MethodFacts Facts => _none.Facts;

        public IPacketCompressor CreateCompressor()
        {
            OnCreate();
            return _none.CreateCompressor();
        }

        public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) =>
            new Decompressor(_none.CreateDecompressor(agreement), arrived);

        private sealed class Decompressor(IPacketDecompressor inner, Arrived arrived) : IPacketDecompressor
        {
            public int MaxPayloadBytes => inner.MaxPayloadBytes;

            public void Decompress(IPayloadReader payload, PacketPages pages)
            {
                inner.Decompress(payload, pages);
                arrived(pages);
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
