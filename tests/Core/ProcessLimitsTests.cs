using MultifdBench.Core;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.CoreTests;

/// <summary>What a process may have, from the kernel's files, and what is said where it is too little.</summary>
public sealed class ProcessLimitsTests : IDisposable
{
    private const string Unprivileged = "0000000000000000";
    private const string Root = "000001ffffffffff";

    private readonly TemporaryFolder _proc = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void Limits_AreThoseOfTheKernelsFiles_AndOnlyTheUsersOwnThreadsCount()
    {
        Write(Unprivileged, "1024", "40");
        Process(100, user: 1000, threads: 7);
        Process(200, user: 1001, threads: 99);
        ProcessLimits limits = ProcessLimits.Read(_proc.Path);
        Assert.Equal((1024, 40, 7), (limits.Descriptors, limits.UserThreads, limits.OtherThreads));
    }

    [Theory]
    [InlineData(Root)]
    [InlineData("0000000001000000")]
    [InlineData("0000000000200000")]
    public void WhoMayExceedTheLimitOfThreads_HasNone(string capabilities)
    {
        Write(capabilities, "unlimited", "40");
        Process(100, user: 1000, threads: 7);
        Assert.Equal(new ProcessLimits(), ProcessLimits.Read(_proc.Path));
    }

    [Fact]
    public void WhereTheSystemDoesNotSay_NothingIsLimited()
    {
        ProcessLimits limits = ProcessLimits.Read(_proc["absent"]);
        Assert.Equal(new ProcessLimits(), limits);
        Assert.True(limits.Judge(1_000_000, 1_000_000).IsAvailable);
    }

    [Fact]
    public void TooFewDescriptors_SayHowMany_WhichLimit_AndTheRemedy()
    {
        ProcessLimits limits = new() { Descriptors = ProcessLimits.OwnDescriptors + 10 };
        Assert.True(limits.Judge(10).IsAvailable);
        Assert.Equal(
            "171 descriptors are needed, 160 of them by the program itself, and this process may open 170 (ulimit -n 171, or use "
                + "fewer channels)",
            limits.Judge(11).ToString());
        Assert.EndsWith("may open 64 (ulimit -n 160)", new ProcessLimits { Descriptors = 64 }.Judge().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Unprivileged, "65536", 65_536L)]
    [InlineData(Unprivileged, "unlimited", null)]
    [InlineData("0000000000004000", "65536", null)]
    public void LockedMemory_IsTheKernelsLimit_UnlessItCountsNone(string capabilities, string locked, long? expected)
    {
        Write(capabilities, "1024", "unlimited", locked);
        Assert.Equal(expected, ProcessLimits.Read(_proc.Path).LockedBytes);
    }

    [Fact]
    public void TooLittleLockedMemory_SaysHowMuch_AndTheRemedy()
    {
        ProcessLimits limits = new() { LockedBytes = 64 * Units.KiB };
        Assert.True(limits.Judge(lockedBytes: 64 * Units.KiB).IsAvailable);
        Assert.Equal(
            "1040 KiB of memory have to be locked, and this process may lock 64 KiB (ulimit -l 1040, or use fewer channels)",
            limits.Judge(lockedBytes: 1040 * Units.KiB).ToString());
    }

    [Fact]
    public void TooFewThreads_SayHowMany_WhichLimit_AndTheRemedy()
    {
        int own = ProcessLimits.OwnThreads;
        ProcessLimits limits = new() { UserThreads = own + 105, OtherThreads = 100 };
        Assert.True(limits.Judge(0, 5).IsAvailable);
        Assert.Equal(
            $"{own + 6} threads are needed, {own} of them by the program itself, and this user, with 100 elsewhere, may have {own + 105} "
                + $"(ulimit -u {own + 106}, or use fewer channels)",
            limits.Judge(0, 6).ToString());
    }

    [Fact]
    public void ThisProcess_HasLimitsItLivesIn() => Assert.True(ProcessLimits.Read().Judge().IsAvailable);

    private void Write(string capabilities, string files, string processes, string locked = "unlimited")
    {
        Directory.CreateDirectory(_proc["self"]);
        File.WriteAllText(
            _proc["self/limits"],
            $"Limit                     Soft Limit           Hard Limit           Units\nMax processes             {processes,-20} 60     "
                + $"              processes\nMax open files            {files,-20} 4096                 files\n"
                + $"Max locked memory         {locked,-20} {locked,-20} bytes\n");
        File.WriteAllText(_proc["self/status"], $"Name:\tbench\nUid:\t1000\t1000\t1000\t1000\nThreads:\t5\nCapEff:\t{capabilities}\n");
        Process(50, user: 1000, threads: 5); // this process, which is in the list too
    }

    private void Process(int pid, int user, int threads)
    {
        Directory.CreateDirectory(_proc[$"{pid}"]);
        File.WriteAllText(_proc[$"{pid}/status"], $"Name:\tx\nUid:\t{user}\t0\t0\t0\nThreads:\t{threads}\n");
    }
}
