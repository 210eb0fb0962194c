using MultifdBench.Codecs.Lz4;
using MultifdBench.Codecs.Zlib;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Core;

namespace MultifdBench.Codecs;

/// <summary>The codec libraries that this host has, and what is missing.</summary>
public static class CodecLibraries
{
    /// <summary>Every library that was looked for: its name with version where it is here, else the reason.</summary>
    public static IReadOnlyDictionary<string, string> Found() => new Dictionary<string, string>
    {
        ["libz"] = Describe(ZlibCodec.Probe(CodecLibrary.Native), () => ZlibCodec.Open(CodecLibrary.Native).Library),
        ["dotnet_zlib"] = ZlibCodec.Open(CodecLibrary.Managed).Library,
        ["libzstd"] = Describe(ZstdCodec.Probe(CodecLibrary.Native), () => ZstdCodec.Open(CodecLibrary.Native).Library),
        ["zstdsharp"] = ZstdCodec.Open(CodecLibrary.Managed).Library,
        ["liblz4"] = Describe(Lz4Codec.Probe(CodecLibrary.Native), () => Lz4Codec.Open(CodecLibrary.Native).Library),
        ["k4os_lz4"] = Lz4Codec.Open(CodecLibrary.Managed).Library,
    };

    private static string Describe(Availability availability, Func<string> open) =>
        availability.IsAvailable ? open() : availability.ToString();
}
