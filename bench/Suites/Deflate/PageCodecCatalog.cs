using MultifdBench.Accelerators.Qpl;
using MultifdBench.Core;
using MultifdBench.Deflate;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>Every codec of the comparison: libdeflate first, because ratios of speed are stated against it.</summary>
public static class PageCodecCatalog
{
    private const int OneIn = 16;
    private const int SampleSeed = 1;

    /// <summary>All codecs for <paramref name="pages"/>; canned table and dictionary are made from one page in 16 of them.</summary>
    public static IReadOnlyList<PageCodecOffer> For(PageSet pages)
    {
        var table = new Lazy<CannedTable>(() => Sample(pages));
        return
        [
            new("libdeflate 1", LibdeflateCodec.Availability, () => new LibdeflateCodec(1)),
            new(OwnCodec.NameOf(DeflateMode.Dynamic), Availability.Yes, () => new OwnCodec(DeflateMode.Dynamic, null)),
            new(OwnCodec.NameOf(DeflateMode.Fixed), Availability.Yes, () => new OwnCodec(DeflateMode.Fixed, null)),
            new(OwnCodec.NameOf(DeflateMode.Canned), Availability.Yes, () => new OwnCodec(DeflateMode.Canned, table.Value)),
            .. ((DeflateEffort[])[DeflateEffort.Light, DeflateEffort.Thorough]).Select(effort => new PageCodecOffer(
                OwnCodec.NameOf(DeflateMode.Canned, effort), Availability.Yes,
                () => new OwnCodec(DeflateMode.Canned, table.Value, effort))),
            .. Enum.GetValues<DeflateMode>().Select(mode => new PageCodecOffer(
                LibqplCodec.NameOf(mode), QplLibrary.Probe.Software,
                () => new LibqplCodec(mode, mode == DeflateMode.Canned ? table.Value : null))),
            new("ISA-L 0", IsalCodec.Availability, () => new IsalCodec(0)),
            new("ISA-L 0 trained", IsalCodec.Availability, () => new IsalCodec(0, SampledPages(pages))),
            new("ISA-L 1", IsalCodec.Availability, () => new IsalCodec(1)),
            new("zlib 1", ZlibCodec.Availability, () => new ZlibCodec(1)),
            .. ((int[])[1, -1, -3, -5, -7]).Select(
                level => new PageCodecOffer($"zstd {level}", ZstdCodec.Availability, () => new ZstdCodec(level))),
            .. ((int[])[1, 8]).Select(acceleration => new PageCodecOffer(
                Lz4Codec.NameOf(acceleration), Lz4Codec.Availability, () => new Lz4Codec(acceleration))),
            .. DictionaryCodec.Offers(() => SampledPages(pages)),
            new(ManagedLz4Codec.CodecName, Availability.Yes, () => new ManagedLz4Codec()),
        ];
    }

    private static CannedTable Sample(PageSet pages)
    {
        var builder = new CannedTableBuilder();
        foreach (ReadOnlyMemory<byte> page in SampledPages(pages)) builder.Add(page.Span);
        return builder.Build();
    }

    /// <summary>
    /// One of each 16 pages, drawn: every sixteenth would beat with what repeats, such as a database's pages of 8 KiB.
    /// </summary>
    private static IEnumerable<ReadOnlyMemory<byte>> SampledPages(PageSet pages)
    {
        Random random = new(SampleSeed);
        for (int page = 0; page < pages.Count; page += OneIn)
            yield return pages[page + random.Next(Math.Min(OneIn, pages.Count - page))].ToArray();
    }
}
