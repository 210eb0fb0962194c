using MultifdBench.Codecs;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Methods.Conformance;

/// <summary>
/// Every catalog entry with every library that this host has, and again in pieces with a dictionary where it can have one: what the
/// conformance suite runs over.
/// </summary>
internal static class MethodCases
{
    private const string WithDictionary = " dictionary";
    private const int DictionaryBytes = 4096;

    /// <summary>(method, library) pairs; the library makes no difference to method none.</summary>
    public static TheoryData<string, CodecLibrary> All()
    {
        var cases = new TheoryData<string, CodecLibrary>();
        foreach (IMethodDefinition definition in BuiltIn.Methods.All)
        {
            bool hasDictionary = definition.OptionsOn(Accelerator.None).Contains(CodecOptions.Dictionary);
            foreach (string name in hasDictionary ? [definition.Name, definition.Name + WithDictionary] : (string[])[definition.Name])
            {
                foreach (CodecLibrary library in new[] { CodecLibrary.Native, CodecLibrary.Managed })
                {
                    MethodRequest request = Request(name, library);
                    if (definition.Validate(request).Count == 0 && definition.Probe(request).IsAvailable) cases.Add(name, library);
                }
            }
        }

        return cases;
    }

    /// <summary>The pairs of methods that compress.</summary>
    public static TheoryData<string, CodecLibrary> Compressing()
    {
        var cases = new TheoryData<string, CodecLibrary>();
        foreach (ITheoryDataRow row in All())
        {
            object?[] data = row.GetData();
            if ((string)data[0]! != "none") cases.Add((string)data[0]!, (CodecLibrary)data[1]!);
        }

        return cases;
    }

    /// <summary>The methods that have levels; an acceleration is none.</summary>
    public static TheoryData<string, CodecLibrary> WithLevels()
    {
        var cases = new TheoryData<string, CodecLibrary>();
        foreach (ITheoryDataRow row in All())
        {
            object?[] data = row.GetData();
            string method = (string)data[0]!;
            if (BuiltIn.Methods.Find(method) is null || BuiltIn.LevelOf(method) is not { Key: IntegerOption.LevelColumn }) continue;
            cases.Add(method, (CodecLibrary)data[1]!);
        }

        return cases;
    }

    /// <summary>The method at its default level.</summary>
    public static IMultifdMethod Create(string method, CodecLibrary library) => BuiltIn.Methods.Create(Request(method, library));

    /// <summary>The method at a level of its own option.</summary>
    public static IMultifdMethod Create(string method, CodecLibrary library, int level) =>
        BuiltIn.Methods.Create(Request(method, library).WithLevel(level));

    /// <summary>A case as a request.</summary>
    public static MethodRequest Request(string method, CodecLibrary library)
    {
        MethodRequest plain = new MethodRequest(method.Split(' ')[0]).With(CodecOptions.Library, library);
        return method.EndsWith(WithDictionary, StringComparison.Ordinal)
            ? (plain with { Pages = new Sample() }).With(CodecOptions.Dictionary, DictionaryBytes)
            : plain;
    }

    /// <summary>Pages like those that the suite sends, and not the same.</summary>
    public sealed class Sample : IPageSample
    {
        public void Visit(PageVisitor visit)
        {
            for (int seed = 100; seed < 164; seed++) visit(PageContent.Mixed(1, seed));
        }
    }
}
