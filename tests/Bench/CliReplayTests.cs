using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Tests.Multifd;
using MultifdBench.Tests.Multifd.Qemu;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench replay</c> as a script sees it.</summary>
public sealed class CliReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Json_HasTheContractsKeysFirst()
    {
        CliRun run = await Replay(QemuRecording.Qemu72, "zlib", "--json");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        string[] keys = [.. json.RootElement.EnumerateObject().Select(property => property.Name)];
        Assert.Equal(
            "outcome, reason, method, channels, blocks, packets, normal_pages, zero_pages, wire_bytes, compressed_bytes, ratio".Split(", "),
            keys[..11]);
        JsonElement block = json.RootElement.GetProperty("blocks")[0];
        Assert.Equal(["name", "length", "sha256"], block.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("completed", "zlib", 2, 8),
            (Text(json, "outcome"), Text(json, "method"), Number(json, "channels"), Number(json, "packets")));
        Assert.Equal((19, 285, 54_787), (Number(json, "normal_pages"), Number(json, "zero_pages"), Number(json, "wire_bytes")));
        Assert.Equal(19 * 4096.0 / Number(json, "compressed_bytes"), json.RootElement.GetProperty("ratio").GetDouble());
        Assert.Equal(64, block.GetProperty("sha256").GetString()!.Length);
    }

    [Fact]
    public async Task Text_CharacterisesTheMigration()
    {
        CliRun run = await Replay(QemuRecording.Qemu100, "zstd");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        foreach (string expected in (string[])["Migration status: completed", "machine: pc-i440fx-10.0", "barriers: FLUSH records",
            "channel 1 ", "time between barriers: 2", "page became", "after ms"])
            Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_IsReplayedWhole()
    {
        CliRun files = await Replay(QemuRecording.Qemu72, "zlib", "--json");
        CliRun folder = await CliRun.Of("replay", QemuRecording.Qemu72.Folder, "--multifd-compression", "zlib", "--json");
        Assert.Equal((ExitCodes.Done, ""), (folder.ExitCode, folder.Error));
        using JsonDocument expected = JsonDocument.Parse(files.Output), actual = JsonDocument.Parse(folder.Output);
        foreach (string key in (string[])["channels", "packets", "wire_bytes", "blocks"])
            Assert.Equal(expected.RootElement.GetProperty(key).GetRawText(), actual.RootElement.GetProperty(key).GetRawText());
    }

    /// <summary>A folder stands where one image would be: the report is printed first, and what can be written is.</summary>
    [Fact]
    public async Task ImageThatCannotBeWritten_IsSaidBehindTheReport()
    {
        Directory.CreateDirectory(Path.Combine(_folder["ram"], "pc.rom.ram"));
        CliRun run = await Replay(QemuRecording.Qemu72, "zlib", "--ram-out", _folder["ram"]);
        Assert.Equal(ExitCodes.CannotDecide, run.ExitCode);
        Assert.Contains("Migration status: completed", run.Output, StringComparison.Ordinal);
        Assert.Contains("--ram-out: cannot write", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RamOutThatIsAFile_IsRefusedBeforeTheWork()
    {
        await File.WriteAllTextAsync(_folder["ram"], "", TestContext.Current.CancellationToken);
        CliRun run = await Replay(QemuRecording.Qemu72, "zlib", "--ram-out", _folder["ram"]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains("is a file; give a folder", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RamOut_WritesEachBlock()
    {
        CliRun run = await Replay(QemuRecording.Qemu72, "zlib", "--ram-out", _folder["ram"]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Equal(["pc.bios.ram", "pc.ram.ram", "pc.rom.ram"], Directory.GetFiles(_folder["ram"]).Select(Path.GetFileName).Order());
        Assert.Equal(1 << 20, new FileInfo(Path.Combine(_folder["ram"], "pc.ram.ram")).Length);
    }

    [Fact]
    public async Task WrongMethod_Exits1WithItsReasonAndWhatArrived()
    {
        CliRun run = await Replay(QemuRecording.Qemu72, "zstd", "--json", "--ram-out", _folder["ram"]);
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("nothing was written, because the migration failed", run.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("failed", Text(json, "outcome"));
        Assert.Contains("made by method zlib, expected zstd", Text(json, "reason"), StringComparison.Ordinal);
        Assert.True(Number(json, "wire_bytes") > 0);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("blocks")[0].GetProperty("sha256").ValueKind);
    }

    [Fact]
    public async Task CutAndDamagedFiles_Exit1AndNameTheFile()
    {
        QemuRecording recording = QemuRecording.Qemu72;
        byte[] whole = await File.ReadAllBytesAsync(Path.Combine(recording.Folder, "main.zst"), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_folder["cut.zst"], whole[..^9], TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("replay", "--main", _folder["cut.zst"], "--channel", Channel(recording, 0), Channel(recording, 1),
            "--multifd-compression", "zlib");
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("cut.zst cannot be read: it ends in the middle of its zstd data", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
    }

    /// <summary>As <c>--main &lt;(zstd -dc main.zst)</c> makes them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pipe_IsReplayedAsAFileIs(bool compressed)
    {
        QemuRecording recording = QemuRecording.Qemu72;
        await TestPipe.CreateAsync(_folder["pipe"]);
        Task<CliRun> replay =
            Task.Run(() => CliRun.Of("replay", "--main", _folder["pipe"], "--channel", Channel(recording, 0), Channel(recording, 1),
                "--multifd-compression", "zlib"));
        using (FileStream pipe = TestPipe.Open(_folder["pipe"], FileAccess.Write))
            pipe.Write(compressed
                ? await File.ReadAllBytesAsync(Path.Combine(recording.Folder, "main.zst"), TestContext.Current.CancellationToken)
                : recording.Main);
        CliRun run = await replay;
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("Migration status: completed", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A channel is a pipe that is half fed, so the replay is in the middle of it when the interrupt comes.</summary>
    [Fact]
    public async Task Interrupted_Exits130AndSaysWhatWasRead()
    {
        QemuRecording recording = QemuRecording.Qemu72;
        byte[] half = recording.Channels[1][..(recording.Channels[1].Length / 2)];
        await TestPipe.CreateAsync(_folder["pipe"]);
        using CancellationTokenSource interrupt = new();
        Task<CliRun> replay =
            Task.Run(() => CliRun.Of(interrupt.Token, "replay", "--main", Path.Combine(recording.Folder, "main.zst"), "--channel",
                Channel(recording, 0), _folder["pipe"], "--multifd-compression", "zlib", "--ram-out", _folder["ram"]));
        using (FileStream pipe = TestPipe.Open(_folder["pipe"], FileAccess.Write))
        {
            pipe.Write(half);
            Bounded.Until("the replay has read it", () => TestPipe.UnreadBytes(pipe) == 0);
            await interrupt.CancelAsync();
        }

        CliRun run = await replay;
        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Contains("Migration status: failed (interrupted)", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 channels", run.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was written, because the migration was interrupted", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["ram"]));
    }

    [Theory]
    [InlineData("--main /no/such/file --channel /no/such/file", "--main /no/such/file does not exist")]
    [InlineData("--main /tmp --channel /tmp",
        "--main /tmp cannot be read: it is a folder; name the recording of one connection, or give the folder alone: bench replay /tmp")]
    [InlineData("/no/such/folder", "/no/such/folder does not exist; give the folder")]
    [InlineData("/proc/version", "/proc/version is a file")]
    [InlineData("/proc/self/fdinfo", "holds no recording")]
    [InlineData("/tmp --main x", "leave out --main and --channel")]
    [InlineData("", "--main is missing")]
    [InlineData("--main x --channel y --multifd-compression zstdd", "Did you mean 'zstd'?")]
    [InlineData("--main x", "--channel")]
    [InlineData("--channel x", "--main")]
    [InlineData("--main x --channel y --multifd-channels 2", "--multifd-channels")]
    public async Task WrongRequest_Exits64AndNamesIt(string args, string expected)
    {
        CliRun run = await CliRun.Of(["replay", .. args.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private static Task<CliRun> Replay(QemuRecording recording, string method, params string[] more) =>
        CliRun.Of(["replay", "--main", Path.Combine(recording.Folder, "main.zst"), "--channel", Channel(recording, 0), "--channel",
            Channel(recording, 1), "--multifd-compression", method, .. more]);

    private static string Channel(QemuRecording recording, int id) => Path.Combine(recording.Folder, $"channel-{id}.zst");

    private static string? Text(JsonDocument json, string key) => json.RootElement.GetProperty(key).GetString();

    private static long Number(JsonDocument json, string key) => json.RootElement.GetProperty(key).GetInt64();
}
