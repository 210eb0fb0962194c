using MultifdBench.Accelerators.Qpl;
using MultifdBench.Deflate;

namespace MultifdBench.Methods.Qpl;

/// <summary>Compression by libqpl, on the device or in software.</summary>
internal sealed class LibqplDeflateJobs(QplJobPath path, DeflateMode mode, CannedTable? table, int slots, QplFallbacks fallbacks)
    : IDeflateJobs
{
    private readonly QplDeflateJobs _jobs = new(path, mode, table, slots, fallbacks);

    public void Submit(int slot, ReadOnlySpan<byte> source, Span<byte> destination, object owner) =>
        _jobs.Submit(slot, source, destination, owner);

    public int Wait(int slot) => _jobs.Wait(slot);

    public void Dispose() => _jobs.Dispose();
}

/// <summary>Decompression by libqpl, on the device or in software.</summary>
internal sealed class LibqplInflateJobs(QplJobPath path, CannedTable? table, int slots, QplFallbacks fallbacks) : IInflateJobs
{
    private readonly QplInflateJobs _jobs = new(path, table, slots, fallbacks);
    private readonly int[] _expected = new int[slots];

    public void Submit(int slot, ReadOnlySpan<byte> stream, Span<byte> destination, object owner)
    {
        _expected[slot] = destination.Length;
        _jobs.Submit(slot, stream, destination, owner);
    }

    public string? Wait(int slot)
    {
        string? problem = _jobs.Wait(slot, out int written);
        // A stream that is cut short decodes without an error; only its size tells.
        return problem ?? (written == _expected[slot] ? null : $"the stream became {written} bytes, expected {_expected[slot]}");
    }

    public void Dispose() => _jobs.Dispose();
}
