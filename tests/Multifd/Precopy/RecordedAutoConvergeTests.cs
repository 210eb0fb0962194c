using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Tests.Multifd.Precopy;

/// <summary>
/// Real QEMUs with auto-converge on, migrating a guest that writes 64 MiB over and over (TCG, 128 MiB, <c>exec:cat</c>, no multifd):
/// <c>query-migrate</c> was read at each dirty sync. From the same dirty and sent bytes this policy makes the same steps.
/// </summary>
public sealed class RecordedAutoConvergeTests
{
    [Theory]
    [InlineData("qemu-7.2", QemuRules.Qemu72)]
    [InlineData("qemu-10.0", QemuRules.Qemu92)]
    public void Steps_AreThoseOfTheRecording(string name, QemuRules rules) =>
        Assert.InRange(Replay(name, new AutoConvergeSettings { IsOn = true }, rules), 90, 99);

    /// <summary>
    /// multifd with zstd, see <see cref="Qemu.QemuAutoConvergeTests"/>: QEMU 10.0 goes by bytes on the wire, of which there are 2.4 times
    /// fewer, and throttles by 30 %. By the rules of 7.2, where sent pages count, the same sequence has no step.
    /// </summary>
    [Fact]
    public void Compression_MakesTheStepOfTheRecording()
    {
        AutoConvergeSettings on = new() { IsOn = true };
        Assert.Equal(30, Replay("qemu-10.0-zstd", on, QemuRules.Qemu92));
        Assert.All(Steps("qemu-10.0-zstd", on, QemuRules.Qemu72), percentage => Assert.Equal(0, percentage));
    }

    [Fact]
    public void TailslowSteps_AreThoseOfTheRecording() => Assert.InRange(
        Replay("qemu-10.0-tailslow",
            new AutoConvergeSettings { IsOn = true, TriggerThreshold = 40, Initial = 40, Increment = 25, Tailslow = true },
            QemuRules.Qemu92),
        90, 99);

    /// <summary>
    /// At 8 MiB/s the first pass took 7.8 s. From then on no pass came to its end within 5 s, and QEMU 10.0 synced at every tick but the
    /// one at 10 s, before which the pass had ended; so does the schedule here.
    /// </summary>
    [Fact]
    public void PeriodicSyncs_ComeWhenTheRecordingHasThem()
    {
        long[] syncs = [.. Read("qemu-10.0-tailslow").Select(row => row.Ms)];
        PeriodicSync schedule = new();
        schedule.Start(0);
        List<long> due = [];
        int count = 1;
        for (long ms = 0; ms < 53_000; ms += 10)
        {
            if (ms / 10 == syncs[1] / 10) count++;
            if (!schedule.IsDue(ms * Units.NsPerMs, count)) continue;
            due.Add(ms);
            count++;
        }

        Assert.Equal([15, 20, 25, 30, 35, 40, 45, 50], due.Select(ms => ms / 1000));
        Assert.Equal(due.Select(ms => ms / 1000), syncs.Where(ms => ms is > 8_000 and < 53_000).Select(ms => ms / 1000));
    }

    /// <summary>The last step, when all are the recording's.</summary>
    private static int Replay(string name, AutoConvergeSettings aid, QemuRules rules)
    {
        IReadOnlyList<int> steps = Steps(name, aid, rules);
        Assert.Equal(Read(name).Select(sync => sync.Percentage), steps);
        return steps[^1];
    }

    private static List<int> Steps(string name, AutoConvergeSettings aid, QemuRules rules)
    {
        DirtyPeriod period = new(new PrecopySettings { AutoConverge = aid, Rules = rules });
        IReadOnlyList<Sync> syncs = Read(name);
        long judgedMs = syncs[0].Ms;
        period.Start(Figures(syncs[0], 0));
        List<int> steps = [period.ThrottlePercentage];
        foreach (Sync sync in syncs.Skip(1))
        {
            // The rate is of the period since the last sync that ended one.
            long elapsedMs = sync.Ms - judgedMs;
            bool isEnd = elapsedMs > 1000;
            period.Synced(Figures(sync, isEnd ? sync.DirtyPagesRate * elapsedMs / 1000 : 0));
            if (isEnd) judgedMs = sync.Ms;
            steps.Add(period.ThrottlePercentage);
        }

        return steps;
    }

    private static PrecopyFigures Figures(Sync sync, long newlyDirty) =>
        new(sync.Ms * Units.NsPerMs, 0, sync.Transferred, new PageCounts(sync.Normal, sync.Duplicate), newlyDirty);

    private static IReadOnlyList<Sync> Read(string name)
    {
        string path = Path.Combine(SampleData.RepositoryRoot(), "tests", "Multifd", "Precopy", "Recorded", $"{name}.csv");
        return
        [
            .. File.ReadLines(path).Where(line => char.IsAsciiDigit(line[0])).Select(line =>
            {
                long[] cells = [.. line.Split(',').Select(cell => long.Parse(cell, CultureInfo.InvariantCulture))];
                return new Sync(cells[0], cells[2], cells[3], cells[4], cells[5], (int)cells[7]);
            }),
        ];
    }

    private sealed record Sync(long Ms, long DirtyPagesRate, long Transferred, long Normal, long Duplicate, int Percentage);
}
