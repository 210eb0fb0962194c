using System.Runtime.CompilerServices;
using MultifdBench.Accelerators.Qpl;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Accelerators;

/// <summary>What a pool does when the device is busy, faults or is lost; with a library that answers by script.</summary>
public sealed unsafe class QplJobPoolTests
{
    private const int Busy = QplStatus.QueuesAreBusy, Running = QplStatus.BeingProcessed, PageFault = 303;

    private readonly FakeQpl _qpl = new();
    private readonly QplFallbacks _fallbacks = new();
    private readonly QplQuarantine _quarantine = new();
    private readonly byte[] _source = GC.AllocateArray<byte>(4096, pinned: true);
    private readonly byte[] _destination = GC.AllocateArray<byte>(4096, pinned: true);

    [Fact]
    public void AllJobs_AreSubmitted_BeforeTheFirstIsWaitedFor()
    {
        using QplJobPool pool = Pool(QplJobPath.Hardware, slots: 3);
        for (int slot = 0; slot < 3; slot++) Submit(pool, slot);
        Assert.Equal(["submit", "submit", "submit"], _qpl.Calls);
        for (int slot = 0; slot < 3; slot++) Assert.Equal(new QplJobResult(QplStatus.Ok, 4096, FakeQpl.HardwareBytes), pool.Wait(slot));
        AssertFallbacks(busy: 0, faulted: 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(QplJobPool.BusyRetries)]
    public void AFullQueue_IsTriedAgain(int times)
    {
        Answer(_qpl.Submits, Busy, times);
        using QplJobPool pool = Pool(QplJobPath.Hardware);
        Submit(pool, 0);
        Assert.Equal(FakeQpl.HardwareBytes, pool.Wait(0).Written);
        AssertFallbacks(busy: 0, faulted: 0);
    }

    [Fact]
    public void AQueueThatStaysFull_LeavesThatJobToSoftware_AndItIsCounted()
    {
        Answer(_qpl.Submits, Busy, QplJobPool.BusyRetries + 1);
        using QplJobPool pool = Pool(QplJobPath.Hardware, slots: 2);
        Submit(pool, 0);
        Submit(pool, 1);
        Assert.Equal(FakeQpl.SoftwareBytes, pool.Wait(0).Written);
        Assert.Equal(FakeQpl.HardwareBytes, pool.Wait(1).Written);
        AssertFallbacks(busy: 1, faulted: 0);
    }

    [Fact]
    public void AFullQueue_FoundWhileWaiting_IsTriedAgain()
    {
        _qpl.Checks.Enqueue(Running);
        _qpl.Checks.Enqueue(Busy);
        using QplJobPool pool = Pool(QplJobPath.Hardware);
        Submit(pool, 0);
        Assert.Equal(FakeQpl.HardwareBytes, pool.Wait(0).Written);
        Assert.Equal(["submit", "check", "check", "submit", "check"], _qpl.Calls);
        AssertFallbacks(busy: 0, faulted: 0);
    }

    [Fact]
    public void AQueueThatStaysFull_WhileWaiting_IsOfferedFourTimesInAll()
    {
        Answer(_qpl.Checks, Busy, QplJobPool.BusyRetries + 1);
        using QplJobPool pool = Pool(QplJobPath.Hardware);
        Submit(pool, 0);
        Assert.Equal(FakeQpl.SoftwareBytes, pool.Wait(0).Written);
        Assert.Equal(QplJobPool.BusyRetries + 1, _qpl.Calls.Count(call => call == "submit"));
        AssertFallbacks(busy: 1, faulted: 0);
    }

    [Fact]
    public void APageFault_LeavesThatJobToSoftware_AndItIsCounted()
    {
        _qpl.Checks.Enqueue(PageFault);
        using QplJobPool pool = Pool(QplJobPath.Hardware);
        Submit(pool, 0);
        Assert.Equal(FakeQpl.SoftwareBytes, pool.Wait(0).Written);
        AssertFallbacks(busy: 0, faulted: 1);
    }

    [Theory]
    [InlineData(QplStatus.MoreOutputNeeded)]
    [InlineData(217)]
    public void WhatIsWrongWithTheData_IsTheJobsResult(int status)
    {
        _qpl.Checks.Enqueue(status);
        using QplJobPool pool = Pool(QplJobPath.Hardware);
        Submit(pool, 0);
        Assert.Equal(status, pool.Wait(0).Status);
        AssertFallbacks(busy: 0, faulted: 0);
    }

    [Fact]
    public void ARefusedJob_IsAnError_NamingTheStatus()
    {
        _qpl.Submits.Enqueue(59);
        using QplJobPool pool = Pool(QplJobPath.Hardware);
        Assert.Contains("QPL status 59", Assert.Throws<InvalidOperationException>(() => Submit(pool, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADeviceThatDoesNotAnswer_IsAnError_NamingTheRemedy()
    {
        Answer(_qpl.Checks, Running, 1);
        QplJobPool pool = Pool(QplJobPath.Hardware, patience: TimeSpan.Zero);
        Submit(pool, 0);
        Assert.Contains("--qpl-path software", Assert.Throws<TimeoutException>(() => pool.Wait(0)).Message, StringComparison.Ordinal);
        pool.Dispose();
    }

    [Fact]
    public void ALateJob_KeepsItsMemory_UntilTheDeviceHasFinished()
    {
        _qpl.Late[0] = 4;
        QplJobPool pool = Pool(QplJobPath.Hardware, patience: TimeSpan.Zero);
        Submit(pool, 0);
        Assert.Throws<TimeoutException>(() => pool.Wait(0)); // the first time that it is asked
        pool.Dispose(); // the second
        Assert.Equal((1, false), (_quarantine.Count, _qpl.IsFreed(0)));
        _quarantine.ReleaseFinished();
        Pool(QplJobPath.Hardware).Dispose(); // once when it is made and, late no more, when it ends
        Assert.Equal((0, true), (_quarantine.Count, _qpl.IsFreed(0)));
        Assert.Equal(-1, _destination.AsSpan().IndexOfAnyExcept(FakeQpl.LateByte));
    }

    [Fact]
    public void ALateJob_KeepsTheArrayThatItWritesTo()
    {
        WeakReference array = LoseAJobOnAnArrayOfItsOwn();
        GC.Collect();
        Assert.True(array.IsAlive, "the device still writes to it");
        _qpl.Late[0] = 0;
        _quarantine.ReleaseFinished();
        GC.Collect();
        Assert.Equal((0, false), (_quarantine.Count, array.IsAlive));
    }

    [Fact]
    public void ALateJob_KeepsTheGuestsPagesMapped_AndARunThatFollowsGetsOthers()
    {
        _qpl.Late[0] = 3;
        using GuestMemory memory = new([new RamBlockSpec("pc.ram", 2 * Page.SizeBytes)]);
        RamBlock block = memory.Blocks[0];
        byte* page = block.Address;
        QplJobPool pool = Pool(QplJobPath.Hardware, patience: TimeSpan.Zero);
        fixed (byte* source = _source) pool.Submit(0, source, _source.Length, page, Page.SizeBytes, block);
        Assert.Throws<TimeoutException>(() => pool.Wait(0));
        pool.Dispose();
        memory.Clear();
        Assert.True(page != block.Address, "what the device writes to is not used again");
        _quarantine.ReleaseFinished();
        Assert.Equal(1, _quarantine.Count);
        _quarantine.ReleaseFinished(); // the device writes to the old page, which is still there
        Assert.Equal(0, _quarantine.Count);
        Assert.Equal(-1, block.GetSpan(0, 2 * Page.SizeBytes).IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void AfterALostJob_NothingIsSubmitted_AndTheOthersAreNotWaitedFor()
    {
        for (int job = 0; job < 3; job++) _qpl.Late[job] = int.MaxValue;
        QplJobPool pool = Pool(QplJobPath.Hardware, slots: 4, patience: TimeSpan.Zero);
        for (int slot = 0; slot < 4; slot++) Submit(pool, slot);
        Assert.Throws<TimeoutException>(() => pool.Wait(1));
        Assert.Throws<InvalidOperationException>(() => Submit(pool, 1));
        pool.Dispose();
        Assert.Equal(3, _quarantine.Count);
        Assert.Equal([false, false, false, true], Enumerable.Range(0, 4).Select(_qpl.IsFreed));
    }

    [Fact]
    public void Disposal_WaitsForWhatRuns()
    {
        Answer(_qpl.Checks, Running, 5);
        QplJobPool pool = Pool(QplJobPath.Hardware);
        Submit(pool, 0);
        pool.Dispose();
        Assert.Equal(6, _qpl.Calls.Count(call => call == "check"));
    }

    [Fact]
    public void Software_NeedsOneJob_ForAllSlots()
    {
        using QplJobPool pool = Pool(QplJobPath.Software, slots: 128);
        _qpl.Executions.Enqueue(QplStatus.Ok);
        _qpl.Executions.Enqueue(QplStatus.MoreOutputNeeded);
        for (int slot = 0; slot < 128; slot++) Submit(pool, slot);
        Assert.Equal((QplStatus.Ok, QplStatus.MoreOutputNeeded, QplStatus.Ok),
            (pool.Wait(0).Status, pool.Wait(1).Status, pool.Wait(127).Status));
        Assert.Equal(1, _qpl.Created);
        AssertFallbacks(busy: 0, faulted: 0);
    }

    [Fact]
    public void ASlotInUse_IsNotTakenTwice()
    {
        using QplJobPool pool = Pool(QplJobPath.Hardware);
        Submit(pool, 0);
        Assert.Throws<InvalidOperationException>(() => Submit(pool, 0));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference LoseAJobOnAnArrayOfItsOwn()
    {
        _qpl.Late[0] = int.MaxValue;
        byte[] array = GC.AllocateArray<byte>(4096, pinned: true);
        QplJobPool pool = Pool(QplJobPath.Hardware, patience: TimeSpan.Zero);
        fixed (byte* source = _source, destination = array) pool.Submit(0, source, _source.Length, destination, array.Length, array);
        pool.Dispose();
        return new WeakReference(array);
    }

    private QplJobPool Pool(QplJobPath path, int slots = 1, TimeSpan? patience = null) =>
        new(_qpl, path, new QplJobKind(QplOperation.Compress, QplFlags.First | QplFlags.Last, null), slots, _fallbacks,
            patience ?? TimeSpan.FromHours(1), _quarantine);

    private void Submit(QplJobPool pool, int slot)
    {
        fixed (byte* source = _source, destination = _destination)
            pool.Submit(slot, source, _source.Length, destination, _destination.Length, _destination);
    }

    private void AssertFallbacks(long busy, long faulted) => Assert.Equal((busy, faulted), (_fallbacks.Busy, _fallbacks.Faulted));

    private static void Answer(Queue<int> answers, int status, int times)
    {
        for (int i = 0; i < times; i++) answers.Enqueue(status);
    }
}
