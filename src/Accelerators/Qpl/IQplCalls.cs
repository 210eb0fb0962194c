namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// The calls that a job pool makes. A seam for tests alone: full queues, faults and lost devices cannot be had from a library in software.
/// </summary>
internal unsafe interface IQplCalls
{
    /// <summary>A new job.</summary>
    /// <exception cref="InvalidOperationException">The path cannot be used; callers ask <see cref="QplLibrary.Probe"/> first.</exception>
    QplJobMemory Create(QplJobPath path);

    /// <summary>Hands a job to the device; a status.</summary>
    int Submit(QplJob* job);

    /// <summary>A submitted job's status; <see cref="QplStatus.BeingProcessed"/> while it runs.</summary>
    int Check(QplJob* job);

    /// <summary>Runs a software job; a status.</summary>
    int Execute(QplJob* job);
}

/// <summary>libqpl itself.</summary>
internal sealed unsafe class LibqplCalls : IQplCalls
{
    public static LibqplCalls Instance { get; } = new();

    public QplJobMemory Create(QplJobPath path) =>
        QplJobMemory.TryCreate(path, out int status)
            ?? throw new InvalidOperationException(
                $"libqpl made no job for its {path.ToString().ToLowerInvariant()} path: {QplStatus.Describe(status)}.");

    public int Submit(QplJob* job) => QplNative.SubmitJob(job);

    public int Check(QplJob* job) => QplNative.CheckJob(job);

    public int Execute(QplJob* job) => QplNative.ExecuteJob(job);
}
