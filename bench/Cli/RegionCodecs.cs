using MultifdBench.Capture.Census;
using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Bench.Cli;

/// <summary>The codecs of methods that compress pieces of memory by themselves.</summary>
/// <param name="methods">All methods.</param>
internal sealed class RegionCodecs(MethodCatalog methods)
{
    /// <summary>Those that were asked for, or all that are here.</summary>
    /// <param name="asked">Methods in short, <c>zstd-1</c>; null for all at their defaults.</param>
    /// <exception cref="UsageException">One is no method, or compresses nothing by itself; every problem is a line.</exception>
    public IReadOnlyList<RegionCodecOffer> Read(IReadOnlyList<string>? asked)
    {
        List<string> problems = [];
        List<RegionCodecOffer> offers = [];
        foreach (string text in asked ?? [.. methods.All.Select(known => known.Name)])
        {
            int before = problems.Count;
            MethodChoice choice = methods.ReadShort("methods", text, problems);
            if (problems.Count > before) continue;
            MethodRequest request = methods.Read(choice);
            Func<IRegionCodec>? codec = methods.Get(request.Method).RegionCodec(request);
            if (codec is not null && methods.Probe(request).IsAvailable) offers.Add(Offer(request, codec));
            else if (asked is not null)
                problems.Add($"--methods {text}: it compresses no piece of memory by itself. Leave it out.");
        }

        return problems.Count == 0 ? offers : throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
    }

    private RegionCodecOffer Offer(MethodRequest request, Func<IRegionCodec> codec)
    {
        MethodFacts facts = methods.Create(request).Facts;
        string label = methods.Looks.LabelOf(new MethodVariant(request.Method, facts.Level, "", facts.Huffman));
        return new RegionCodecOffer(label, facts.Library, codec);
    }
}
