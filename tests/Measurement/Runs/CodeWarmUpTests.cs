using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Measurement.Runs;

/// <summary>What runs before the clock of a single run: the same code on a small guest, whose failure the measured run reports.</summary>
public sealed class CodeWarmUpTests
{
    [Theory]
    [InlineData("memory")]
    [InlineData("tcp")]
    [InlineData(null)]
    public void BothHalvesOfTheMethod_HaveRunBeforeTheClock(string? transport)
    {
        PlannedRun run = Plan(new RunSpec { Transport = transport ?? "tcp", Channels = 16, ZeroCopySend = transport is null });
        WatchedMethod method = new();
        using ITransport? connections = transport is null ? null : Transports.Create(run);
        CodeWarmUp.Run(run, method, connections, TestContext.Current.CancellationToken);
        // Two channels, however many the run has, and two pairs on which the memory of a channel is measured.
        Assert.InRange(method.Compressors, 2, 4);
        Assert.True(method.Restored >= WatchedMethod.SmallGuestPages, $"{method.Restored} pages arrived");
    }

    [Fact]
    public void Failure_IsTheMeasuredRuns()
    {
        WatchedMethod broken = new() { IsBroken = true };
        CodeWarmUp.Run(Plan(new RunSpec()), broken, transport: null, TestContext.Current.CancellationToken);
        Assert.Equal(0, broken.Restored);
        Assert.True(broken.Compressors > 0);
    }

    [Fact]
    public void UsersWish_EndsIt()
    {
        using CancellationTokenSource cancel = new();
        cancel.Cancel();
        WatchedMethod method = new();
        Assert.Throws<OperationCanceledException>(() => CodeWarmUp.Run(Plan(new RunSpec()), method, transport: null, cancel.Token));
        Assert.Equal(0, method.Compressors);
    }

    private static PlannedRun Plan(RunSpec spec) => new RunPlanner(BuiltIn.Methods).Plan(spec, [])!;

    private sealed class WatchedMethod : IMultifdMethod
    {
        /// <summary>Of 512 pages every fourth is zero.</summary>
        public const int SmallGuestPages = 384;

        private readonly IMultifdMethod _none = BuiltIn.Methods.Create(new MethodRequest("none"));
        private int _compressors;
        private int _restored;

        public bool IsBroken { get; init; }

        public int Compressors => _compressors;

        public int Restored => _restored;

        public string Name => "watched";

        public uint WireFlag => _none.WireFlag;

        public MethodFacts Facts => _none.Facts;

        public IPacketCompressor CreateCompressor()
        {
            Interlocked.Increment(ref _compressors);
            return _none.CreateCompressor();
        }

        public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) =>
            IsBroken ? throw new InvalidOperationException("it is broken") : new Decompressor(this, _none.CreateDecompressor(agreement));

        private sealed class Decompressor(WatchedMethod method, IPacketDecompressor inner) : IPacketDecompressor
        {
            public int MaxPayloadBytes => inner.MaxPayloadBytes;

            public void Decompress(IPayloadReader payload, PacketPages pages)
            {
                inner.Decompress(payload, pages);
                Interlocked.Add(ref method._restored, pages.Count);
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
