using System.Globalization;
using MultifdBench.Core;

namespace MultifdBench.Simulation.Migrations;

/// <summary>From the names of columns and options to what the simulator knows of a method.</summary>
public static class SimulatedMethods
{
    /// <summary>The method of a row or a request.</summary>
    /// <param name="method">QEMU's <c>multifd-compression</c>.</param>
    /// <param name="accel"><c>none</c>, <c>qpl</c> or <c>qat</c>.</param>
    /// <param name="path"><c>software</c> or <c>hardware</c>: where method <c>qpl</c> runs.</param>
    /// <param name="huffman"><c>fixed</c>, <c>dynamic</c>, <c>canned</c> or empty: tables of <c>qpl</c>.</param>
    /// <param name="level">Compression level; 1 and null are the level without a number in the scenario's codec key.</param>
    /// <param name="streams">Independent streams of a packet.</param>
    /// <exception cref="UsageException">The simulator does not know the combination.</exception>
    public static SimulatedMethod Of(string method, string accel, string path, string huffman, int? level, int? streams) => (method, accel) switch
    {
        ("none", "none" or "auto") => SimulatedMethod.None,
        ("zlib", "qpl") when path == "software" => new SimulatedMethod("qpl" + Suffix(huffman), WorkPlace.Cpu),
        ("zlib", "qpl") => new SimulatedMethod("iaa-stream", WorkPlace.IaaStream, null, Math.Max(1, streams ?? 1), huffman == "dynamic"),
        ("zlib" or "zstd", "none" or "auto") => new SimulatedMethod(method + Suffix(level), WorkPlace.Cpu),
        ("qpl", _) when path == "hardware" => new SimulatedMethod("iaa" + Suffix(huffman), WorkPlace.IaaBatch, "qpl" + Suffix(huffman), 1, huffman == "dynamic"),
        ("qpl", _) => new SimulatedMethod("qpl" + Suffix(huffman), WorkPlace.Cpu),
        ("qatzip", _) or ("zlib" or "zstd", "qat") => new SimulatedMethod("qat" + Suffix(level), WorkPlace.Qat),
        _ => throw new UsageException($"The simulator does not know method {method} with accelerator {accel}; use none, zlib, zstd, qpl or qatzip with accelerator none, qpl (zlib) or qat."),
    };

    private static string Suffix(int? level) => level is null or 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{level}");

    private static string Suffix(string huffman) => huffman is "" or "fixed" ? "" : "-" + huffman;
}
