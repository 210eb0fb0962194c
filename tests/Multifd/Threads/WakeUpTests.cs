using MultifdBench.Core;
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
        BackgroundThread sleeper = BackgroundThread.Start(() => wakeUp.Wait());
        Bounded.Until("it sleeps", () => wakeUp.IsAwaited);
        wakeUp.Set();
        Bounded.Run("second wait", sleeper.Join);
        Assert.False(wakeUp.IsAwaited);
    }

    [Fact]
    public void LimitedWait_Ends()
    {
        WakeUp wakeUp = new();
        Bounded.Run("wait", () => wakeUp.Wait(Units.NsPerMs));
        wakeUp.Set();
        Bounded.Run("wait after a wake-up", () => wakeUp.Wait());
    }

    [Fact]
    public void TwoThreadsThatTakeTurns_NeverWaitForEver()
    {
        const int Turns = 50_000;
        WakeUp ping = new();
        WakeUp pong = new();
        int turn = 0;
        BackgroundThread other = BackgroundThread.Start(() =>
        {
            for (int i = 0; i < Turns; i++)
            {
                while (Volatile.Read(ref turn) != (2 * i) + 1) ping.Wait();
                Volatile.Write(ref turn, (2 * i) + 2);
                pong.Set();
            }
        });
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
