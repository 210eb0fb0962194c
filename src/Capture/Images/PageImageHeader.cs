using System.Buffers.Binary;
using System.Text.Json;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Images;

/// <summary>
/// What a page image says about itself, in front of its pages (docs/page-image.md): 24 bytes of magic number, version and lengths, then
/// JSON, filled up to whole pages with zeros.
/// </summary>
/// <param name="Source">Where the pages come from, for people.</param>
/// <param name="CapturedUtc">When.</param>
/// <param name="Consistent">Whether the source stood still meanwhile.</param>
/// <param name="Regions">The ranges that the pages are from; their pages add up to those of the image.</param>
/// <param name="DirtyMethod">
/// How the trace behind the pages was recorded, one of <see cref="Dirty.DirtyMethods"/>; null when there is none.
/// </param>
public sealed record PageImageHeader(
    string Source, DateTimeOffset CapturedUtc, bool Consistent, IReadOnlyList<PageRegion> Regions, string? DirtyMethod = null)
{
    /// <summary>Bytes in front of the JSON.</summary>
    internal const int PrefixBytes = 24;

    /// <summary>No header is longer: a million regions fit.</summary>
    internal const int MaxBytes = 1 << 27;

    private const uint Version = 1;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>First bytes of a page image.</summary>
    internal static ReadOnlySpan<byte> Magic => "MFDIMAGE"u8;

    /// <summary>Pages of all regions.</summary>
    public long PageCount => Regions.Sum(region => region.Pages);

    /// <summary>The header as it stands in the file.</summary>
    internal byte[] ToBytes()
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        byte[] bytes = new byte[Page.Count(PrefixBytes + (long)json.Length) << Page.Shift];
        if (bytes.Length > MaxBytes)
            throw new CaptureException(
                $"The memory is in {Regions.Count} pieces, more than a header can hold; write it with --format raw.");
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), json.Length);
        json.CopyTo(bytes.AsSpan(PrefixBytes));
        return bytes;
    }

    /// <summary>Length of the header whose first <see cref="PrefixBytes"/> bytes are given.</summary>
    /// <exception cref="CaptureException">Another version, or a length that no header has.</exception>
    internal static int Length(ReadOnlySpan<byte> prefix)
    {
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        if (version != Version)
            throw new CaptureException($"has format version {version}, but this program reads {Version}; capture it again");
        int length = BinaryPrimitives.ReadInt32LittleEndian(prefix[12..]);
        int json = BinaryPrimitives.ReadInt32LittleEndian(prefix[16..]);
        bool possible =
            length is >= Page.SizeBytes and <= MaxBytes && length % Page.SizeBytes == 0 && json > 0 && json <= length - PrefixBytes;
        return possible ? length : throw Damaged($"gives lengths {length} and {json}");
    }

    /// <summary>Reads a whole header.</summary>
    /// <exception cref="CaptureException">It is damaged.</exception>
    internal static PageImageHeader Parse(ReadOnlySpan<byte> bytes)
    {
        PageImageHeader? header;
        try
        {
            header = JsonSerializer.Deserialize<PageImageHeader>(
                bytes.Slice(PrefixBytes, BinaryPrimitives.ReadInt32LittleEndian(bytes[16..])), Json);
        }
        catch (JsonException)
        {
            throw Damaged("is no JSON");
        }

        if (header?.Regions is null || header.Source is null || header.Regions.Count == 0) throw Damaged("names no source or no regions");
        long pages = 0;
        foreach (PageRegion region in header.Regions)
        {
            // Page numbers of traces have 32 bits.
            if (region is null || region.Pages is <= 0 or > uint.MaxValue || (pages += region.Pages) > uint.MaxValue)
                throw Damaged("has an impossible region");
        }

        return header;
    }

    private static CaptureException Damaged(string how) => new($"has a damaged header, which {how}; capture or copy it again");
}
