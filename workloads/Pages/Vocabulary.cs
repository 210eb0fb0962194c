using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages;

/// <summary>
/// Pieces of 1 to 16 bytes, some bits of them random, that follow each other by weight: instructions, words. A draw costs one random
/// number, so that pages are made as fast as memory is filled. Immutable; for any thread.
/// </summary>
internal sealed class Vocabulary
{
    private const int TableBits = 12;
    private const char Quote = '\'';
    private const ulong Step = 0x9E3779B97F4A7C15;

    // Two small tables in place of a large one: both stay in the first-level cache.
    private readonly byte[] _table = new byte[1 << TableBits];
    private readonly Piece[] _pieces;

    /// <summary>A vocabulary of up to 256 pieces, each in proportion to its weight.</summary>
    public Vocabulary(params (string Bytes, double Weight)[] pieces)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pieces.Length, byte.MaxValue + 1);
        _pieces = [.. pieces.Select(piece => Piece.Parse(piece.Bytes))];
        double total = pieces.Sum(piece => piece.Weight);
        double cumulative = 0;
        int filled = 0;
        for (int i = 0; i < pieces.Length; i++)
        {
            cumulative += pieces[i].Weight / total;
            int end = (int)Math.Round(cumulative * _table.Length);
            _table.AsSpan(filled, end - filled).Fill((byte)i);
            filled = end;
        }
    }

    /// <summary>Appends a random piece.</summary>
    /// <returns>The place behind it.</returns>
    public int Append(ref SeededRandom random, Span<byte> page, int at) => Append(random.Next(), page, at);

    /// <summary>
    /// Appends one of the phrases of a page or an extent: pieces that come again there in the same order and with the same bits. The first
    /// ones are the commonest.
    /// </summary>
    /// <param name="random">Chooses the phrase.</param>
    /// <param name="page">The page.</param>
    /// <param name="at">Where to begin.</param>
    /// <param name="pool">Which phrases: the extent's style, or a number of the page.</param>
    /// <param name="phrases">How many there are.</param>
    /// <param name="maxPieces">Pieces of the longest; the shortest has two.</param>
    /// <returns>The place behind it.</returns>
    public int AppendPhrase(ref SeededRandom random, Span<byte> page, int at, ulong pool, int phrases, int maxPieces)
    {
        ulong share = random.Next() >> 48;
        ulong number = share * share * (ulong)phrases >> 32;
        ulong state = SeededRandom.Mix(pool + number);
        for (int pieces = 2 + (int)(number % (ulong)(maxPieces - 1)); pieces > 0 && at < page.Length; pieces--)
            at = Append(SeededRandom.Mix(state += Step), page, at);
        return at;
    }

    private int Append(ulong bits, Span<byte> page, int at)
    {
        ref readonly Piece piece = ref _pieces[_table[bits >> (64 - TableBits)]];
        // The bits that choose the piece are those of its eighth byte, which is random in none.
        int length = piece.Length;
        if (length <= sizeof(ulong)) return PageText.Append(page, at, piece.Low | (bits & piece.LowRandom), length);
        at = PageText.Append(page, at, piece.Low | (bits & piece.LowRandom), sizeof(ulong));
        return at < page.Length
            ? PageText.Append(page, at, piece.High | (SeededRandom.Mix(bits) & piece.HighRandom), length - sizeof(ulong))
            : at;
    }

    /// <param name="Low">The first eight bytes.</param>
    /// <param name="High">The others.</param>
    /// <param name="LowRandom">Which bits of the first eight are random.</param>
    /// <param name="HighRandom">Which of the others.</param>
    /// <param name="Length">Bytes.</param>
    private readonly record struct Piece(ulong Low, ulong High, ulong LowRandom, ulong HighRandom, int Length)
    {
        /// <summary>
        /// Reads hexadecimal bytes, apart by blanks; <c>40|38</c> is 0x40 with the bits of 0x38 random. What follows
        /// an apostrophe is text.
        /// </summary>
        public static Piece Parse(string text)
        {
            Span<byte> values = stackalloc byte[2 * sizeof(ulong)];
            Span<byte> masks = stackalloc byte[2 * sizeof(ulong)];
            values.Clear();
            masks.Clear();
            int length = 0;
            if (text[0] == Quote)
            {
                length = System.Text.Encoding.ASCII.GetBytes(text.AsSpan(1), values);
                text = "";
            }

            foreach (string part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] sides = part.Split('|');
                values[length] = Convert.ToByte(sides[0], 16);
                if (sides.Length > 1) masks[length] = Convert.ToByte(sides[1], 16);
                length++;
            }

            return new Piece(
                BinaryPrimitives.ReadUInt64LittleEndian(values), BinaryPrimitives.ReadUInt64LittleEndian(values[sizeof(ulong)..]),
                BinaryPrimitives.ReadUInt64LittleEndian(masks), BinaryPrimitives.ReadUInt64LittleEndian(masks[sizeof(ulong)..]), length);
        }
    }
}
