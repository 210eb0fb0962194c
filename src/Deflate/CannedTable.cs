using System.Diagnostics;
using MultifdBench.Core;
using MultifdBench.Deflate.Format;
using MultifdBench.Deflate.Inflate;
using MultifdBench.Deflate.Kernels;

namespace MultifdBench.Deflate;

/// <summary>
/// A Huffman code that both sides know before the first page, as QPL's canned mode has it: pages compressed with it are the body of one
/// dynamic block without block header and code lengths, so they decode only with the same table. Immutable and thread-safe; one table
/// serves all channels.
/// </summary>
public sealed unsafe class CannedTable
{
    /// <summary>Version of the serialised form.</summary>
    public const int FormatVersion = 1;

    /// <summary>
    /// The longest code a table may have, in bits: a length and a distance with their extra bits then go out in one store.
    /// </summary>
    public const int MaxCodeLength = 14;

    /// <summary>Bytes of the serialised form: magic, version, id, 286 + 30 code lengths, checksum.</summary>
    public const int SerializedBytes = LengthBytes + SealedForm.OverheadBytes;

    private const int LengthBytes = Alphabet.LiteralLengthCount + Alphabet.DistanceCount;

    private static readonly SealedForm Form = new("canned table", "MBCT", FormatVersion);

    private readonly byte[] _lengths;

    internal CannedTable(ReadOnlySpan<byte> lengths)
    {
        _lengths = lengths.ToArray();
        // The lengths may come from another host. What follows trusts them and works on pointers, so they are checked before that.
        Check(LiteralLengths, "literal/length");
        Check(DistanceLengths, "distance");
        Id = SealedForm.IdOf(_lengths);
        Decoder = HuffmanTables.ForOneCode();
        Build(Decoder.LiteralLengths, LiteralLengths);
        Build(Decoder.Distances, DistanceLengths);
    }

    /// <summary>
    /// Identifies the code: the CRC-32 of its code lengths. Equal on both sides when, and practically only when, the codes are equal.
    /// </summary>
    public uint Id { get; }

    /// <summary>Code lengths of the 286 literal/length symbols, in bits.</summary>
    public ReadOnlySpan<byte> LiteralLengths => _lengths.AsSpan(0, Alphabet.LiteralLengthCount);

    /// <summary>Code lengths of the 30 distance symbols, in bits.</summary>
    public ReadOnlySpan<byte> DistanceLengths => _lengths.AsSpan(Alphabet.LiteralLengthCount);

    internal HuffmanTables Decoder { get; }

    /// <summary>The table as <see cref="SerializedBytes"/> bytes, the same on every host.</summary>
    public byte[] Serialize() => Form.Seal(_lengths);

    /// <summary>Reads what <see cref="Serialize"/> wrote.</summary>
    /// <param name="bytes">Exactly <see cref="SerializedBytes"/> bytes.</param>
    /// <param name="expectedId">The id that the other side announced; null takes any.</param>
    /// <exception cref="InvalidDataException">
    /// Not a table, another version, damaged, another id, or not a code; the message says which.
    /// </exception>
    public static CannedTable Deserialize(ReadOnlySpan<byte> bytes, uint? expectedId = null)
    {
        ReadOnlySpan<byte> lengths = Form.Open(bytes, SerializedBytes, SerializedBytes, expectedId);
        try
        {
            return new CannedTable(lengths);
        }
        catch (UsageException e)
        {
            throw new InvalidDataException(e.Message);
        }
    }

    /// <summary>Whether the lengths are those of a complete code that can send every symbol.</summary>
    private static void Check(ReadOnlySpan<byte> lengths, string name)
    {
        if (lengths.Contains((byte)0))
            throw new UsageException($"A canned table must give every {name} symbol a code: any page may need it.");
        if (lengths.ContainsAnyInRange((byte)(MaxCodeLength + 1), byte.MaxValue))
            throw new UsageException($"A {name} code of the canned table is longer than {MaxCodeLength} bits.");
        int room = 1 << MaxCodeLength; // for codes of the greatest length; one of a bit less takes two such places
        foreach (byte length in lengths) room -= 1 << (MaxCodeLength - length);
        if (room == 0) return;
        InflateStatus status = room < 0 ? InflateStatus.OverSubscribedCode : InflateStatus.IncompleteCode;
        throw new UsageException($"The {name} code lengths of the canned table are not a code: {status.Describe()}.");
    }

    private static void Build(DecodeTable decoder, ReadOnlySpan<byte> lengths)
    {
        InflateStatus status = HuffmanTables.Build<ScalarKernel>(decoder, lengths);
        if (status != InflateStatus.Done) throw new UnreachableException($"Lengths that were checked are no code: {status.Describe()}.");
    }
}
