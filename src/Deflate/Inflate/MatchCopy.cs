using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate.Inflate;

/// <summary>Copies a match from earlier output, where source and destination may overlap and the overlap repeats.</summary>
internal static unsafe class MatchCopy
{
    /// <summary>Bytes that <see cref="IKernel.CopyMatch"/> may write beyond the match.</summary>
    public const int SlackBytes = 32;

    /// <summary>
    /// Writes exactly <paramref name="length"/> bytes, for the end of the output: wide for as long as that stays inside the match.
    /// </summary>
    public static void Exact<TKernel>(byte* to, uint distance, uint length)
        where TKernel : struct, IKernel
    {
        byte* end = to + length;
        if (length > SlackBytes)
        {
            uint wide = length - SlackBytes;
            TKernel.CopyMatch(to, distance, wide);
            to += wide;
        }

        for (; to < end; to++) *to = *(to - distance);
    }
}
