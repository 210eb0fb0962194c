using System.IO.Compression;
using System.Security.Cryptography;
using MultifdBench.Core;
using MultifdBench.Core.Files;

namespace MultifdBench.Results.Bundles;

/// <summary>
/// A results folder as one file: a zip of what tables come from, of the profile and its scenarios, and a manifest with the hash of each.
/// The same folder makes the same bytes. Stateless, thread-safe.
/// </summary>
public static class BundleWriter
{
    private static readonly string[] Kinds = [".csv", ".json", ".yaml"];

    // A zip has a time for each entry; when a file was written says nothing of its runs.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes a bundle.</summary>
    /// <param name="path">Appears when it is whole.</param>
    /// <param name="results">The results; they have a profile and a host.</param>
    /// <param name="about">The manifest but for its files, which are filled in here.</param>
    /// <param name="scenarios">
    /// Paths of the scenario files of each workload that has any: its own first, then those that it extends.
    /// </param>
    /// <returns>The manifest as written.</returns>
    /// <exception cref="ResultsException">A file cannot be read or written, or is too large; the message names it.</exception>
    public static BundleManifest Write(
        string path, ResultSet results, BundleManifest about, IReadOnlyDictionary<string, IReadOnlyList<string>> scenarios)
    {
        Dictionary<string, byte[]> contents = [];
        foreach (string file in Directory.EnumerateFiles(results.Folder).Where(IsBundled).Order(StringComparer.Ordinal))
            Add(contents, ResultSetWriter.FileNamePart(Path.GetFileName(file)), file);
        BundledScenario[] bundled =
        [
            .. scenarios.OrderBy(scenario => scenario.Key, StringComparer.Ordinal)
                .Select(scenario => new BundledScenario(scenario.Key, [.. scenario.Value.Select(file => AddScenario(contents, file))])),
        ];
        BundleManifest manifest = about with
        {
            Format = BundleManifest.CurrentFormat,
            Scenarios = bundled,
            Files = [.. contents.Select(file => new BundledFile(file.Key, file.Value.Length, Hash(file.Value)))],
        };
        Storage.Replace(path, Pack(manifest, contents));
        return manifest;
    }

    /// <summary>SHA-256 as lower-case hexadecimal digits.</summary>
    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static bool IsBundled(string path) =>
        Kinds.Contains(Path.GetExtension(path)) && Path.GetFileName(path) != BundleManifest.FileName;

    private static string AddScenario(Dictionary<string, byte[]> contents, string file)
    {
        string name = BundleLimits.Scenarios + ResultSetWriter.FileNamePart(Path.GetFileName(file));
        if (contents.TryGetValue(name, out byte[]? known))
        {
            return known.AsSpan().SequenceEqual(Read(file))
                ? name
                : throw new ResultsException($"{file}: another scenario of this profile has a file of the same name; rename one of them.");
        }

        Add(contents, name, file);
        return name;
    }

    private static void Add(Dictionary<string, byte[]> contents, string name, string file)
    {
        if (!BundleLimits.IsName(name)) throw new ResultsException($"{file}: a bundle takes no file of such a name; rename it.");
        long before = contents.Values.Sum(content => (long)content.Length);
        if (before + new FileInfo(file).Length > BundleLimits.MaxContentBytes || contents.Count + 1 == BundleLimits.MaxFiles)
            throw TooLarge(file);
        if (!contents.TryAdd(name, Read(file))) throw new ResultsException($"{file}: two files would be called {name}; rename one.");
    }

    private static byte[] Read(string file) => Storage.Guard(file, () => File.ReadAllBytes(InputFile.Demand(file)));

    private static byte[] Pack(BundleManifest manifest, Dictionary<string, byte[]> contents)
    {
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Put(archive, BundleManifest.FileName, manifest.ToBytes());
            foreach ((string name, byte[] content) in contents) Put(archive, name, content);
        }

        return bytes.Length > BundleLimits.MaxBundleBytes ? throw TooLarge("All files together") : bytes.ToArray();
    }

    private static void Put(ZipArchive archive, string name, byte[] content)
    {
        ZipArchiveEntry entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
        entry.LastWriteTime = NoTime;
        using Stream stream = entry.Open();
        stream.Write(content);
    }

    private static ResultsException TooLarge(string what) => new(
        Invariant.Text($"{what} would make the bundle too large: it holds up to {BundleLimits.MaxFiles} files, ")
            + $"{Units.FormatSize(BundleLimits.MaxContentBytes)}, packed {Units.FormatSize(BundleLimits.MaxBundleBytes)}. "
            + "Bundle shards one by one.");
}
