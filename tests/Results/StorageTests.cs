using MultifdBench.Results;
using MultifdBench.Tests.Bench;

namespace MultifdBench.Tests.Results;

/// <summary>What could not be written after the work is known before it, and looking leaves no trace.</summary>
public sealed class StorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void APlaceThatTakesAFile_IsLeftAsItWas()
    {
        Storage.DemandReplaceable(_folder["new"]);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        File.WriteAllText(_folder["old"], "content");
        Storage.DemandReplaceable(_folder["old"]);
        Assert.Equal("content", File.ReadAllText(_folder["old"]));
        Assert.Equal([_folder["old"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void OneThatDoesNot_IsRefused_AsReplaceRefusesIt()
    {
        File.WriteAllText(_folder["file"], "");
        File.CreateSymbolicLink(_folder["link"], _folder["file"]);
        Directory.CreateDirectory(_folder["directory"]);
        foreach (string path in (string[])[_folder["link"], _folder["directory"], Path.Combine(_folder["nowhere"], "file")])
        {
            string refused = Assert.Throws<ResultsException>(() => Storage.Replace(path, [])).Message;
            string foreseen = Assert.Throws<ResultsException>(() => Storage.DemandReplaceable(path)).Message;
            // The name of the partial file, which nobody can foresee, may be in both.
            Assert.Equal(Foreseeable(refused), Foreseeable(foreseen));
        }

        static string Foreseeable(string message) => message.Split('\'')[0];
    }

    [Fact]
    public async Task APipe_IsNotOpened_ForItsReaderWouldSeeAnEnd()
    {
        await TestPipe.CreateAsync(_folder["pipe"]);
        // Without a reader, opening would not return.
        Task demand = Task.Run(() => Storage.DemandReplaceable(_folder["pipe"]), TestContext.Current.CancellationToken);
        await demand.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }
}
