using MultifdBench.Core.Files;
using MultifdBench.Tests.Bench;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.CoreTests.Files;

/// <summary>Results reach the name that was given and nothing else, whatever stands under it or is planted beside it.</summary>
public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_AppearsWhenItIsWhole()
    {
        File.WriteAllText(_folder["a"], "older");
        using (OutputFile output = OutputFile.Create(_folder["a"]))
        {
            output.Stream.Write("newer"u8);
            Assert.Equal("older", File.ReadAllText(_folder["a"]));
            output.Commit();
        }

        Assert.Equal("newer", File.ReadAllText(_folder["a"]));
        Assert.Equal(["a"], Names());
    }

    [Fact]
    public void WhatIsNotCommitted_IsRemoved()
    {
        File.WriteAllText(_folder["a"], "older");
        using (OutputFile output = OutputFile.Create(_folder["a"])) output.Stream.Write("newer"u8);
        Assert.Equal("older", File.ReadAllText(_folder["a"]));
        Assert.Equal(["a"], Names());
    }

    [Fact]
    public void TemporaryName_CannotBeForeseen_AndFitsWhereTheNameDoes()
    {
        string longest = new('é', 120); // 240 of the 255 bytes that a name may have
        string[] names = [.. Enumerable.Range(0, 100).Select(_ => Path.GetFileName(OutputFile.PartialPath(_folder[longest])))];
        Assert.Equal(100, names.Distinct().Count());
        Assert.All(names, name => Assert.EndsWith(OutputFile.PartialSuffix, name, StringComparison.Ordinal));
        using OutputFile output = OutputFile.Create(_folder[longest]);
        output.Commit();
        Assert.Equal([longest], Names());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Link_IsRefused_AndWhatItLeadsToStays(bool isDangling)
    {
        if (!isDangling) File.WriteAllText(_folder["victim"], "mine");
        File.CreateSymbolicLink(_folder["link"], _folder["victim"]);
        string problem = Assert.ThrowsAny<IOException>(() => OutputFile.Create(_folder["link"])).Message;
        Assert.Contains($"a symbolic link to {_folder["victim"]}", problem, StringComparison.Ordinal);
        Assert.Equal(!isDangling, File.Exists(_folder["victim"]));
        if (!isDangling) Assert.Equal("mine", File.ReadAllText(_folder["victim"]));
    }

    [Fact]
    public async Task Pipe_IsWrittenThrough()
    {
        await TestPipe.CreateAsync(_folder["pipe"]);
        Task<string> reader = Task.Run(() =>
        {
            using StreamReader pipe = new(TestPipe.Open(_folder["pipe"], FileAccess.Read));
            return pipe.ReadToEnd();
        });
        using (OutputFile output = OutputFile.Create(_folder["pipe"]))
        {
            Assert.False(output.IsRemovable);
            output.Stream.Write("through"u8);
            output.Commit();
        }

        Assert.Equal("through", await reader);
        Assert.Equal(["pipe"], Names());
        Assert.Equal(FileKind.Pipe, FileStatus.Of(_folder["pipe"]).Kind);
    }

    [Fact]
    public void Folder_IsRefused() =>
        Assert.Contains("it is a folder", Assert.ThrowsAny<IOException>(() => OutputFile.Create(_folder.Path)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Kinds_AreTold()
    {
        File.WriteAllText(_folder["a"], "");
        Assert.Equal(FileKind.Regular, FileStatus.Of(_folder["a"]).Kind);
        Assert.Equal(FileKind.Folder, FileStatus.Of(_folder.Path).Kind);
        Assert.Equal(FileKind.Absent, FileStatus.Of(_folder["b"]).Kind);
        Assert.Equal(FileKind.Absent, FileStatus.Of(_folder["a/b"]).Kind);
        File.CreateSymbolicLink(_folder["link"], _folder["a"]);
        Assert.Equal((FileKind.Regular, FileKind.Link),
            (FileStatus.Of(_folder["link"]).Kind, FileStatus.Of(_folder["link"], followLink: false).Kind));
        if (OperatingSystem.IsLinux()) Assert.Equal(FileKind.Device, FileStatus.Of("/dev/null").Kind);
    }

    [Fact]
    public async Task Inputs_ThatCannotBeReadAsAsked_AreRefusedUnopened()
    {
        Assert.Contains("it is a folder", Assert.ThrowsAny<IOException>(() => InputFile.OpenForward(_folder.Path)).Message,
            StringComparison.Ordinal);
        Assert.Null(InputFile.WhyNotTwice(_folder["absent"]));
        await TestPipe.CreateAsync(_folder["pipe"]); // nobody writes: opening it would not return
        Assert.Contains("read in several places", Assert.ThrowsAny<IOException>(() => InputFile.OpenSeekable(_folder["pipe"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("it is a pipe", Assert.ThrowsAny<IOException>(() => InputFile.Demand(_folder["pipe"])).Message,
            StringComparison.Ordinal);
        Assert.Contains("cannot be a pipe: it is read twice", InputFile.WhyNotTwice(_folder["pipe"]), StringComparison.Ordinal);
        Assert.Contains("it is a device", Assert.ThrowsAny<IOException>(() => InputFile.OpenForward("/dev/zero")).Message,
            StringComparison.Ordinal);
    }

    private IEnumerable<string?> Names() => Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName);
}
