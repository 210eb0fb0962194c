using System.IO.Compression;
using MultifdBench.Results;
using MultifdBench.Results.Bundles;

namespace MultifdBench.Tests.Results.Bundles;

/// <summary>Bundles for tests, whole and tampered with.</summary>
internal static class Bundles
{
    /// <summary>A bundle of a few made-up runs and one scenario.</summary>
    public static byte[] Make(TemporaryFolder folder)
    {
        string results = folder["bundled"], scenario = folder["guest.yaml"], path = folder["whole.zip"];
        if (!File.Exists(path))
        {
            using (ResultSetWriter writer = ResultSetWriter.CreateAt(results, """{ "host_name": "box" }""", "name: made-up\n"))
            {
                for (int repetition = 1; repetition <= 3; repetition++)
                {
                    RunRow run = Rows.Run(Rows.Cell(), repetition);
                    writer.Append(run, [Rows.Round(run)]);
                }

                writer.WriteSummary();
            }

            File.WriteAllText(scenario, "name: guest\n");
            BundleManifest about = new("", "made-up", 7, "abc", "def", [], []);
            BundleWriter.Write(
                path, ResultSet.Load(results), about, new Dictionary<string, IReadOnlyList<string>> { ["guest"] = [scenario] });
        }

        return File.ReadAllBytes(path);
    }

    /// <summary>The files of a zip.</summary>
    public static Dictionary<string, byte[]> Entries(byte[] zip)
    {
        using ZipArchive archive = new(new MemoryStream(zip));
        Dictionary<string, byte[]> entries = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            using MemoryStream content = new();
            stream.CopyTo(content);
            entries[entry.FullName] = content.ToArray();
        }

        return entries;
    }

    /// <summary>The same zip with files replaced, added, or taken out (null).</summary>
    public static byte[] Repack(byte[] zip, (string Name, byte[]? Content)[] changes)
    {
        List<(string Name, byte[]? Content)> files =
            [.. Entries(zip).Where(file => changes.All(change => change.Name != file.Key)).Select(file => (file.Key, (byte[]?)file.Value))];
        using MemoryStream bytes = new();
        using (ZipArchive archive = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[]? content) in files.Concat(changes).Where(file => file.Content is not null))
            {
                using Stream stream = archive.CreateEntry(name).Open();
                stream.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
