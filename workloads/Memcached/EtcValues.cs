using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages;

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
    private const int RecordBytes = 160; // more than any record has

    private static readonly int[] ShapeBits = [.. Enumerable.Range(1, 20).Where(bit => ((int)(Shape * (1 << 20)) >> (20 - bit) & 1) == 1)];

    /// <summary>Draws a size in bytes.</summary>
    public static int NextSize(ref SeededRandom random)
    {
        // (1 - u)^-shape by square roots, which are the same on every machine.
        double root = 1 - random.Unit();
        double power = 1;
        int bit = 0;
        foreach (int next in ShapeBits)
        {
            for (; bit < next; bit++) root = Math.Sqrt(root);
            power *= root;
        }

        return (int)Math.Min(MaxBytes, MinBytes + (Scale / Shape * ((1 / power) - 1)));
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
            case ValueKind.Text: SourceText.Write(ref random, to[..size]); return size;
            default: random.Fill(to[..size]); return size;
        }
    }

    /// <summary>Bytes of room that a value of a size may need.</summary>
    public static int Room(ValueKind kind, int size) => kind == ValueKind.Json ? size + RecordBytes : size;

    private static int WriteJson(ref SeededRandom random, int size, Span<byte> to)
    {
        int at = 0;
        to[at++] = (byte)'[';
        while (true)
        {
            at = WriteRecord(ref random, to, at);
            if (at >= size - 1) break;
            to[at++] = (byte)',';
        }

        to[at++] = (byte)']';
        return at;
    }

    private static int WriteRecord(ref SeededRandom random, Span<byte> to, int at)
    {
        ulong bits = random.Next();
        at = Append(to, at, "{\"id\": "u8);
        at = DecimalText.Append(to, at, (uint)((bits & 0xffff_ffff) * 10_000_000 >> 32));
        at = Append(to, at, ", \"name\": \""u8);
        at = SourceText.WriteName(ref random, to, at);
        at = Append(to, at, "\", \"price\": "u8);
        uint cents = (uint)((bits >> 32 & 0xffff) * 100_000 >> 16);
        at = DecimalText.Append(to, at, cents / 100);
        to[at++] = (byte)'.';
        to[at++] = (byte)('0' + (cents / 10 % 10));
        if (cents % 10 != 0) to[at++] = (byte)('0' + (cents % 10));
        at = Append(to, at, bits >> 63 == 0 ? ", \"active\": true, \"ts\": "u8 : ", \"active\": false, \"ts\": "u8);
        at = DecimalText.Append(to, at, 1_700_000_000 + (uint)((random.Next() >> 32) * 10_000_000 >> 32));
        to[at++] = (byte)'}';
        return at;
    }

    private static int Append(Span<byte> to, int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to[at..]);
        return at + text.Length;
    }
}
