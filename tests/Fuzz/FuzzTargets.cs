using MultifdBench.Codecs;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Qpl;
using MultifdBench.Tests.Methods;
using MultifdBench.Tests.Methods.Conformance;

namespace MultifdBench.Tests.Fuzz;

/// <summary>All targets by name.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyDictionary<string, Func<FuzzTarget>> All { get; } = Find();

    private static SortedDictionary<string, Func<FuzzTarget>> Find()
    {
        SortedDictionary<string, Func<FuzzTarget>> targets = new(StringComparer.Ordinal)
        {
            ["table"] = () => new CannedTableTarget(),
            ["dictionary"] = () => new DictionaryTarget(),
            ["page"] = () => new PageTarget(),
            ["pair"] = () => new PairTarget(),
            ["header"] = () => new PacketHeaderTarget(),
            ["opening"] = () => new OpeningTarget(),
            ["main-stream"] = () => new MainStreamTarget(),
            ["recording"] = () => new RecordingTarget(),
            ["recorded-times"] = () => new RecordedTimesTarget(),
            ["control-frame"] = () => new ControlFrameTarget(),
            ["control-message"] = () => new ControlMessageTarget(),
            ["page-image"] = () => new PageImageTarget(),
            ["elf"] = () => new ElfCoreTarget(),
            ["profile"] = () => new ProfileTarget(),
            ["policy"] = () => new PolicyTarget(),
            ["scenario"] = () => new ScenarioTarget(),
            ["host-model"] = () => new HostModelTarget(),
            ["results"] = () => new ResultsTarget(),
            ["bundle"] = () => new BundleTarget(),
        };
        // Every method with every library that this host has, and the ways of deflate jobs.
        foreach (ITheoryDataRow row in MethodCases.All())
        {
            object?[] data = row.GetData();
            (string method, CodecLibrary library) = ((string)data[0]!, (CodecLibrary)data[1]!);
            string name = $"packet-{method.Replace(' ', '-')}-{library.ToString().ToLowerInvariant()}";
            targets[name] = () => new PayloadTarget(MethodCases.Create(method, library));
        }

        foreach (DeflateMode huffman in Enum.GetValues<DeflateMode>())
        {
            foreach (int streams in (int[])[128, 64])
            {
                string name = $"packet-qpl-{huffman.ToString().ToLowerInvariant()}-{streams}";
                Add(targets, name, new MethodRequest("qpl").With(QplOptions.Huffman, huffman).With(CodecOptions.Streams, streams));
            }
        }

        foreach (CodecLibrary library in (CodecLibrary[])[CodecLibrary.Native, CodecLibrary.Managed])
        {
            MethodRequest pieces = new MethodRequest("lz4").With(CodecOptions.Library, library).With(CodecOptions.Streams, 64);
            string name = $"packet-lz4-64-{library.ToString().ToLowerInvariant()}";
            if (BuiltIn.Methods.Probe(pieces).IsAvailable) targets[name] = () => new PayloadTarget(BuiltIn.Methods.Create(pieces));
        }

        Add(targets, "packet-zlib-on-qpl", new MethodRequest("zlib") { Accelerator = Devices.Qpl });
        return targets;
    }

    private static void Add(SortedDictionary<string, Func<FuzzTarget>> targets, string name, MethodRequest request)
    {
        MethodRequest managed = (request with { Pages = new Sample() }).With(CodecOptions.Library, CodecLibrary.Managed);
        targets[name] = () => new PayloadTarget(BuiltIn.Methods.Create(managed));
    }

    private sealed class Sample : IPageSample
    {
        public void Visit(PageVisitor visit)
        {
            for (int page = 1; page < 8; page++) visit(PageContent.Mixed(1, page));
        }
    }
}
