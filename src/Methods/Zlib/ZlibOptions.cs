using MultifdBench.Codecs.Zlib;
using MultifdBench.Methods.Options;

namespace MultifdBench.Methods.Zlib;

/// <summary>The options of method <c>zlib</c> beside those of its accelerators.</summary>
public static class ZlibOptions
{
    /// <summary>The level.</summary>
    public static IntegerOption Level { get; } =
        IntegerOption.Level("multifd-zlib-level", ZlibCodec.MinLevel, ZlibCodec.MaxLevel, 1, "0 stores, 1 is fastest, 9 is smallest");
}
