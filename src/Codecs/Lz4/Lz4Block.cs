using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Codecs.Lz4;

/// <summary>
/// Whether bytes are a block of LZ4's format [LZ4] that gives what is expected. liblz4 takes an offset of 0, which the format forbids, and
/// K4os.Compression.LZ4 makes other bytes of it; what both refuse they refuse without a reason. So every block is walked through before it
/// is decoded: one step per sequence, no byte copied.
/// </summary>
public static unsafe class Lz4Block
{
    private const int LastLiterals = 5;
    private const int LastMatchStart = 12;
    private const int MinMatch = 4;
    private const int OffsetBytes = 2;
    private const int LongLength = 15;

    /// <summary>What is wrong with a block, as a clause after "found"; null when nothing is.</summary>
    /// <param name="block">The whole block.</param>
    /// <param name="outputBytes">What it must give, at most 2^30 bytes.</param>
    /// <param name="historyBytes">Output that stands before it and may be referred to.</param>
    public static string? Problem(ReadOnlySpan<byte> block, int outputBytes, int historyBytes)
    {
        fixed (byte* start = block) return Walk(start, start + block.Length, outputBytes, historyBytes);
    }

    /// <summary>
    /// Reads stay below <paramref name="end"/>: each is preceded by a comparison with what is left. <c>produced</c> cannot overflow: before
    /// a length is added it is below <paramref name="outputBytes"/>, and no length exceeds 255 times the block's.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static string? Walk(byte* start, byte* end, int outputBytes, int historyBytes)
    {
        byte* at = start;
        long produced = 0;
        while (at < end)
        {
            int token = *at++;
            long literals = token >> 4, match = token & LongLength;
            if (literals == LongLength && !ReadLength(ref at, end, ref literals)) return Cut(at - start, "a length");
            if (literals > end - at) return Text($"literals of {literals} bytes at byte {at - start}, where {end - at} are left");
            at += literals;
            produced += literals;
            if (at == end) return produced == outputBytes ? null : Text($"{produced}");
            if (produced > outputBytes - LastMatchStart) return More(at - start, outputBytes);
            if (end - at < OffsetBytes) return Cut(at - start, "an offset");
            long offset = BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(at, OffsetBytes));
            // Offset 0 becomes the largest number.
            if ((ulong)(offset - 1) >= (ulong)(produced + historyBytes)) return Offset(offset, at - start, produced + historyBytes);
            at += OffsetBytes;
            if (match == LongLength && !ReadLength(ref at, end, ref match)) return Cut(at - start, "a length");
            produced += match + MinMatch;
            if (produced > outputBytes - LastLiterals) return More(at - start, outputBytes);
        }

        return Text($"{produced}, and no literals after the last match");
    }

    /// <summary>Adds the bytes of a length that its half of the token has no room for.</summary>
    /// <returns>False when the block ends first.</returns>
    private static bool ReadLength(ref byte* at, byte* end, ref long length)
    {
        while (at < end)
        {
            int more = *at++;
            length += more;
            if (more != byte.MaxValue) return true;
        }

        return false;
    }

    private static string Cut(long at, string what) => Text($"the end of the block inside {what} at byte {at}");

    private static string More(long at, int outputBytes) => Text(
        $"more at byte {at}: a match that ends after byte {outputBytes - LastLiterals} or begins after {outputBytes - LastMatchStart}");

    private static string Offset(long offset, long at, long before) => offset == 0
        ? Text($"offset 0 at byte {at}")
        : Text($"offset {offset} at byte {at}, where {before} bytes stand before");
}
