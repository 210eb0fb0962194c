using MultifdBench.Simulation.Engine;

namespace MultifdBench.Tests.Simulation;

public sealed class SharedResourceTests
{
    private readonly VirtualClock _clock = new();

    [Fact]
    public void JobsThatFit_RunAtFullSpeed()
    {
        SharedResource cores = new(_clock, capacity: 2);
        Recorder jobs = new(_clock);
        cores.Start(1000, 1, jobs, 1);
        cores.Start(2000, 1, jobs, 2);
        jobs.RunAll();
        Assert.Equal([(1, 1000L), (2, 2000L)], jobs.Ends);
        Assert.Equal(0.75, cores.Utilisation, 3);
    }

    [Fact]
    public void JobsBeyondTheCapacity_ShareIt()
    {
        SharedResource cores = new(_clock, capacity: 1);
        Recorder jobs = new(_clock);
        cores.Start(1000, 1, jobs, 1);
        cores.Start(3000, 1, jobs, 2);
        jobs.RunAll();
        // Half speed until the first has ended at 2000, alone after that.
        Assert.Equal([(1, 2000L), (2, 4000L)], jobs.Ends);
        Assert.Equal(1, cores.Utilisation, 3);
    }

    [Fact]
    public void AJobThatArrivesLater_SlowsTheOthersFromThenOn()
    {
        SharedResource cores = new(_clock, capacity: 1);
        Recorder jobs = new(_clock);
        cores.Start(1000, 1, jobs, 1);
        _clock.After(500, new Arrival(() => cores.Start(1000, 1, jobs, 2)));
        jobs.RunAll();
        Assert.Equal([(1, 1500L), (2, 2000L)], jobs.Ends);
    }

    [Fact]
    public void AHeldWeight_SlowsLikeAJob()
    {
        SharedResource cores = new(_clock, capacity: 1);
        Recorder jobs = new(_clock);
        cores.Hold(1);
        cores.Start(1000, 1, jobs, 1);
        jobs.RunAll();
        Assert.Equal([(1, 2000L)], jobs.Ends);
        cores.Release(1);
        Assert.Equal(1, cores.Speed);
    }

    [Fact]
    public void Events_OfOneInstantKeepTheirOrder()
    {
        Recorder events = new(_clock);
        for (int i = 0; i < 50; i++) _clock.After(10, events, i);
        events.RunAll();
        Assert.Equal(Enumerable.Range(0, 50), events.Ends.Select(end => end.Code));
    }

    private sealed class Recorder(VirtualClock clock) : IEventTarget
    {
        public List<(int Code, long Ns)> Ends { get; } = [];

        public void OnEvent(int code) => Ends.Add((code, clock.NowNs));

        public void RunAll()
        {
            while (clock.Step())
            {
            }
        }
    }

    private sealed class Arrival(Action action) : IEventTarget
    {
        public void OnEvent(int code) => action();
    }
}
