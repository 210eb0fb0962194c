using MultifdBench.Codecs;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Methods.Conformance;

/// <summary>Every catalog entry with every library that this host has: what the conformance suite runs over.</summary>
internal static class MethodCases
{
    /// <summary>(method, library) pairs; the library makes no difference to method none.</summary>
    public static TheoryData<string, CodecLibrary> All()
    {
        var cases = new TheoryData<string, CodecLibrary>();
        foreach (IMethodDefinition definition in BuiltIn.Methods.All)
        {
            foreach (CodecLibrary library in new[] { CodecLibrary.Native, CodecLibrary.Managed })
            {
                MethodRequest request = Request(definition.Name, library);
                if (definition.Validate(request).Count == 0 && definition.Probe(request).IsAvailable) cases.Add(definition.Name, library);
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
            if (BuiltIn.LevelOf(method) is { Key: IntegerOption.LevelColumn }) cases.Add(method, (CodecLibrary)data[1]!);
        }

        return cases;
    }

    /// <summary>The method at its default level.</summary>
    public static IMultifdMethod Create(string method, CodecLibrary library) => BuiltIn.Methods.Create(Request(method, library));

    /// <summary>The method at a level of its own option.</summary>
    public static IMultifdMethod Create(string method, CodecLibrary library, int level) =>
        BuiltIn.Methods.Create(Request(method, library).WithLevel(level));

    private static MethodRequest Request(string method, CodecLibrary library) =>
        new MethodRequest(method).With(CodecOptions.Library, library);
}
