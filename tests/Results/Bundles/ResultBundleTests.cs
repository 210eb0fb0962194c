using System.Text;
using MultifdBench.Results;
using MultifdBench.Results.Bundles;

namespace MultifdBench.Tests.Results.Bundles;

/// <summary>A bundle comes back as it was, or not at all.</summary>
public sealed class ResultBundleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Results_ComeBackByteForByte()
    {
        ResultBundle bundle = Read(Bundles.Make(_folder));
        Assert.Equal(("made-up", 7L, "abc"), (bundle.Manifest.Profile, bundle.Manifest.Seed, bundle.Manifest.RunCommit));
        Assert.Equal("name: made-up\n", bundle.ProfileYaml);
        bundle.UnpackResults(_folder["again"]);
        string[] names = [.. Files("again").Select(path => Path.GetFileName(path))];
        Assert.Equal(["host.json", "profile.yaml", "rounds.csv", "runs.csv", "summary.csv"], names);
        Assert.All(names, name => Assert.Equal(File.ReadAllBytes(_folder[$"bundled/{name}"]), File.ReadAllBytes(_folder[$"again/{name}"])));
        Assert.Equal(3, ResultSet.Load(_folder["again"]).Runs.Count);
        Assert.Equal(BundleWriter.Hash(File.ReadAllBytes(_folder["guest.yaml"])), bundle.HashOf("scenarios/guest.yaml"));
    }

    [Fact]
    public void SameFolder_MakesTheSameBytes()
    {
        byte[] first = Bundles.Make(_folder);
        File.Delete(_folder["whole.zip"]);
        Directory.Delete(_folder["bundled"], recursive: true);
        Assert.Equal(first, Bundles.Make(_folder));
    }

    [Fact]
    public void FolderThatIsThere_IsNotUnpackedInto()
    {
        ResultBundle bundle = Read(Bundles.Make(_folder));
        Directory.CreateDirectory(_folder["there"]);
        Assert.Contains("is there already", Assert.Throws<ResultsException>(() => bundle.UnpackResults(_folder["there"])).Message,
            StringComparison.Ordinal);
        Assert.Empty(Files("there"));
    }

    [Theory]
    [InlineData("../evil.csv")]
    [InlineData("/etc/evil.csv")]
    [InlineData("scenarios/../../evil.yaml")]
    [InlineData("scenarios/deep/evil.yaml")]
    [InlineData("..\\evil.csv")]
    [InlineData("C:evil.csv")]
    [InlineData("folder/")]
    [InlineData(".hidden")]
    [InlineData("bell\u0007.csv")]
    public void NameThatLeadsElsewhere_IsRefused(string name)
    {
        string message = Refused(Bundles.Repack(Bundles.Make(_folder), [(name, "x"u8.ToArray())]));
        Assert.Contains("is no name of a file in a bundle", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\u0007", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runs.csv", "bundle.json lists it")]
    [InlineData("scenarios/guest.yaml", "bundle.json lists it")]
    [InlineData("bundle.json", "it has no bundle.json")]
    public void MissingFile_IsNamed(string name, string reason)
    {
        string message = Refused(Bundles.Repack(Bundles.Make(_folder), [(name, null)]));
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains(name, message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatNobodyListed_IsRefused() => Assert.Contains("does not list extra.csv",
        Refused(Bundles.Repack(Bundles.Make(_folder), [("extra.csv", [1])])), StringComparison.Ordinal);

    [Fact]
    public void ChangedFile_IsRefused_WhetherItsLengthChangedOrNot()
    {
        byte[] bundle = Bundles.Make(_folder), runs = Bundles.Entries(bundle)["runs.csv"];
        runs[^10] ^= 1;
        Assert.Contains("runs.csv is damaged", Refused(Bundles.Repack(bundle, [("runs.csv", runs)])), StringComparison.Ordinal);
        Assert.Contains($"has {runs.Length - 1} bytes, not the {runs.Length}",
            Refused(Bundles.Repack(bundle, [("runs.csv", runs[1..])])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"bytes\": 14", "\"bytes\": 999999999999", "more than a bundle may have")]
    [InlineData("\"bytes\": 14", "\"bytes\": -1", "more than a bundle may have")]
    [InlineData("bundle/1", "bundle/2", "this version reads multifd-bench-bundle/1")]
    [InlineData("\"profile.yaml\"", "null", "null")]
    [InlineData("\"files\": [", "\"files\": null, \"x\": [", "files")]
    [InlineData("{", "[", "no bundle that can be used")]
    public void ManifestThatLies_IsRefused(string text, string lie, string reason)
    {
        byte[] bundle = Bundles.Make(_folder);
        string manifest = Encoding.UTF8.GetString(Bundles.Entries(bundle)["bundle.json"]);
        Assert.Contains(text, manifest, StringComparison.Ordinal);
        string lying = manifest.Replace(text, lie, StringComparison.Ordinal);
        Assert.Contains(reason, Refused(Bundles.Repack(bundle, [("bundle.json", Encoding.UTF8.GetBytes(lying))])),
            StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>300 MiB of zeros pack into less than one: they are told by their length, and nothing of them is unpacked.</summary>
    [Fact]
    public void Bomb_IsRefused()
    {
        byte[] bundle = Bundles.Make(_folder);
        byte[] zeros = new byte[300 << 20];
        byte[] bomb = Bundles.Repack(bundle, [("bundle.json", zeros)]);
        Assert.True(bomb.Length < 2 << 20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Refused(bomb);
        Assert.Contains("bundle.json has 314572800 bytes", message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20, "it unpacked the bomb");
    }

    [Fact]
    public void TooManyFiles_AreRefused()
    {
        (string, byte[]?)[] many = [.. Enumerable.Range(0, 300).Select(i => ($"f{i}.csv", (byte[]?)[1]))];
        string message = Refused(Bundles.Repack(Bundles.Make(_folder), many));
        Assert.Contains("files, more than a bundle may have", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PK")]
    [InlineData("no zip at all, but some text")]
    public void WhatIsNoZip_IsRefused(string content) =>
        Assert.Contains("is no bundle that can be used", Refused(Encoding.UTF8.GetBytes(content)), StringComparison.Ordinal);

    [Fact]
    public void FileThatIsNotThere_IsNamed() =>
        Assert.Contains("none.zip", Assert.Throws<ResultsException>(() => ResultBundle.Read(_folder["none.zip"])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void TwoScenariosOfOneFileName_AreRefused()
    {
        Bundles.Make(_folder);
        Directory.CreateDirectory(_folder["other"]);
        File.WriteAllText(_folder["other/guest.yaml"], "name: another\n");
        Dictionary<string, IReadOnlyList<string>> scenarios =
            new() { ["a"] = [_folder["guest.yaml"]], ["b"] = [_folder["other/guest.yaml"]] };
        BundleManifest about = new("", "made-up", 7, null, null, [], []);
        ResultsException e = Assert.Throws<ResultsException>(
            () => BundleWriter.Write(_folder["two.zip"], ResultSet.Load(_folder["bundled"]), about, scenarios));
        Assert.Contains("rename one of them", e.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["two.zip"]));
    }

    private ResultBundle Read(byte[] bundle)
    {
        File.WriteAllBytes(_folder["read.zip"], bundle);
        return ResultBundle.Read(_folder["read.zip"]);
    }

    private string Refused(byte[] bundle)
    {
        string message = Assert.Throws<ResultsException>(() => Read(bundle)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(_folder[folder]).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Order()];
}
