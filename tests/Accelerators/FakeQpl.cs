using MultifdBench.Accelerators.Qpl;

namespace MultifdBench.Tests.Accelerators;

/// <summary>A libqpl whose answers are written beforehand; when they run out, everything works.</summary>
internal sealed unsafe class FakeQpl : IQplCalls
{
    public const int HardwareBytes = 111, SoftwareBytes = 222;

    private readonly Dictionary<nint, QplJobPath> _paths = [];

    public Queue<int> Submits { get; } = [];

    public Queue<int> Checks { get; } = [];

    public Queue<int> Executions { get; } = [];

    public List<string> Calls { get; } = [];

    public int Created => _paths.Count;

    public QplJobMemory Create(QplJobPath path)
    {
        var memory = new QplJobMemory(QplJob.SizeBytes);
        _paths.Add((nint)memory.Job, path);
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
