using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MultifdBench.Capture;
using MultifdBench.Capture.Dirty;
using MultifdBench.Capture.Images;
using MultifdBench.Capture.Processes;
using MultifdBench.Capture.Sources;
using MultifdBench.Guest;
using MultifdBench.Tests.Multifd;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Capture;

/// <summary>Memory of this process and of a child.</summary>
public sealed unsafe partial class LiveProcessTests
{
    private const int SigCont = 18, SigStop = 19;
    private const nint Seize = 0x4206;

    [Fact]
    public void OwnMemory_ReadsAsItIs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux's /proc");
        using GuestMemory memory = new([new RamBlockSpec("x", 64 * Page.SizeBytes)]);
        RamBlock block = memory.Blocks[0];
        new Random(1).NextBytes(block.GetSpan(0, 8 * Page.SizeBytes));
        using LiveProcess self = new(Environment.ProcessId);
        byte[] read = new byte[8 * Page.SizeBytes];
        self.Read((ulong)block.Address, read);
        Assert.Equal(block.GetSpan(0, read.Length).ToArray(), read);
        (ulong address, long pages) = Assert.Single(self.ResidentRuns((ulong)block.Address, (ulong)block.Address + (8 * Page.SizeBytes)));
        Assert.Equal(((ulong)block.Address, 8L), (address, pages));
    }

    [Fact]
    public void UnmappedAddresses_ReadAsZeros()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux's /proc");
        using LiveProcess self = new(Environment.ProcessId);
        byte[] read = new byte[2 * Page.SizeBytes];
        read.AsSpan().Fill(1);
        self.Read(0x1000, read); // below vm.mmap_min_addr
        Assert.DoesNotContain((byte)1, read);
        Assert.Empty(self.ResidentRuns(0x1000, 0x3000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(int.MaxValue)]
    public void ProcessThatIsNot_IsSaid(int pid) =>
        Assert.Contains("no such process", Assert.Throws<CaptureException>(() => new LiveProcess(pid)).Message, StringComparison.Ordinal);

    [Fact]
    public void KernelThread_HasNoMemory()
    {
        Assert.SkipUnless(Directory.Exists("/proc/2") && File.ReadAllText("/proc/2/comm").Trim() == "kthreadd",
            "no kernel thread is to be seen here");
        Assert.Matches("no memory of its own|not permitted", Assert.Throws<CaptureException>(() => new LiveProcess(2)).Message);
    }

    [Fact]
    public void ChildsPages_AreCaptured_AndItsEndIsNoticed()
    {
        using ChildProcess child = new();
        using LiveProcess process = new(child.Pid);
        ProcessSource source = new(process, PageChoice.Resident, 0);
        Assert.Contains(source.Regions, region => region.Name == "[heap]");
        Assert.DoesNotContain(source.Regions, region => region.Name.StartsWith("[v", StringComparison.Ordinal));
        using MemoryStream image = new();
        PageImageWriter writer = new(image, null);
        PageCapture.CopyPages(source, writer, TestContext.Current.CancellationToken);
        Assert.Equal(source.Regions.Sum(region => region.Pages) * Page.SizeBytes, image.Length);
        ProcessSource all = new(process, PageChoice.All, 0);
        Assert.True(all.Regions.Sum(region => region.Pages) >= source.Regions.Sum(region => region.Pages));
        Assert.Contains("--min-mapping",
            Assert.Throws<CaptureException>(() => new ProcessSource(process, PageChoice.All, 1L << 50)).Message, StringComparison.Ordinal);
        child.Kill();
        Assert.True(process.HasEnded);
        Assert.Contains("ended while it was read",
            Assert.Throws<CaptureException>(() => process.Read(source.Regions[0].Address, new byte[4096])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Copy_EndsWhenCancelled()
    {
        using ChildProcess child = new();
        using LiveProcess process = new(child.Pid);
        Assert.Throws<OperationCanceledException>(
            () => PageCapture.CopyPages(new ProcessSource(process, PageChoice.Resident, 0), new PageImageWriter(Stream.Null, null),
                new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Stop_HoldsTheProcessUntilDisposed()
    {
        using ChildProcess child = new();
        using (ProcessStop.Begin(child.Pid))
        {
            Assert.Equal('T', child.State);
            using (ProcessStop.Begin(child.Pid)) Assert.Equal('T', child.State);
            Assert.Equal('T', child.State); // the inner one found it stopped and leaves it so
        }

        Assert.True(SpinWait.SpinUntil(() => child.State == 'S', TimeSpan.FromSeconds(30)));
        Assert.Contains("--stop cannot stop this program",
            Assert.Throws<CaptureException>(() => ProcessStop.Begin(Environment.ProcessId)).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be stopped", Assert.Throws<CaptureException>(() => ProcessStop.Begin(int.MaxValue)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void SnapshotTracker_FindsExactlyTheChangedPages()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux's /proc");
        using GuestMemory memory = new([new RamBlockSpec("x", 600 * Page.SizeBytes)]);
        memory.Clear();
        RamBlock block = memory.Blocks[0];
        using LiveProcess self = new(Environment.ProcessId);
        PageRegion[] regions = [new((ulong)block.Address, 100, "a"), new((ulong)block.Address + (200 * Page.SizeBytes), 400, "b")];
        using SnapshotTracker tracker = new(self, regions);
        Assert.Empty(tracker.Collect());
        foreach (int page in (int[])[3, 4, 150, 200, 599]) block.GetPage(page)[17] = 1;
        Assert.Equal([new PageRun(3, 2), new PageRun(100, 1), new PageRun(499, 1)], tracker.Collect());
        Assert.Empty(tracker.Collect());
    }

    [Fact]
    public void SoftDirtyTracker_FindsTheWrittenPages()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux's /proc");
        Assert.SkipUnless(SoftDirtyTracker.IsSupported(), "this kernel has no soft-dirty bits");
        using GuestMemory memory = new([new RamBlockSpec("x", 64 * Page.SizeBytes)]);
        memory.Clear();
        using LiveProcess self = new(Environment.ProcessId);
        using SoftDirtyTracker tracker = new(self, [new PageRegion((ulong)memory.Blocks[0].Address, 64, "x")]);
        memory.Blocks[0].GetPage(5)[0] = 1;
        Assert.Contains(tracker.Collect(), run => run.First <= 5 && 5 < run.First + run.Count);
    }

    [Fact]
    public void WriteProtection_SeesWhatAChildWrites_AndLeavesItRunning()
    {
        using ChildProcess child = new();
        using LiveProcess process = new(child.Pid);
        ProcessSource source = new(process, PageChoice.Resident, 0);
        using (PagemapScanTracker? tracker = PagemapScanTracker.TryCreate(process, source.Regions, out _))
        {
            Assert.SkipWhen(tracker is null,
                "this kernel has no write protection of another process's pages (Linux 6.7 on x86-64, ptrace permitted)");
            Assert.Equal(DirtyMethods.PagemapScan, tracker.Method);
            tracker.Collect();
            child.Echo("written");
            Assert.NotEmpty(tracker.Collect());
        }

        child.Echo("it goes on");
        using (PagemapScanTracker? tracker = PagemapScanTracker.TryCreate(process, source.Regions, out _))
        {
            Assert.NotNull(tracker); // the first one left nothing behind
            child.Kill();
            Assert.Contains("ended", Assert.Throws<CaptureException>(() => tracker.Collect()).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Allocators do it, and every JVM: a look would be refused for the new mapping, which nobody has registered.</summary>
    [Fact]
    public void MemoryGivenBackAndTakenAnew_IsTracked()
    {
        using ChildProcess child = new();
        child.Echo("take 400000");
        using LiveProcess process = new(child.Pid);
        using ProcessSource source = new(process, PageChoice.Resident, 0);
        using IDirtyTracker tracker = DirtyTrackers.Create(process, source.Regions, out _);
        tracker.Collect();
        child.Echo("give");
        tracker.Collect();
        child.Echo("take 900000");
        IReadOnlyList<PageRun> written = tracker.Collect();
        // The process that has just been told something has written its stack; that is one page or two.
        Assert.InRange(written.Sum(run => run.Count), 50, source.Regions.Sum(region => region.Pages));
        child.Echo("written");
        Assert.NotEmpty(tracker.Collect());
    }

    [Fact]
    public void Trackers_FallBackToSnapshots_ForThisProcess()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux's /proc");
        byte[] pinned = GC.AllocateUninitializedArray<byte>(3 * Page.SizeBytes, pinned: true);
        ulong page = ((ulong)Unsafe.AsPointer(ref pinned[0]) + Page.SizeBytes) & ~0xfffUL;
        using LiveProcess self = new(Environment.ProcessId);
        using IDirtyTracker tracker = DirtyTrackers.Create(self, [new PageRegion(page, 1, "x")], out string problem);
        Assert.NotEqual(DirtyMethods.PagemapScan, tracker.Method);
        Assert.Contains("cannot trace itself", problem, StringComparison.Ordinal);
    }

    /// <summary>A call that is made in a process is subject to its filter, which may kill it.</summary>
    [Fact]
    public void ProcessThatFiltersItsCalls_IsTrackedFromOutside_AndLives()
    {
        using ChildProcess child = ChildProcess.UnderSeccomp();
        using LiveProcess process = new(child.Pid);
        using ProcessSource source = new(process, PageChoice.Resident, 0);
        using (IDirtyTracker tracker = DirtyTrackers.Create(process, source.Regions, out string problem))
        {
            Assert.NotEqual(DirtyMethods.PagemapScan, tracker.Method);
            Assert.Contains("seccomp", problem, StringComparison.Ordinal);
            tracker.Collect();
            child.Echo("written");
            Assert.NotEmpty(tracker.Collect());
        }

        child.Echo("it goes on");
    }

    [Fact]
    public void StoppedProcess_IsTracked_AndStaysStopped()
    {
        using ChildProcess child = new();
        using LiveProcess process = new(child.Pid);
        using ProcessSource source = new(process, PageChoice.Resident, 0);
        child.Signal(SigStop);
        Bounded.Until("it has stopped", () => child.State == 'T');
        using (IDirtyTracker tracker = DirtyTrackers.Create(process, source.Regions, out _))
        {
            Bounded.Until("it is stopped again", () => child.State == 'T');
            tracker.Collect();
            Assert.Empty(tracker.Collect());
            using (ProcessStop stop = ProcessStop.Begin(child.Pid)) Assert.True(stop.WasStopped);
            Assert.Equal('T', child.State);
        }

        child.Signal(SigCont);
        child.Echo("one signal is enough");
        Assert.NotEqual('T', child.State);
    }

    [Fact]
    public void TracedProcess_IsLeftToItsTracer()
    {
        using ChildProcess child = new();
        string problem = "";
        string refusal = "";
        // What a thread traces is let go when the thread ends.
        Thread tracer = new(() =>
        {
            if (Trace(Seize, child.Pid, 0, 0) != 0) return;
            using LiveProcess process = new(child.Pid);
            using ProcessSource source = new(process, PageChoice.Resident, 0);
            using IDirtyTracker tracker = DirtyTrackers.Create(process, source.Regions, out problem);
            refusal = Assert.Throws<CaptureException>(() => ProcessStop.Begin(child.Pid)).Message;
        });
        tracer.Start();
        tracer.Join();
        Assert.SkipWhen(problem.Length == 0, "tracing is not permitted here");
        Assert.Equal($"the process is traced by process {Environment.ProcessId}", problem);
        Assert.Contains($"is traced by process {Environment.ProcessId}", refusal, StringComparison.Ordinal);
        child.Echo("it goes on");
    }

    [Fact]
    public void ProcessWhoseFirstThreadHasEnded_HasItsMemory()
    {
        using TemporaryFolder folder = new();
        using OrphanedThread orphan = new(folder["orphan"]);
        using LiveProcess process = new(orphan.Pid);
        using ProcessSource source = new(process, PageChoice.Resident, 0);
        Assert.Contains(source.Regions, region => region.Name == "[stack]");
        using MemoryStream image = new();
        using (ProcessStop stop = ProcessStop.Begin(orphan.Pid))
            PageCapture.CopyPages(source, new PageImageWriter(image, null), TestContext.Current.CancellationToken);
        // its name is on its stack
        Assert.Contains("orphan"u8.ToArray(), Enumerable.Range(0, (int)image.Length - 6).Select(at => image.GetBuffer()[at..(at + 6)]));
        Assert.False(process.HasEnded);
    }

    [Theory]
    [InlineData("Seccomp:\t2", "seccomp")]
    [InlineData("Seccomp:\t1", "seccomp")]
    [InlineData("TracerPid:\t2147483647", "traced by process 2147483647")]
    [InlineData("SigIgn:\t0000000000000010", "SIGTRAP")]
    [InlineData("SigIgn:\t0000000000001008", null)]
    [InlineData("NoNewPrivs:\t1", null)]
    public void RulesOfAProcess_DecideWhetherACallIsMadeInIt(string line, string? expected)
    {
        ThreadStatus plain =
            ThreadStatus.Parse(["State:\tS (sleeping)", "PPid:\t1", "TracerPid:\t0", "Seccomp:\t0", "SigIgn:\t0000000000000000"]);
        ThreadStatus other = ThreadStatus.Parse(["State:\tS (sleeping)", line]);
        Assert.Null(RemoteCalls.WhyNot([plain, plain]));
        string? rule = RemoteCalls.WhyNot([plain, other]); // any thread's
        if (expected is null) Assert.Null(rule);
        else Assert.Contains(expected, rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Curve_IsTheMeanOfUnions()
    {
        DirtyTrace trace = new("x", [Interval(1, 2), Interval(2, 3), Interval(9), Interval(9), Interval(1)]);
        Assert.Equal((7.0 / 5, 0.1), DirtyCurve.Window(trace, 1));
        Assert.Equal(((3 + 1) / 2.0, 0.2), DirtyCurve.Window(trace, 2));
        Assert.Equal((4.0, 0.5), DirtyCurve.Window(trace, 5));
        Assert.Null(DirtyCurve.Window(trace, 6));

        static TraceInterval Interval(params uint[] pages) => new(100_000, [.. pages.Select(page => new PageRun(page, 1))]);
    }

    [LibraryImport("libc", EntryPoint = "ptrace")]
    private static partial nint Trace(nint request, int pid, nint address, nint data);
}
