using System.Text.Json;

namespace MultifdBench.Results.Bundles;

/// <summary>A file of a bundle.</summary>
/// <param name="Name">Its name in the bundle: letters, digits, dots, dashes and underscores, with at most one folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">SHA-256 of its content, 64 lower-case hexadecimal digits.</param>
public sealed record BundledFile(string Name, long Bytes, string Sha256);

/// <summary>A guest of the profile that is described by scenario files.</summary>
/// <param name="Workload">As the profile names it.</param>
/// <param name="Files">Names in the bundle: its own file first, then those that it extends.</param>
public sealed record BundledScenario(string Workload, IReadOnlyList<string> Files);

/// <summary>What a bundle says of itself: <c>bundle.json</c>. Its keys are the properties in snake case.</summary>
/// <param name="Format">Name and version of the format, <see cref="CurrentFormat"/>.</param>
/// <param name="Profile">Name of the profile.</param>
/// <param name="Seed">Seed of guests and of the order of runs.</param>
/// <param name="RunCommit">Commit of the program that made the results; null where unknown.</param>
/// <param name="BundleCommit">Commit of the program that made the bundle, whose scenario files are in it; null where unknown.</param>
/// <param name="Scenarios">Guests that scenario files describe.</param>
/// <param name="Files">Every other file.</param>
public sealed record BundleManifest(string Format, string Profile, long Seed, string? RunCommit, string? BundleCommit,
    IReadOnlyList<BundledScenario> Scenarios, IReadOnlyList<BundledFile> Files)
{
    /// <summary>The only format there is.</summary>
    public const string CurrentFormat = "multifd-bench-bundle/1";

    /// <summary>The manifest's own name in the bundle.</summary>
    public const string FileName = "bundle.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        WriteIndented = true,
        MaxDepth = 8,
    };

    /// <summary>The manifest as UTF-8.</summary>
    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Reads a manifest; its figures are not checked.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal static BundleManifest Parse(ReadOnlySpan<byte> json)
    {
        BundleManifest manifest = JsonSerializer.Deserialize<BundleManifest>(json, Options) ?? throw new JsonException("it says null");
        // Annotations do not reach into lists.
        bool hasNull = manifest.Files.Any(file => file is null)
            || manifest.Scenarios.Any(scenario => scenario is null || scenario.Files.Any(file => file is null));
        return hasNull ? throw new JsonException("a list has an entry that is null") : manifest;
    }
}
