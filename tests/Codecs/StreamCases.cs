using MultifdBench.Codecs;
using MultifdBench.Codecs.Zlib;
using MultifdBench.Codecs.Zstd;

namespace MultifdBench.Tests.Codecs;

/// <summary>The codecs that this host has, by format and library.</summary>
internal static class StreamCases
{
    public static TheoryData<string, CodecLibrary> All()
    {
        var cases = new TheoryData<string, CodecLibrary> { { "zlib", CodecLibrary.Managed }, { "zstd", CodecLibrary.Managed } };
        if (ZlibCodec.Probe(CodecLibrary.Native).IsAvailable) cases.Add("zlib", CodecLibrary.Native);
        if (ZstdCodec.Probe(CodecLibrary.Native).IsAvailable) cases.Add("zstd", CodecLibrary.Native);
        return cases;
    }

    public static IStreamCodec Open(string format, CodecLibrary library) =>
        format == "zlib" ? ZlibCodec.Open(library) : ZstdCodec.Open(library);
}
