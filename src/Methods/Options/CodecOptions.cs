using MultifdBench.Codecs;

namespace MultifdBench.Methods.Options;

/// <summary>What all methods with a codec have.</summary>
public static class CodecOptions
{
    /// <summary>Which implementation of the codec. The figures say which ran by its name and version.</summary>
    public static NamedOption<CodecLibrary> Library { get; } =
        new("codec-library", CodecLibrary.Auto, "the system's libz/libzstd, or .NET's and ZstdSharp")
        {
            Key = "library",
            Column = "library",
            IsEachHostsOwn = true,
        };
}
