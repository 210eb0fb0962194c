using BenchmarkDotNet.Attributes;
using MultifdBench.Codecs;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Bench.Suites;

/// <summary>
/// Stream methods: one stream for all packets of a channel, flushed at each packet's end. Libraries that are not installed have no cases.
/// </summary>
public class PacketMethodSuite : PacketSuite
{
    /// <summary>Method, level and library.</summary>
    [ParamsSource(nameof(Methods))]
    public string Method { get; set; } = "zlib-1 managed";

    /// <summary>Cases that this host can run.</summary>
    public static IEnumerable<string> Methods =>
        from name in (string[])["zlib-1", "zlib-6", "zstd-1", "zstd-3"]
        from library in (CodecLibrary[])[CodecLibrary.Native, CodecLibrary.Managed]
        where MethodCatalog.BuiltIn.Probe(Request(name, library)).IsAvailable
        select $"{name} {library.ToString().ToLowerInvariant()}";

    private protected override IMultifdMethod CreateMethod(GuestMemory source)
    {
        string[] words = Method.Split(' ');
        return MethodCatalog.BuiltIn.Create(Request(words[0], Enum.Parse<CodecLibrary>(words[1], ignoreCase: true)));
    }

    private static MethodRequest Request(string name, CodecLibrary library)
    {
        string[] parts = name.Split('-');
        MethodRequest request = MethodCatalog.BuiltIn.Read(new MethodChoice { Method = parts[0] }.With("level", parts[1]));
        return request.With(CodecOptions.Library, library);
    }
}
