using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Options;

/// <summary>What all methods with a codec have.</summary>
public static class CodecOptions
{
    /// <summary>Which implementation of the codec. The figures say which ran by its name and version.</summary>
    public static NamedOption<CodecLibrary> Library { get; } =
        new("codec-library", CodecLibrary.Auto, "the system's library, or the managed one")
        {
            Key = "library",
            Column = "library",
            IsEachHostsOwn = true,
        };

    /// <summary>How many independent streams a packet is split over, for methods that can split one.</summary>
    public static PowerOption Streams { get; } =
        new("streams", PacketStreams.PerPage, "independent streams that a packet's 128 pages are split over: 1, 2, 4 ... 128")
        {
            Column = "streams",
            LabelSuffix = "st",
            Refusal = "cannot split a packet of 128 pages",
            HighestMeans = "one per page",
        };

    /// <summary>The largest dictionary made of the guest's own pages, bytes; 0 for none.</summary>
    /// <remarks>An agreement has to have room for the largest.</remarks>
    public static SizeOption Dictionary { get; } = new(
        "dictionary", 1 << 10, (IMultifdMethod.MaxAgreementBytes - SealedForm.OverheadBytes) >> 10 << 10,
        "dictionary trained from the guest's own pages, sent once (not in QEMU), for example 32KiB")
    {
        Column = "dictionary_kib",
        LabelSuffix = "-dictionary",
    };

    /// <summary>What a dictionary is to both sides.</summary>
    public static AgreementKind DictionaryAgreement { get; } = new("dictionary-id", "dictionary");
}
