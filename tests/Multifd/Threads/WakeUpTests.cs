using MultifdBench.Core;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Threads;

namespace MultifdBench.Tests.Multifd.Threads;

/// <summary>A wake-up is not lost, whenever it comes, and ends one wait.</summary>
public sealed class WakeUpTests
{
    [Fact]
    public void WakeUpThatCameFirst_EndsTheNextWait_AndNoOther()
    {
        WakeUp wakeUp = new();
        wakeUp.Set();
        wakeUp.Set();
        Bounded.Run("first wait", () => wakeUp.Wait());
        long beganNs = WallClock.NowNs();
        Bounded.Run("second wait", () => wakeUp.Wait(20 * Units.NsPerMs));
        Assert.True(WallClock.NowNs() - beganNs >= 19 * Units.NsPerMs, "two wake-ups ended two waits");
    }

    [Fact]
    public void WakeUpWhileItSleeps_EndsTheWait()
    {
        WakeUp wakeUp = new();
        Thread sleeper = new(() => wakeUp.Wait(600 * Units.NsPerSecond)) { IsBackground = true };
        sleeper.Start();
        Bounded.Until("it sleeps", () => wakeUp.IsAwaited);
        wakeUp.Set();
        Bounded.Run("wait", sleeper.Join);
        Assert.False(wakeUp.IsAwaited);
    }

    [Fact]
    public void TwoThreadsThatTakeTurns_NeverWaitForEver()
    {
        const int Turns = 50_000;
        WakeUp ping = new();
        WakeUp pong = new();
        int turn = 0;
        Thread other = new(() =>
        {
            for (int i = 0; i < Turns; i++)
            {
                while (Volatile.Read(ref turn) != (2 * i) + 1) ping.Wait();
                Volatile.Write(ref turn, (2 * i) + 2);
                pong.Set();
            }
        })
        { IsBackground = true };
        other.Start();
        Bounded.Run("turns", () =>
        {
            for (int i = 0; i < Turns; i++)
            {
                Volatile.Write(ref turn, (2 * i) + 1);
                ping.Set();
                while (Volatile.Read(ref turn) != (2 * i) + 2) pong.Wait();
            }
        });
        Bounded.Run("other thread", other.Join);
        Assert.Equal(2 * Turns, turn);
    }
}
