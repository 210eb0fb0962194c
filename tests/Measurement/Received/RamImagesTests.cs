using MultifdBench.Guest;
using MultifdBench.Measurement.Received;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Measurement.Received;

/// <summary>RAM blocks as files: whole, under names that stay in their folder, or a clear refusal.</summary>
public sealed class RamImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Blocks_AreFilesNamedAfterThem()
    {
        using GuestMemory memory = new([new("pc.ram", (3 << 20) + 4096), new("/rom@etc/../tables", 4096)]);
        memory.Blocks[0].GetSpan(3 << 20, 5).Fill(7);
        memory.Blocks[1].GetSpan(0, 4096).Fill(9);
        IReadOnlyList<string> paths = RamImages.Write(memory, _folder["ram"]);
        Assert.Equal([Path.Combine(_folder["ram"], "pc.ram.ram"), Path.Combine(_folder["ram"], "_rom@etc_.._tables.ram")], paths);
        Assert.True(File.ReadAllBytes(paths[0]).AsSpan().SequenceEqual(memory.Blocks[0].GetSpan(0, (3 << 20) + 4096)));
        Assert.True(File.ReadAllBytes(paths[1]).AsSpan().SequenceEqual(memory.Blocks[1].GetSpan(0, 4096)));
    }

    [Fact]
    public void Digest_IsOfTheContent()
    {
        using GuestMemory memory = new([new("b", 4096)]);
        // sha256sum of 4096 zero bytes.
        Assert.Equal("ad7facb2586fc6e966c004d7d1d16b024f5805ff7cb47c7a85dabd8b48892ca7", RamImages.Sha256(memory.Blocks[0]));
    }

    [Fact]
    public void TwoBlocksOfOneName_AreRefusedBeforeAnythingIsWritten()
    {
        using GuestMemory memory = new([new("a/b", 4096), new("a_b", 4096)]);
        Assert.Contains("two RAM blocks have the same file name",
            Assert.Throws<ResultsException>(() => RamImages.Write(memory, _folder["ram"])).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["ram"]));
    }

    /// <summary>The second name is a byte longer than a file system takes.</summary>
    [Fact]
    public void NameThatIsTooLong_IsSaidAndTheOthersAreWhole()
    {
        using GuestMemory memory = new([new("a", 4096), new(new string('b', 252), 4096)]);
        Assert.Contains("--ram-out: cannot write", Assert.Throws<ResultsException>(() => RamImages.Write(memory, _folder["ram"])).Message,
            StringComparison.Ordinal);
        Assert.Equal(["a.ram"], Directory.GetFiles(_folder["ram"]).Select(Path.GetFileName));
    }

    [Fact]
    public void FolderThatIsAFile_NamesTheOptionAndThePath()
    {
        File.WriteAllText(_folder["ram"], "");
        using GuestMemory memory = new([new("b", 4096)]);
        string message = Assert.Throws<ResultsException>(() => RamImages.Write(memory, _folder["ram"])).Message;
        Assert.Contains("--ram-out: cannot write", message, StringComparison.Ordinal);
        Assert.Contains("b.ram", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_IsNotFollowed_AndNothingIsLeft()
    {
        File.WriteAllText(_folder["victim"], "mine");
        File.CreateSymbolicLink(_folder["b.ram"], _folder["victim"]);
        using GuestMemory memory = new([new("b", 4096)]);
        string message = Assert.Throws<ResultsException>(() => RamImages.Write(memory, _folder.Path)).Message;
        Assert.Contains("a symbolic link", message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder["victim"]));
        Assert.Equal(["b.ram", "victim"],
            Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
