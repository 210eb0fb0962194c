using MultifdBench.Codecs;
using MultifdBench.Methods.Streaming;

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
}
