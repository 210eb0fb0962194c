using MultifdBench.Core;

namespace MultifdBench.Codecs.Pieces;

/// <summary>
/// Bytes that stand before every piece of memory at both ends, so that even a page alone has something to refer to. Immutable and
/// thread-safe; one dictionary serves all channels.
/// </summary>
public sealed class TrainedContent
{
    /// <summary>Version of the serialised form.</summary>
    public const int FormatVersion = 1;

    private static readonly SealedForm Form = new("dictionary", "MBDI", FormatVersion);

    private readonly byte[] _bytes;

    /// <param name="bytes">
    /// In zstd's form [RFC8878 §5]; LZ4, which knows no form, takes the tables ahead of the content for content. Empty where no dictionary
    /// could be made, which both sides must know, too.
    /// </param>
    // Pinned: an LZ4 compressor refers to it for as long as it lives.
    public TrainedContent(ReadOnlySpan<byte> bytes)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(_bytes);
        Id = SealedForm.IdOf(_bytes);
    }

    /// <summary>Identifies the dictionary: the CRC-32 of its bytes.</summary>
    public uint Id { get; }

    /// <summary>Its bytes, in memory that does not move.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The dictionary with its identity and a checksum, the same on every host.</summary>
    public byte[] Serialize() => Form.Seal(_bytes);

    /// <summary>Reads what <see cref="Serialize"/> wrote.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="maxBytes">The most that the dictionary may have.</param>
    /// <exception cref="InvalidDataException">No dictionary, another version, damaged, or too large; the message says which.</exception>
    public static TrainedContent Deserialize(ReadOnlySpan<byte> bytes, int maxBytes) =>
        new(Form.Open(bytes, SealedForm.OverheadBytes, maxBytes + SealedForm.OverheadBytes));
}
