using MultifdBench.Codecs.Zstd;
using ZstdSharp.Unsafe;

namespace MultifdBench.Codecs.Pieces;

/// <summary>
/// Makes dictionaries from samples with zstd's trainer [zdict.h], which LZ4's own header advises too [lz4.h, LZ4_loadDict]. Used by one
/// thread.
/// </summary>
/// <param name="library">Which library trains: the system's libzstd where there is one, else ZstdSharp, unless one is named.</param>
public sealed unsafe class DictionaryTrainer(CodecLibrary library)
{
    /// <summary>The fewest bytes that the trainer makes [zdict.h, ZDICT_DICTSIZE_MIN].</summary>
    public const int MinBytes = 256;

    /// <summary>How much more than the dictionary the samples should be [zdict.h]; what is beyond costs time and gains nothing.</summary>
    private const int SamplesPerDictionary = 100;

    private readonly LibZstd? _native = library == CodecLibrary.Managed ? null : LibZstd.Probe.Api;

    /// <summary>A dictionary in zstd's form: entropy tables and content [RFC8878 §5].</summary>
    /// <param name="samples">Samples of equal size, back to back.</param>
    /// <param name="sampleBytes">Bytes of each.</param>
    /// <param name="maxBytes">The most bytes of the dictionary.</param>
    /// <returns>Empty where none can be made: too few samples, all alike, or nothing in them repeats.</returns>
    public byte[] Train(ReadOnlySpan<byte> samples, int sampleBytes, int maxBytes)
    {
        int count = samples.Length / sampleBytes;
        if (count == 0) return [];
        int used = Math.Min(count, Math.Max(1, (int)((long)maxBytes * SamplesPerDictionary / sampleBytes)));
        byte[] chosen = Thin(samples, sampleBytes, count, used);
        nuint[] sizes = new nuint[used];
        Array.Fill(sizes, (nuint)sampleBytes);
        byte[] dictionary = new byte[maxBytes];
        fixed (byte* to = dictionary, from = chosen)
        fixed (nuint* each = sizes)
        {
            nuint length = _native is null
                ? Methods.ZDICT_trainFromBuffer(to, (nuint)maxBytes, from, each, (uint)used)
                : _native.TrainDictionary(to, maxBytes, from, each, used);
            bool failed = _native is null ? Methods.ZDICT_isError(length) : _native.IsError(length);
            return failed ? [] : dictionary[..(int)length];
        }
    }

    /// <summary>So many of the samples, evenly spread.</summary>
    private static byte[] Thin(ReadOnlySpan<byte> samples, int sampleBytes, int count, int used)
    {
        byte[] chosen = new byte[used * sampleBytes];
        for (int i = 0; i < used; i++)
        {
            int index = (int)((long)i * count / used);
            samples.Slice(index * sampleBytes, sampleBytes).CopyTo(chosen.AsSpan(i * sampleBytes));
        }

        return chosen;
    }
}
