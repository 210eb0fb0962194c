using System.Runtime.CompilerServices;

namespace MultifdBench.Deflate.Compress;

/// <summary>
/// Writes tokens in a code. Bits are stored each time the same number of tokens has been put, whatever they are: as many as surely fit the
/// 64-bit buffer in this code (<see cref="EncoderTables.TokensPerStore"/>), so no branch depends on what a token is.
/// </summary>
internal static unsafe class TokenEncoder
{
    /// <summary>Writes all tokens of <paramref name="stream"/>.</summary>
    /// <param name="sink">Has room for the worst case and 8 bytes more.</param>
    /// <param name="stream">A segment, parsed.</param>
    /// <param name="tables">A code with every symbol that occurs.</param>
    public static void Encode(ref BitSink sink, TokenStream stream, EncoderTables tables)
    {
        tables.SetDistances(stream.Matches, stream.MatchCount);
        switch (tables.TokensPerStore)
        {
            case >= 4: Encode<FourTokens>(ref sink, stream, tables); break;
            case 3: Encode<ThreeTokens>(ref sink, stream, tables); break;
            default: Encode<TwoTokens>(ref sink, stream, tables); break;
        }
    }

    private static void Encode<TTurn>(ref BitSink sink, TokenStream stream, EncoderTables tables)
        where TTurn : struct, ITurn
    {
        ulong buffer = sink.Buffer;
        uint bits = sink.Count;
        byte* next = sink.Next;
        ulong* codes = tables.Codes;
        uint* codeBits = tables.Bits;
        ushort* token = stream.Tokens;
        for (ushort* end = token + stream.Count; token < end; token += TTurn.Tokens)
        {
            Put(ref buffer, ref bits, codes, codeBits, token[0]);
            Put(ref buffer, ref bits, codes, codeBits, token[1]);
            if (TTurn.Tokens > 2) Put(ref buffer, ref bits, codes, codeBits, token[2]);
            if (TTurn.Tokens > 3) Put(ref buffer, ref bits, codes, codeBits, token[3]);
            *(ulong*)next = buffer;
            next += bits >> 3;
            buffer >>= (int)(bits & 0x38);
            bits &= 7;
        }

        sink.Buffer = buffer;
        sink.Count = bits;
        sink.Next = next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref ulong buffer, ref uint bits, ulong* codes, uint* codeBits, nuint token)
    {
        buffer |= codes[token] << (int)bits;
        bits += codeBits[token];
    }

    /// <summary>Tokens between two stores, as a constant.</summary>
    private interface ITurn
    {
        static abstract int Tokens { get; }
    }

    private readonly struct TwoTokens : ITurn
    {
        public static int Tokens => 2;
    }

    private readonly struct ThreeTokens : ITurn
    {
        public static int Tokens => 3;
    }

    private readonly struct FourTokens : ITurn
    {
        public static int Tokens => 4;
    }
}
