using System.Collections.Concurrent;
using BenchmarkDotNet.Running;

namespace MultifdBench.Bench.Suites;

/// <summary>What a suite says of itself: set up once with a case's parameters, in this process, and asked.</summary>
/// <param name="Bytes">Uncompressed bytes that an operation works on, for suites with a property <c>Bytes</c>.</param>
/// <param name="Ratio">Uncompressed ÷ compressed bytes, for suites with a method <c>Ratio</c>.</param>
internal sealed record SuiteFacts(long? Bytes, double? Ratio)
{
    // Setting up can mean reading an image and compressing all of it; every column and both directions ask the same.
    private static readonly ConcurrentDictionary<string, SuiteFacts> Known = new();

    /// <summary>Whether suites of this type have sizes at all.</summary>
    public static bool HasBytes(Type suite) => suite.GetProperty(nameof(Bytes)) is not null;

    /// <summary>Whether suites of this type have a ratio.</summary>
    public static bool HasRatio(Type suite) => suite.GetMethod(nameof(Ratio)) is not null;

    /// <summary>The facts of a case.</summary>
    public static SuiteFacts Of(BenchmarkCase benchmark) =>
        Known.GetOrAdd($"{benchmark.Descriptor.Type.FullName} {benchmark.Parameters.PrintInfo}", _ => Ask(benchmark));

    private static SuiteFacts Ask(BenchmarkCase benchmark)
    {
        Type type = benchmark.Descriptor.Type;
        object suite = Activator.CreateInstance(type)!;
        foreach (var parameter in benchmark.Parameters.Items) type.GetProperty(parameter.Name)?.SetValue(suite, parameter.Value);
        benchmark.Descriptor.GlobalSetupMethod?.Invoke(suite, null);
        try
        {
            return new SuiteFacts(type.GetProperty(nameof(Bytes))?.GetValue(suite) as long?,
                type.GetMethod(nameof(Ratio))?.Invoke(suite, null) as double?);
        }
        finally
        {
            benchmark.Descriptor.GlobalCleanupMethod?.Invoke(suite, null);
        }
    }
}
