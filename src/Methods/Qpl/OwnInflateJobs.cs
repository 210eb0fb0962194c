using MultifdBench.Deflate;

namespace MultifdBench.Methods.Qpl;

/// <summary>Decompression on the CPU, by this project's own codec: each job is done when it is submitted.</summary>
internal sealed class OwnInflateJobs(CannedTable? table, int slots) : IInflateJobs
{
    private readonly PageInflater _inflater = new(PageInflater.IaaWindowBytes, table);
    private readonly string?[] _problems = new string?[slots];

    public void Submit(int slot, ReadOnlySpan<byte> stream, Span<byte> destination)
    {
        InflateStatus status = _inflater.Decompress(stream, destination, out int consumed, out int written);
        if (status != InflateStatus.Done) _problems[slot] = status.Describe();
        else _problems[slot] = consumed == stream.Length && written == destination.Length
            ? null
            : $"{consumed} of {stream.Length} bytes became {written}, expected {destination.Length}";
    }

    public string? Wait(int slot) => _problems[slot];

    public void Dispose()
    {
        // The codec has no native memory.
    }
}
