using MultifdBench.Deflate;

namespace MultifdBench.Methods.Qpl;

/// <summary>Compression on the CPU, by this project's own codec: each job is done when it is submitted.</summary>
internal sealed class OwnDeflateJobs(DeflateMode mode, CannedTable? table, int slots) : IDeflateJobs
{
    private readonly PageDeflater _deflater = new(mode, table);
    private readonly int[] _written = new int[slots];

    public long? NativeBytes => 0;

    public void Submit(int slot, ReadOnlySpan<byte> source, Span<byte> destination, object owner) =>
        _written[slot] = _deflater.Compress(source, destination);

    public int Wait(int slot) => _written[slot];

    public void Dispose()
    {
        // The codec has no native memory.
    }
}
