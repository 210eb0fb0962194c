using System.Runtime.CompilerServices;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Memcached;

/// <summary>What a value is.</summary>
internal enum ValueKind
{
    /// <summary>A snippet of documentation or source text.</summary>
    Text,

    /// <summary>A list of JSON records.</summary>
    Json,

    /// <summary>Something that is compressed already.</summary>
    Compressed,
}

/// <summary>
/// Values with the sizes of Facebook's ETC pool: a generalised Pareto distribution of scale 214.476 and shape 0.348238
/// [Atikoglu2012 table 5], from 16 bytes on.
/// </summary>
internal static class EtcValues
{
    /// <summary>Bytes of the largest value.</summary>
    public const int MaxBytes = 8192;

    private const int MinBytes = 16;
    private const double Scale = 214.476;
    private const double Shape = 0.348238;
    private const int MaxRecordBytes = 160;
    private const int TableBits = 14;
    private const int FractionBits = 32;
    private const double LastQuantile = 1 - 1e-9;

    private static ReadOnlySpan<byte> IdHead => "{\"id\": "u8;

    private static ReadOnlySpan<byte> NameHead => ", \"name\": \""u8;

    private static ReadOnlySpan<byte> PriceHead => "\", \"price\": "u8;

    private static ReadOnlySpan<byte> ActiveHead => ", \"active\": true, \"ts\": "u8;

    private static ReadOnlySpan<byte> InactiveHead => ", \"active\": false, \"ts\": "u8;

    private static readonly int[] ShapeBits = [.. Enumerable.Range(1, 20).Where(bit => ((int)(Shape * (1 << 20)) >> (20 - bit) & 1) == 1)];

    // Sizes at the quantiles 0, 1/16384 … 1, between which they are read off a line. The largest sizes are cut before the last one.
    private static readonly double[] Sizes = [.. Enumerable.Range(0, (1 << TableBits) + 1).Select(SizeAt)];

    /// <summary>Draws a size in bytes.</summary>
    public static int NextSize(ref SeededRandom random)
    {
        ulong bits = random.Next() >> (64 - TableBits - FractionBits);
        int place = (int)(bits >> FractionBits);
        double fraction = (bits & ((1UL << FractionBits) - 1)) * (1.0 / (1UL << FractionBits));
        return (int)Math.Min(MaxBytes, Sizes[place] + (fraction * (Sizes[place + 1] - Sizes[place])));
    }

    /// <summary>Writes a value; JSON records are added until the size is reached.</summary>
    /// <param name="random">Its bytes.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="size">As drawn.</param>
    /// <param name="to">Where; with room for the size, and for a record more if it is JSON.</param>
    /// <returns>Its length.</returns>
    public static int Write(ref SeededRandom random, ValueKind kind, int size, Span<byte> to)
    {
        switch (kind)
        {
            case ValueKind.Json: return WriteJson(ref random, size, to);
            case ValueKind.Text: SourceFiles.CopySnippet(ref random, to[..size]); return size;
            default: random.Fill(to[..size]); return size;
        }
    }

    /// <summary>Bytes of room that a value of a size may need.</summary>
    public static int Room(ValueKind kind, int size) => kind == ValueKind.Json ? size + MaxRecordBytes : size;

    /// <summary>The length of the JSON value that <see cref="Write"/> makes of the same random numbers.</summary>
    public static int JsonBytes(ref SeededRandom random, int size)
    {
        int at = 1;
        for (; ; at++)
        {
            at += RecordBytes(new Record(ref random));
            if (at >= size - 1) return at + 1;
        }
    }

    /// <summary>The size that a share of all values, of so many 16384ths, is below.</summary>
    private static double SizeAt(int place)
    {
        // (1 - u)^-shape by square roots, which are the same on every machine.
        double root = 1 - Math.Min(place / (double)(1 << TableBits), LastQuantile);
        double power = 1;
        int bit = 0;
        foreach (int next in ShapeBits)
        {
            for (; bit < next; bit++) root = Math.Sqrt(root);
            power *= root;
        }

        return Math.Min(MaxBytes, MinBytes + (Scale / Shape * ((1 / power) - 1)));
    }

    private static int WriteJson(ref SeededRandom random, int size, Span<byte> to)
    {
        int at = 0;
        to[at++] = (byte)'[';
        while (true)
        {
            at = WriteRecord(new Record(ref random), to, at);
            if (at >= size - 1) break;
            to[at++] = (byte)',';
        }

        to[at++] = (byte)']';
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteRecord(in Record record, Span<byte> to, int at)
    {
        at = Append(to, at, IdHead);
        at = DecimalText.Append(to, at, record.Id);
        at = Append(to, at, NameHead);
        at = SourceFiles.AppendWord(to, at, record.FirstWord);
        to[at++] = (byte)' ';
        at = SourceFiles.AppendWord(to, at, record.SecondWord);
        at = Append(to, at, PriceHead);
        at = DecimalText.Append(to, at, record.Cents / 100);
        to[at++] = (byte)'.';
        to[at++] = (byte)('0' + (record.Cents / 10 % 10));
        if (record.Cents % 10 != 0) to[at++] = (byte)('0' + (record.Cents % 10));
        at = record.IsActive ? Append(to, at, ActiveHead) : Append(to, at, InactiveHead);
        at = DecimalText.Append(to, at, record.Time);
        to[at++] = (byte)'}';
        return at;
    }

    /// <summary>The length of what <see cref="WriteRecord"/> writes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RecordBytes(in Record record) =>
        IdHead.Length + DecimalText.Digits(record.Id)
        + NameHead.Length + SourceFiles.WordBytes(record.FirstWord) + 1 + SourceFiles.WordBytes(record.SecondWord)
        + PriceHead.Length + DecimalText.Digits(record.Cents / 100) + 2 + (record.Cents % 10 != 0 ? 1 : 0)
        + (record.IsActive ? ActiveHead : InactiveHead).Length + DecimalText.Digits(record.Time) + 1;

    // Inlined, so that the copy of a constant is a few moves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Append(Span<byte> to, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to[at..]);
        return at + text.Length;
    }

    private readonly struct Record
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Record(ref SeededRandom random)
        {
            ulong bits = random.Next();
            ulong words = random.Next();
            Id = (uint)((bits & 0xffff_ffff) * 10_000_000 >> 32);
            Cents = (uint)((bits >> 32 & 0xffff) * 100_000 >> 16);
            IsActive = bits >> 63 == 0;
            FirstWord = (uint)words;
            SecondWord = (uint)(words >> 32);
            Time = 1_700_000_000 + (uint)((random.Next() >> 32) * 10_000_000 >> 32);
        }

        public uint Id { get; }

        public uint Cents { get; }

        public bool IsActive { get; }

        /// <summary>Random bits that choose a word.</summary>
        public uint FirstWord { get; }

        public uint SecondWord { get; }

        public uint Time { get; }
    }
}
