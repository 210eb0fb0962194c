using MultifdBench.Accelerators.Qpl;

namespace MultifdBench.Tests.Accelerators;

/// <summary>A libqpl whose answers are written beforehand; when they run out, everything works.</summary>
internal sealed unsafe class FakeQpl : IQplCalls
{
    public const int HardwareBytes = 111, SoftwareBytes = 222;

    /// <summary>What a late job fills its destination with.</summary>
    public const byte LateByte = 0xDE;

    private readonly Dictionary<nint, QplJobPath> _paths = [];
    private readonly List<QplJobMemory> _memories = [];

    public Queue<int> Submits { get; } = [];

    public Queue<int> Checks { get; } = [];

    public Queue<int> Executions { get; } = [];

    public List<string> Calls { get; } = [];

    /// <summary>How often a job, in order of creation, is still running when it is asked about; then it writes its destination.</summary>
    public Dictionary<int, int> Late { get; } = [];

    public int Created => _memories.Count;

    /// <summary>Whether a job's memory, in order of creation, was freed.</summary>
    public bool IsFreed(int job) => _memories[job].IsClosed;

    public QplJobMemory Create(QplJobPath path)
    {
        var memory = new QplJobMemory(QplJob.SizeBytes);
        // Memory that was freed may come again.
        _paths[(nint)memory.Job] = path;
        _memories.Add(memory);
        return memory;
    }

    public int Submit(QplJob* job)
    {
        Assert.Equal(QplJobPath.Hardware, _paths[(nint)job]);
        Calls.Add("submit");
        return Submits.Count > 0 ? Submits.Dequeue() : QplStatus.Ok;
    }

    public int Check(QplJob* job)
    {
        Calls.Add("check");
        int index = _memories.FindIndex(memory => !memory.IsClosed && memory.Job == job);
        Assert.True(index >= 0, "a job whose memory was freed is asked about");
        if (Late.TryGetValue(index, out int running))
        {
            Late[index] = running - 1;
            if (running > 0) return QplStatus.BeingProcessed;
            new Span<byte>(job->NextOut, (int)job->AvailableOut).Fill(LateByte);
        }

        job->TotalIn = job->AvailableIn;
        job->TotalOut = HardwareBytes;
        return Checks.Count > 0 ? Checks.Dequeue() : QplStatus.Ok;
    }

    public int Execute(QplJob* job)
    {
        Assert.Equal(QplJobPath.Software, _paths[(nint)job]);
        Calls.Add("execute");
        job->TotalIn = job->AvailableIn;
        job->TotalOut = SoftwareBytes;
        return Executions.Count > 0 ? Executions.Dequeue() : QplStatus.Ok;
    }
}
