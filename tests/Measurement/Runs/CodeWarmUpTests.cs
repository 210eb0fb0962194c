using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
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

    /// <summary>As at a destination whose method is made when its source has said more: canned tables come from the small guest.</summary>
    [Fact]
    public void MethodOfItsOwn_Runs()
    {
        PlannedRun run = Plan(new RunSpec { Method = new MethodChoice { Method = "qpl" }.With("qpl-huffman", "canned") });
        CodeWarmUp.Run(run, TestContext.Current.CancellationToken);
        using CancellationTokenSource cancel = new();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => CodeWarmUp.Run(run, cancel.Token));
    }

    private static PlannedRun Plan(RunSpec spec) => new RunPlanner(BuiltIn.Methods).Plan(spec, [])!;
}
