using System.Runtime.InteropServices;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// The memory of one job, aligned to 64 bytes: native, because the library keeps absolute addresses into it and a device writes to it. A
/// job whose initialisation failed is discarded, never run: libqpl has by then made a software job of it in memory of a hardware job's
/// size.
/// </summary>
internal sealed unsafe class QplJobMemory : SafeHandle
{
    private const nuint Alignment = 64;

    private readonly bool _isInitialised;

    /// <summary>Zeroed memory without a job in it.</summary>
    public QplJobMemory(nuint bytes)
        : base(0, ownsHandle: true)
    {
        void* memory = NativeMemory.AlignedAlloc(bytes, Alignment);
        NativeMemory.Clear(memory, bytes);
        SetHandle((nint)memory);
    }

    private QplJobMemory(QplJobPath path, nuint bytes, out int status)
        : this(bytes)
    {
        status = QplNative.InitJob(path, Job);
        _isInitialised = status == QplStatus.Ok;
    }

    public override bool IsInvalid => handle == 0;

    public QplJob* Job => (QplJob*)handle;

    /// <summary>A new job, or null with the status that says why not.</summary>
    public static QplJobMemory? TryCreate(QplJobPath path, out int status)
    {
        uint bytes = 0;
        status = QplNative.GetJobSize(path, &bytes);
        if (status != QplStatus.Ok) return null;
        QplJobMemory memory = new(path, Math.Max(bytes, QplJob.SizeBytes), out status);
        if (status == QplStatus.Ok) return memory;
        memory.Dispose();
        return null;
    }

    protected override bool ReleaseHandle()
    {
        if (_isInitialised) _ = QplNative.FiniJob(Job);
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
