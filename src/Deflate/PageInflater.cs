using MultifdBench.Core;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Inflate;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate;

/// <summary>
/// Decompresses raw deflate streams, or canned bodies when it has a table. Takes any RFC 1951 stream within its window, never touches
/// memory outside its buffers, and ends on any input. An instance is reused and allocates nothing per page; it is not thread-safe.
/// </summary>
public sealed unsafe class PageInflater
{
    /// <summary>The window of IAA: streams with longer distances are refused as the device refuses them.</summary>
    public const int IaaWindowBytes = Alphabet.PageWindowBytes;

    /// <summary>The window of deflate.</summary>
    public const int FullWindowBytes = Alphabet.FullWindowBytes;

    private readonly StreamDecoder _decoder;
    private readonly uint _windowBytes;
    private readonly bool _isScalar;

    /// <summary>Creates a decompressor.</summary>
    /// <param name="windowBytes">The longest distance accepted, 1 to <see cref="FullWindowBytes"/>.</param>
    /// <param name="table">The sender's table; then the input is canned bodies, and nothing else is.</param>
    /// <exception cref="UsageException">The window is out of range.</exception>
    public PageInflater(int windowBytes = FullWindowBytes, CannedTable? table = null)
        : this(windowBytes, table, DeflateKernels.Selected)
    {
    }

    internal PageInflater(int windowBytes, CannedTable? table, DeflateKernel kernel)
    {
        if (windowBytes is < 1 or > FullWindowBytes)
            throw new UsageException(
                $"A window of {windowBytes} bytes is out of range: use {IaaWindowBytes} (IAA) or {FullWindowBytes} (deflate).");
        _windowBytes = (uint)windowBytes;
        _isScalar = kernel == DeflateKernel.Scalar;
        _decoder = new StreamDecoder(table, _isScalar ? ScalarKernel.DynamicIndexBits : VectorKernel.DynamicIndexBits);
    }

    /// <summary>Decompresses one stream.</summary>
    /// <param name="source">The stream; bytes may follow it.</param>
    /// <param name="destination">
    /// At least as long as what the stream holds; may be longer. Bytes past <paramref name="written"/> may be overwritten.
    /// </param>
    /// <param name="consumed">Bytes of <paramref name="source"/> that the stream took; meaningful when done.</param>
    /// <param name="written">Bytes decompressed.</param>
    /// <returns>Done, or the first thing that is wrong; <see cref="InflateStatusText.Describe"/> puts it in words.</returns>
    public InflateStatus Decompress(ReadOnlySpan<byte> source, Span<byte> destination, out int consumed, out int written)
    {
        fixed (byte* input = source)
        fixed (byte* to = destination)
        {
            ref StreamLane lane = ref _decoder.First;
            lane.Start(input, source.Length, to, destination.Length, _windowBytes);
            InflateStatus status = _isScalar ? _decoder.Finish<ScalarKernel>(ref lane) : _decoder.Finish<VectorKernel>(ref lane);
            consumed = lane.ConsumedBytes(input);
            written = lane.WrittenBytes;
            return status;
        }
    }

    /// <summary>
    /// Decompresses many streams, two at a time in one loop: on pages of a guest much faster than one after the other. Each job gets the
    /// status, and when done the bytes, that <see cref="Decompress"/> gives.
    /// </summary>
    /// <param name="jobs">Streams and places for them, which do not overlap and do not move; each job's result is written to it.</param>
    public void DecompressAll(Span<InflateJob> jobs)
    {
        if (_isScalar) DecompressAll<ScalarKernel>(jobs);
        else DecompressAll<VectorKernel>(jobs);
    }

    private void DecompressAll<TKernel>(Span<InflateJob> jobs)
        where TKernel : struct, IKernel
    {
        int next = 0;
        ref StreamLane first = ref _decoder.First, second = ref _decoder.Second;
        bool hasFirst = TryStart<TKernel>(jobs, ref next, ref first), hasSecond = TryStart<TKernel>(jobs, ref next, ref second);
        while (hasFirst && hasSecond)
        {
            if (PairDecoder.Decode<TKernel>(ref first, ref second)) hasSecond = TryGoOn<TKernel>(jobs, ref next, ref second);
            else hasFirst = TryGoOn<TKernel>(jobs, ref next, ref first);
        }

        // One that is left over is inside a block, and there is no other.
        while (hasFirst) hasFirst = TryGoOn<TKernel>(jobs, ref next, ref first);
        while (hasSecond) hasSecond = TryGoOn<TKernel>(jobs, ref next, ref second);
    }

    /// <summary>
    /// Decodes the rest of a lane's block alone and stops inside the next one, of this job or another; false when there is none.
    /// </summary>
    private bool TryGoOn<TKernel>(Span<InflateJob> jobs, ref int next, ref StreamLane lane)
        where TKernel : struct, IKernel
    {
        InflateStatus status = BlockDecoder.Decode<TKernel>(ref lane.Source, ref lane.Output, lane.Tables);
        if (status == InflateStatus.Done && _decoder.TryEnterBlock<TKernel>(ref lane, out status)) return true;
        End(ref jobs[lane.Job], in lane, status);
        return TryStart<TKernel>(jobs, ref next, ref lane);
    }

    /// <summary>Starts the next job that has a Huffman block; jobs that end before one are done with.</summary>
    private bool TryStart<TKernel>(Span<InflateJob> jobs, ref int next, ref StreamLane lane)
        where TKernel : struct, IKernel
    {
        while (next < jobs.Length)
        {
            ref InflateJob job = ref jobs[next];
            lane.Start(job.Source, job.SourceBytes, job.Destination, job.DestinationBytes, _windowBytes);
            lane.Job = next++;
            if (_decoder.TryEnterBlock<TKernel>(ref lane, out InflateStatus status)) return true;
            End(ref job, in lane, status);
        }

        return false;
    }

    private static void End(ref InflateJob job, ref readonly StreamLane lane, InflateStatus status)
    {
        job.Status = status;
        job.ConsumedBytes = lane.ConsumedBytes(job.Source);
        job.WrittenBytes = lane.WrittenBytes;
    }
}
