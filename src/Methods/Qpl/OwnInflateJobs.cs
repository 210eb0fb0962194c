using MultifdBench.Deflate;

namespace MultifdBench.Methods.Qpl;

/// <summary>
/// Decompression on the CPU, by this project's own codec: jobs gather until the first is waited for and are then decoded in one batch,
/// which is faster than one after the other.
/// </summary>
internal sealed unsafe class OwnInflateJobs(CannedTable? table, int slots) : IInflateJobs
{
    private readonly PageInflater _inflater = new(PageInflater.IaaWindowBytes, table);
    private readonly InflateJob[] _gathered = new InflateJob[slots];
    private readonly int[] _slots = new int[slots]; // of the gathered jobs
    private readonly InflateJob[] _ended = new InflateJob[slots]; // by slot
    private int _count;

    public long? NativeBytes => 0;

    public void Submit(int slot, ReadOnlySpan<byte> stream, Span<byte> destination, object owner)
    {
        // neither moves
        fixed (byte* from = stream, to = destination) _gathered[_count] = new InflateJob(from, stream.Length, to, destination.Length);
        _slots[_count++] = slot;
    }

    public string? Wait(int slot)
    {
        if (_count > 0) Run();
        ref readonly InflateJob job = ref _ended[slot];
        if (job.Status != InflateStatus.Done) return job.Status.Describe();
        return job.ConsumedBytes == job.SourceBytes && job.WrittenBytes == job.DestinationBytes
            ? null
            : $"{job.ConsumedBytes} of {job.SourceBytes} bytes became {job.WrittenBytes}, expected {job.DestinationBytes}";
    }

    public void Dispose()
    {
        // The codec has no native memory.
    }

    private void Run()
    {
        _inflater.DecompressAll(_gathered.AsSpan(0, _count));
        for (int i = 0; i < _count; i++) _ended[_slots[i]] = _gathered[i];
        _count = 0;
    }
}
