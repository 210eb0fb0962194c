using MultifdBench.Guest;
using MultifdBench.Workloads;

namespace MultifdBench.Tests.Workloads.Bands;

/// <summary>A guest with a server: figures of the server's pages, taken as samples are taken, and the pages that it dirties.</summary>
internal sealed class ServerSample
{
    private const int Every = 20;
    private const int Repetitions = 10;

    private ServerSample(string name, long mib, string zeroShare)
    {
        using var workload = Guests.Create(name, mib, overrides: ("zero_share", zeroShare));
        using GuestMemory memory = Guests.Filled(workload);
        SyntheticGuest guest = SyntheticGuest.Of(workload)!;
        (long first, long count) = guest.ServerPages(memory);
        Figures = GuestFigures.OfOrSkip(GuestFigures.Systematic(Guests.Pages(memory.Blocks[0], first, count), Every));
        DirtyPages = seconds =>
        {
            using GuestMemory written = Guests.Filled(workload);
            SyntheticGuest running = SyntheticGuest.Of(workload)!;
            int repetitions = seconds < 3 ? Repetitions : 1;
            long pages = 0;
            for (int i = 0; i < repetitions; i++)
            {
                written.Blocks[0].Dirty.Clear();
                running.Advance(written, TimeSpan.FromSeconds(seconds));
                for (long page = 0; page < count; page++) pages += written.Blocks[0].Dirty.IsMarked(first + page) ? 1 : 0;
            }

            return (double)pages / repetitions;
        };
    }

    /// <summary>Of every twentieth run of 16 pages.</summary>
    public GuestFigures Figures { get; }

    /// <summary>Different pages of the server's that are dirtied in so many seconds: the mean of intervals one after the other.</summary>
    public Func<double, double> DirtyPages { get; }

    /// <summary>Holds the pages that are dirtied in an interval to those of a trace.</summary>
    public void CheckDirtyPages(double band, params (double Seconds, double Pages)[] measured)
    {
        Band all = new();
        foreach ((double seconds, double pages) in measured) all.Relative($"pages in {seconds} s", pages, DirtyPages(seconds), band);
        all.Check();
    }

    /// <summary>A guest whose memory and zero share make its server about as large as the sampled one.</summary>
    public static ServerSample Of(string name, long mib = 512, string zeroShare = "0.1") => new(name, mib, zeroShare);
}
