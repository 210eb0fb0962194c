using System.IO.Compression;
using System.IO.Enumeration;
using System.Text;
using System.Text.Json;
using MultifdBench.Core;
using MultifdBench.Core.Files;

namespace MultifdBench.Results.Bundles;

/// <summary>
/// A bundle as read and verified: whoever made it, it holds what its manifest says, within bounds, under names that can do no harm.
/// Immutable, thread-safe.
/// </summary>
public sealed class ResultBundle
{
    private const string Most = "more than a bundle may have";

    private readonly Dictionary<string, byte[]> _contents;

    private ResultBundle(BundleManifest manifest, Dictionary<string, byte[]> contents)
    {
        Manifest = manifest;
        _contents = contents;
    }

    /// <summary>What it says of itself.</summary>
    public BundleManifest Manifest { get; }

    /// <summary>Text of <c>profile.yaml</c>.</summary>
    public string ProfileYaml => Text(ResultSetFiles.Profile);

    /// <summary>Text of <c>host.json</c>.</summary>
    public string HostJson => Text(ResultSetFiles.Host);

    /// <summary>Reads and verifies a bundle.</summary>
    /// <exception cref="ResultsException">It is none, is damaged, or breaks a limit; the message says where.</exception>
    public static ResultBundle Read(string path)
    {
        try
        {
            using FileStream file = InputFile.OpenSeekable(path);
            if (file.Length > BundleLimits.MaxBundleBytes) throw Wrong(path, $"it has {Units.FormatSize(file.Length)}, {Most}");
            using ZipArchive archive = new(file, ZipArchiveMode.Read);
            return Read(path, archive);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException
            or ArgumentException or OverflowException or JsonException)
        {
            throw Wrong(path, e.Message.TrimEnd('.').ReplaceLineEndings(" "), e);
        }
    }

    /// <summary>The hash of a file.</summary>
    /// <param name="name">One that the manifest has.</param>
    public string HashOf(string name) => Manifest.Files.Single(file => file.Name == name).Sha256;

    /// <summary>Writes the results folder that the bundle was made of, without the scenarios.</summary>
    /// <param name="folder">Made here.</param>
    /// <exception cref="ResultsException">It is there already, or the disk refuses.</exception>
    public void UnpackResults(string folder)
    {
        if (Path.Exists(folder)) throw new ResultsException($"{folder} is there already; choose another folder with --out.");
        Storage.CreateFolder(folder);
        // A folder is one of results once it has its runs.
        foreach ((string name, byte[] content) in _contents.OrderBy(file => file.Key == ResultSetFiles.Runs))
        {
            if (!name.StartsWith(BundleLimits.Scenarios, StringComparison.Ordinal)) Storage.Replace(Path.Combine(folder, name), content);
        }
    }

    /// <summary>Writes the management policies that it holds into a folder that is there.</summary>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public void UnpackPolicies(string folder)
    {
        foreach ((string name, byte[] content) in _contents.Where(file => FileSystemName.MatchesSimpleExpression(
            ResultSetFiles.Policies, file.Key, ignoreCase: false)))
        {
            Storage.Replace(Path.Combine(folder, name), content);
        }
    }

    private static ResultBundle Read(string path, ZipArchive archive)
    {
        if (archive.Entries.Count > BundleLimits.MaxFiles)
            throw Wrong(path, Invariant.Text($"it has {archive.Entries.Count} files, {Most}"));
        Dictionary<string, ZipArchiveEntry> entries = new(StringComparer.OrdinalIgnoreCase);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!BundleLimits.IsName(entry.FullName)) throw Wrong(path, $"'{Printable(entry.FullName)}' is no name of a file in a bundle");
            if (!entries.TryAdd(entry.FullName, entry)) throw Wrong(path, $"{entry.FullName} is there twice");
        }

        if (!entries.Remove(BundleManifest.FileName, out ZipArchiveEntry? own)) throw Wrong(path, $"it has no {BundleManifest.FileName}");
        BundleManifest manifest = BundleManifest.Parse(Unpack(path, own, Math.Min(own.Length, BundleLimits.MaxManifestBytes)));
        if (manifest.Format != BundleManifest.CurrentFormat)
            throw Wrong(path, $"its format is '{Printable(manifest.Format)}', and this version reads {BundleManifest.CurrentFormat}");
        return new ResultBundle(manifest, Verify(path, manifest, entries));
    }

    private static Dictionary<string, byte[]> Verify(string path, BundleManifest manifest, Dictionary<string, ZipArchiveEntry> entries)
    {
        Dictionary<string, byte[]> contents = [];
        long left = BundleLimits.MaxContentBytes;
        foreach (BundledFile file in manifest.Files)
        {
            if (!entries.Remove(file.Name, out ZipArchiveEntry? entry))
                throw Wrong(path, $"{Printable(file.Name)} is missing, though {BundleManifest.FileName} lists it");
            if (file.Bytes < 0 || file.Bytes > left) throw Wrong(path, $"{file.Name} would have {file.Bytes} bytes, {Most}");
            left -= file.Bytes;
            byte[] content = Unpack(path, entry, file.Bytes);
            if (BundleWriter.Hash(content) != file.Sha256) throw Wrong(path, $"{file.Name} is damaged: its SHA-256 is another");
            contents.Add(file.Name, content);
        }

        if (entries.Count > 0) throw Wrong(path, $"{BundleManifest.FileName} does not list {entries.Keys.First()}");
        foreach (string name in ((string[])[ResultSetFiles.Runs, ResultSetFiles.Host, ResultSetFiles.Profile])
            .Concat(manifest.Scenarios.SelectMany(scenario => scenario.Files)))
        {
            if (!contents.ContainsKey(name)) throw Wrong(path, $"{Printable(name)} is missing");
        }

        return contents;
    }

    /// <summary>A file that has exactly so many bytes, whatever its entry promises; no more are unpacked.</summary>
    private static byte[] Unpack(string path, ZipArchiveEntry entry, long bytes)
    {
        if (entry.Length != bytes) throw Wrong(path, $"{entry.FullName} has {entry.Length} bytes, not the {bytes} that it should have");
        using Stream stream = entry.Open();
        using MemoryStream content = new();
        byte[] buffer = new byte[1 << 16];
        for (int read; content.Length <= bytes && (read = stream.Read(buffer)) > 0;) content.Write(buffer, 0, read);
        return content.Length == bytes
            ? content.ToArray()
            : throw Wrong(path, $"{entry.FullName} does not unpack to the {bytes} bytes that it should have");
    }

    private string Text(string name) => Encoding.UTF8.GetString(_contents[name]);

    /// <summary>Text of a stranger as a terminal may see it.</summary>
    private static string Printable(string text)
    {
        string shown = text.Length > 80 ? text[..80] + "…" : text;
        return string.Concat(shown.Select(letter => char.IsControl(letter) ? '?' : letter));
    }

    private static ResultsException Wrong(string path, string what, Exception? cause = null) =>
        new($"{path} is no bundle that can be used: {what}. Get it again, or make it again with 'bench bundle'.", cause);
}
