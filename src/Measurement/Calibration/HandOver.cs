using System.Diagnostics;
using MultifdBench.Multifd.Accounting;

namespace MultifdBench.Measurement.Calibration;

/// <summary>What it costs to hand work to a thread that waits for it, as the engine's threads do: a lock and a pulse.</summary>
/// <param name="WallNs">There and back, wall clock: the median of many.</param>
/// <param name="CpuNs">There and back, CPU of both threads: the mean.</param>
internal readonly record struct HandOver(double WallNs, double CpuNs)
{
    private const int Trips = 500;
    private const int WarmUpTrips = 200;
    private const int Batches = 5;

    /// <summary>The batch in the middle of several.</summary>
    public static HandOver Measure() => Enumerable.Range(0, Batches).Select(_ => MeasureBatch()).OrderBy(batch => batch.WallNs).ElementAt(Batches / 2);

    private static HandOver MeasureBatch()
    {
        Court court = new();
        double[] wallNs = new double[Trips];
        long partnerCpuNs = 0;
        Thread partner = new(() =>
        {
            for (int i = 0; i < WarmUpTrips; i++) court.Return();
            long before = ThreadCpuClock.NowNs();
            for (int i = 0; i < Trips; i++) court.Return();
            partnerCpuNs = ThreadCpuClock.NowNs() - before;
        })
        { IsBackground = true, Name = "calibration" };
        partner.Start();
        for (int i = 0; i < WarmUpTrips; i++) court.Serve();
        long cpuBefore = ThreadCpuClock.NowNs();
        for (int i = 0; i < Trips; i++)
        {
            long start = Stopwatch.GetTimestamp();
            court.Serve();
            wallNs[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        }

        long ownCpuNs = ThreadCpuClock.NowNs() - cpuBefore;
        partner.Join();
        return new HandOver(EngineMeter.Median(wallNs), (double)(ownCpuNs + partnerCpuNs) / Trips);
    }

    /// <summary>Whose turn it is; each side waits for its own.</summary>
    private sealed class Court
    {
        private readonly object _gate = new();
        private bool _isServed;

        public void Serve()
        {
            lock (_gate)
            {
                _isServed = true;
                Monitor.Pulse(_gate);
                while (_isServed) Monitor.Wait(_gate);
            }
        }

        public void Return()
        {
            lock (_gate)
            {
                while (!_isServed) Monitor.Wait(_gate);
                _isServed = false;
                Monitor.Pulse(_gate);
            }
        }
    }
}
