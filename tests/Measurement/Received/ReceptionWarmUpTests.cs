using MultifdBench.Measurement.Received;
using MultifdBench.Tests.Measurement.Runs;

namespace MultifdBench.Tests.Measurement.Received;

/// <summary>What runs before a real source is let in: the same code on a small guest, whose failure the real reception reports.</summary>
public sealed class ReceptionWarmUpTests
{
    [Fact]
    public void WhatReceives_HasRunBeforeASourceComes()
    {
        WatchedMethod method = new();
        ReceptionWarmUp.Run(method, BuiltIn.OnTheWire, TestContext.Current.CancellationToken);
        Assert.Equal(2, method.Compressors);
        Assert.True(method.Restored >= WatchedMethod.SmallGuestPages, $"{method.Restored} pages arrived");
    }

    [Fact]
    public void Failure_IsTheReceptions()
    {
        WatchedMethod broken = new() { IsBroken = true };
        ReceptionWarmUp.Run(broken, BuiltIn.OnTheWire, TestContext.Current.CancellationToken);
        Assert.Equal(0, broken.Restored);
    }

    [Fact]
    public void UsersWish_EndsIt()
    {
        using CancellationTokenSource cancel = new();
        cancel.Cancel();
        WatchedMethod method = new();
        Assert.Throws<OperationCanceledException>(() => ReceptionWarmUp.Run(method, BuiltIn.OnTheWire, cancel.Token));
        Assert.Equal(0, method.Compressors);
    }
}
