using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Inflate;

namespace MultifdBench.Deflate.Kernels;

/// <content>The steps that build a decode table.</content>
internal readonly unsafe partial struct VectorKernel
{
    /// <inheritdoc/>
    public static int DynamicIndexBits => HuffmanTables.LeastDynamicIndexBits + (Avx512Vbmi.IsSupported ? 1 : 0);

    /// <inheritdoc/>
    public static void SortByLength(byte* lengths, int symbolCount, byte* sorted, uint* counts)
    {
        if (Avx512Vbmi2.IsSupported && symbolCount <= Vector512<byte>.Count) SortFewByCompressing(lengths, symbolCount, sorted, counts);
        else if (Avx512Vbmi2.IsSupported) SortByCompressing(lengths, symbolCount, sorted, counts);
        else SortUsed(lengths, symbolCount, sorted, counts);
    }

    /// <inheritdoc/>
    public static void FindSecondLengths(CellRange* ranges, int maxLength, byte* known)
    {
        Vector256<sbyte> cells = Vector256.LoadUnsafe(ref Unsafe.As<byte, sbyte>(ref Unsafe.AsRef(in SecondLengths.CellOrder[0])));
        Vector256<byte> five = Vector256<byte>.Zero;
        for (int length = 1; length <= maxLength; length++)
        {
            Vector256<sbyte> inside = Vector256.GreaterThanOrEqual(cells, Vector256.Create((sbyte)ranges[length].First))
                & Vector256.LessThan(cells, Vector256.Create((sbyte)ranges[length].End));
            five |= inside.AsByte() & Vector256.Create((byte)length);
        }

        Vector128<byte> low = five.GetLower(), four = low & Vector128.Equals(low, five.GetUpper());
        Vector64<byte> three = four.GetLower() & Vector64.Equals(four.GetLower(), four.GetUpper());
        Vector128.Create(Vector64<byte>.Zero, three).Store(known);
        four.Store(known + 16);
        five.Store(known + 32);
    }

    /// <inheritdoc/>
    public static void AddSeconds(uint* entries, int indexBits, byte* known, SortedSymbols symbols)
    {
        if (Avx512Vbmi.IsSupported) AddSecondsInAvx512(entries, indexBits, known);
        else if (Avx2.IsSupported) AddSecondsInAvx2(entries, indexBits, known);
        else ScalarKernel.AddSeconds(entries, indexBits, known, symbols);
    }

    /// <summary>A compression puts the symbols of one length side by side, whichever they are.</summary>
    private static void SortFewByCompressing(byte* lengths, int symbolCount, byte* sorted, uint* counts)
    {
        Vector512<byte> symbols = Vector512<byte>.Indices;
        Vector512<byte> all = Vector512.Load(lengths) & Vector512.LessThan(symbols, Vector512.Create((byte)symbolCount));
        Vector512<uint>.Zero.Store(counts);
        int used = BitOperations.PopCount((~Vector512.Equals(all, Vector512<byte>.Zero)).ExtractMostSignificantBits());
        counts[0] = (uint)(symbolCount - used);
        int found = 0;
        for (int length = 1; found < used; length++)
        {
            Vector512<byte> equal = Vector512.Equals(all, Vector512.Create((byte)length));
            Avx512Vbmi2.Compress(Vector512<byte>.Zero, equal, symbols).Store(sorted + found);
            int count = BitOperations.PopCount(equal.ExtractMostSignificantBits());
            counts[length] = (uint)count;
            found += count;
        }
    }

    private static void SortByCompressing(byte* lengths, int symbolCount, byte* sorted, uint* counts)
    {
        Vector512<byte> first = Lengths(lengths, symbolCount, 0), second = Lengths(lengths, symbolCount, 64);
        Vector512<byte> third = Lengths(lengths, symbolCount, 128), fourth = Lengths(lengths, symbolCount, 192);
        Vector512<byte> symbols = Vector512<byte>.Indices, step = Vector512.Create((byte)64);
        Vector512<uint>.Zero.Store(counts);
        byte* start = sorted;
        for (int length = 1; length <= Alphabet.MaxCodeLength; length++)
        {
            Vector512<byte> wanted = Vector512.Create((byte)length);
            byte* before = sorted;
            sorted += Compress(first, wanted, symbols, sorted);
            sorted += Compress(second, wanted, symbols + step, sorted);
            sorted += Compress(third, wanted, symbols + step + step, sorted);
            sorted += Compress(fourth, wanted, symbols + step + step + step, sorted);
            counts[length] = (uint)(sorted - before);
        }

        counts[0] = (uint)(symbolCount - (int)(sorted - start));
    }

    /// <summary>64 lengths from a place on, 0 behind the last.</summary>
    private static Vector512<byte> Lengths(byte* lengths, int symbolCount, int from)
    {
        int left = Math.Clamp(symbolCount - from, 0, 64);
        return left == 0 ? Vector512<byte>.Zero
            : Vector512.Load(lengths + from) & Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)left));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Compress(Vector512<byte> lengths, Vector512<byte> wanted, Vector512<byte> symbols, byte* to)
    {
        Vector512<byte> equal = Vector512.Equals(lengths, wanted);
        Avx512Vbmi2.Compress(Vector512<byte>.Zero, equal, symbols).Store(to);
        return BitOperations.PopCount(equal.ExtractMostSignificantBits());
    }

    /// <summary>Looks at symbols that have a code only, usually a third to a half of them.</summary>
    internal static void SortUsed(byte* lengths, int symbolCount, byte* sorted, uint* counts)
    {
        byte* all = stackalloc byte[SortedSymbols.MaxSymbols]; // zero behind the last
        Buffer.MemoryCopy(lengths, all, SortedSymbols.MaxSymbols, symbolCount);
        uint* next = stackalloc uint[Alphabet.MaxCodeLength + 1];
        uint used = 0;
        for (int length = 1; length <= Alphabet.MaxCodeLength; length++)
        {
            int count = 0;
            for (int from = 0; from < symbolCount; from += Vector256<byte>.Count)
            {
                Vector256<byte> equal = Vector256.Equals(Vector256.Load(all + from), Vector256.Create((byte)length));
                count += BitOperations.PopCount(equal.ExtractMostSignificantBits());
            }

            counts[length] = (uint)count;
            next[length] = used;
            used += (uint)count;
        }

        counts[0] = (uint)symbolCount - used;
        for (int from = 0; from < symbolCount; from += Vector256<byte>.Count)
        {
            for (uint some = NonZero(all + from); some != 0; some &= some - 1)
            {
                int symbol = from + BitOperations.TrailingZeroCount(some);
                sorted[next[all[symbol]]++] = (byte)symbol;
            }
        }
    }

    internal static void AddSecondsInAvx512(uint* entries, int indexBits, byte* known)
    {
        Vector512<byte> lengths = Vector512.Load(known);
        uint size = 1u << indexBits;
        Vector512<uint> index = Vector512<uint>.Indices | Vector512.Create(size);
        Vector512<uint> bits = Vector512.Create(DecodeEntry.BitsMask), five = Vector512.Create(31u), top = Vector512.Create(32u);
        Vector512<uint> literal = Vector512.Create(DecodeEntry.Literal), more = Vector512.Create(DecodeEntry.OneMoreLiteral);
        for (uint* end = entries + size; entries < end; entries += 16, index += Vector512.Create(16u))
        {
            Vector512<uint> entry = Vector512.Load(entries);
            Vector512<uint> place = Avx512F.ShiftRightLogicalVariable(index, entry & bits);
            place = Vector512.ConditionalSelect(Vector512.GreaterThan(place, bits), (place & five) | top, place);
            // The upper bytes of a place are zero, and so is what stands at place zero.
            Vector512<uint> length = Avx512Vbmi.PermuteVar64x8(lengths, place.AsByte()).AsUInt32();
            Vector512<uint> second = length + (Vector512.GreaterThan(length, Vector512<uint>.Zero) & more);
            (entry + (second & Vector512.Equals(entry & literal, literal))).Store(entries);
        }
    }

    /// <summary>A shuffle sees 16 bytes, and gives zero where an index has its highest bit set: of four one counts.</summary>
    internal static void AddSecondsInAvx2(uint* entries, int indexBits, byte* known)
    {
        Vector256<byte> known0 = Twice(known), known16 = Twice(known + 16), known32 = Twice(known + 32), known48 = Twice(known + 48);
        uint size = 1u << indexBits;
        Vector256<uint> index = Vector256<uint>.Indices | Vector256.Create(size);
        Vector256<uint> bits = Vector256.Create(DecodeEntry.BitsMask), five = Vector256.Create(31u), top = Vector256.Create(32u);
        Vector256<uint> literal = Vector256.Create(DecodeEntry.Literal), more = Vector256.Create(DecodeEntry.OneMoreLiteral);
        for (uint* end = entries + size; entries < end; entries += 8, index += Vector256.Create(8u))
        {
            Vector256<uint> entry = Vector256.Load(entries);
            Vector256<uint> place = Avx2.ShiftRightLogicalVariable(index, entry & bits);
            place = Vector256.ConditionalSelect(Vector256.GreaterThan(place.AsInt32(), bits.AsInt32()).AsUInt32(), (place & five) | top,
                place);
            Vector256<uint> length = (Among(known0, place, 0) | Among(known16, place, 16)
                | Among(known32, place, 32) | Among(known48, place, 48)).AsUInt32();
            Vector256<uint> second = length + (Vector256.GreaterThan(length.AsInt32(), Vector256<int>.Zero).AsUInt32() & more);
            (entry + (second & Vector256.Equals(entry & literal, literal))).Store(entries);
        }
    }

    /// <summary>What is at a place among the 16 from <paramref name="first"/> on, a multiple of 16; zero elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Among(Vector256<byte> bytes, Vector256<uint> place, uint first) =>
        Avx2.Shuffle(bytes, ((place ^ Vector256.Create(first)) + Vector256.Create(0x8080_8070u)).AsByte());

    private static Vector256<byte> Twice(byte* bytes) => Vector256.Create(Vector128.Load(bytes), Vector128.Load(bytes));
}
