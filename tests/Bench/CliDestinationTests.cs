using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Results;
using MultifdBench.Tests.Multifd;
using MultifdBench.Tests.Multifd.Qemu;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench destination --from qemu</c> from a script; the source is a recording that is played over TCP.</summary>
public sealed class CliDestinationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Migration_BecomesRowImagesAndRecording()
    {
        QemuRecording recording = QemuRecording.Qemu100;
        CliRun run = await Receive(recording, "--from", "qemu", "--listen", "0", "--multifd-compression", "zstd", "--ram-out",
            _folder["ram"], "--record", _folder["rec"], "--out", _folder["results"], "--json");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal(("completed", 19),
            (json.RootElement.GetProperty("outcome").GetString(), json.RootElement.GetProperty("normal_pages").GetInt64()));
        Assert.True(File.Exists(Path.Combine(_folder["ram"], "pc.ram.ram")));
        Assert.Equal(recording.Main,
            await File.ReadAllBytesAsync(Path.Combine(_folder["rec"], "main"), TestContext.Current.CancellationToken));
        Assert.Equal(recording.Channels[1],
            await File.ReadAllBytesAsync(Path.Combine(_folder["rec"], "channel-1"), TestContext.Current.CancellationToken));
        CliRun replay = await CliRun.Of("replay", "--main", _folder["rec/main"], "--channel", _folder["rec/channel-1"],
            _folder["rec/channel-0"], "--multifd-compression", "zstd", "--json");
        using JsonDocument replayed = JsonDocument.Parse(replay.Output);
        Assert.Equal(("completed", "the migration's, as recorded"),
            (replayed.RootElement.GetProperty("outcome").GetString(), replayed.RootElement.GetProperty("timing").GetString()));
        Assert.InRange(replayed.RootElement.GetProperty("total_time_ms").GetDouble(), 0,
            json.RootElement.GetProperty("total_time_ms").GetDouble());
        ResultSet results = ResultSet.Load(_folder["results"]);
        RunRow row = Assert.Single(results.Runs);
        Assert.Equal(("qemu", "zstd", 2, "completed", "measured", "tcp", "qemu-9.0"),
            (row.Workload, row.Method, row.Channels, row.Outcome, row.Source, row.Transport, row.WireLayout));
        Assert.Equal((19, 285, "multifd"), (row.NormalPages, row.ZeroPages, row.ZeroPageDetection));
        Assert.Null(row.Verified);
        Assert.Single(results.Rounds);
        using JsonDocument host = JsonDocument.Parse(await File.ReadAllTextAsync(
            Path.Combine(_folder["results"], "host.json"), TestContext.Current.CancellationToken));
        Assert.Contains("at their first write", host.RootElement.GetProperty("destination_memory").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailedMigration_IsARowAndExits1()
    {
        CliRun run = await Receive(QemuRecording.Qemu72, "--from", "qemu", "--listen", "127.0.0.1:0", "--multifd-compression", "none",
            "--out", _folder["results"]);
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        Assert.Contains("made by method zlib, expected none", run.Output, StringComparison.Ordinal);
        Assert.Equal("failed", Assert.Single(ResultSet.Load(_folder["results"]).Runs).Outcome);
    }

    /// <summary>What a disk refuses at the end costs neither figures nor row, nor what another place takes.</summary>
    [Fact]
    public async Task OutputsThatCannotBeWritten_AreSaidBehindFiguresAndRow()
    {
        Directory.CreateDirectory(Path.Combine(_folder["ram"], "pc.ram.ram"));
        CliRun run = await Receive(
            QemuRecording.Qemu100, () => Directory.Delete(_folder["rec"]), "--from", "qemu", "--listen", "0", "--multifd-compression",
            "zstd", "--ram-out", _folder["ram"], "--record", _folder["rec"],
            "--out", _folder["results"]);
        Assert.Equal(ExitCodes.CannotDecide, run.ExitCode);
        Assert.Contains("Migration status: completed", run.Output, StringComparison.Ordinal);
        Assert.Equal("completed", Assert.Single(ResultSet.Load(_folder["results"]).Runs).Outcome);
        Assert.Contains("--ram-out: cannot write", run.Error, StringComparison.Ordinal);
        Assert.Contains($"--record {_folder["rec"]}: the recording was given up and removed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowThatCannotBeWritten_IsSaidAndTheImagesAreWritten()
    {
        CliRun run = await Receive(
            QemuRecording.Qemu100, () => File.WriteAllText(_folder["results"], ""), "--from", "qemu", "--listen", "0",
            "--multifd-compression", "zstd", "--ram-out", _folder["ram"], "--out", _folder["results"]);
        Assert.Equal(ExitCodes.CannotDecide, run.ExitCode);
        Assert.Contains("Migration status: completed", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder["ram"], "pc.ram.ram")));
    }

    /// <summary>Nobody migrates for nothing: what can be known is said before anything listens.</summary>
    [Theory]
    [InlineData("--out", "held", ExitCodes.CannotDecide, "already holds results")]
    [InlineData("--out", "file", ExitCodes.Usage, "is a file; give a folder")]
    [InlineData("--ram-out", "file", ExitCodes.Usage, "is a file; give a folder")]
    [InlineData("--record", "file", ExitCodes.Usage, "is a file; give a folder")]
    [InlineData("--ram-out", "long", ExitCodes.Usage, "cannot be made")]
    [InlineData("--out", "long", ExitCodes.Usage, "cannot be made")]
    public async Task OutputThatCannotBe_IsRefusedBeforeListening(string option, string name, int exitCode, string expected)
    {
        await File.WriteAllTextAsync(_folder["file"], "", TestContext.Current.CancellationToken);
        using (var held = ResultSetWriter.CreateAt(_folder["held"])) held.Append(Rows.Run(Rows.Cell()), []);
        CliRun run = await CliRun.Of("destination", "--from", "qemu", "--listen", "0", option,
            _folder[name == "long" ? new string('n', 300) : name]);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Listening", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Ctrl-C, as a process of its own feels it, after a part of what a source has to send.</summary>
    [Fact]
    public async Task Interrupted_KeepsWhatArrivedAndItsRecording()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "an interrupt is sent by kill");
        QemuRecording recording = QemuRecording.Qemu100;
        byte[] part = recording.Channels[0][..^7];
        using BenchProcess process = new([], "destination", "--from", "qemu", "--listen", "127.0.0.1:0", "--multifd-compression", "zstd",
            "--ram-out", _folder["ram"], "--record", _folder["rec"], "--out", _folder["results"]);
        string listening = process.AwaitErrorLine("Listening on ");
        List<Socket> sockets =
            Connect(recording, IPEndPoint.Parse(listening[(listening.LastIndexOf("tcp:", StringComparison.Ordinal) + 4)..]));
        byte[][] sent = [recording.Main[..^1], part, recording.Channels[1]];
        for (int i = 0; i < sent.Length; i++) sockets[i].Send(sent[i]);
        Bounded.Until("the other channel has arrived", () => RecordedBytes("channel-1") == recording.Channels[1].Length);
        process.Interrupt();
        CliRun run = process.Await();
        sockets.ForEach(socket => socket.Dispose());

        Assert.Equal(ExitCodes.Interrupted, run.ExitCode);
        Assert.Contains("Migration status: failed (interrupted)", run.Output, StringComparison.Ordinal);
        Assert.Contains($"channel 1 {recording.Channels[1].Length,16}", run.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was written, because the migration was interrupted", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["ram"]));
        RunRow row = Assert.Single(ResultSet.Load(_folder["results"]).Runs);
        Assert.Equal(("failed", "interrupted", 2), (row.Outcome, row.Reason, row.Channels));
        byte[] recorded = await File.ReadAllBytesAsync(Path.Combine(_folder["rec"], "channel-0"), TestContext.Current.CancellationToken);
        Assert.True(recorded.Length > 0 && part.AsSpan().StartsWith(recorded));
        Assert.Equal(row.WireBytes, RecordedBytes("main") + RecordedBytes("channel-0") + RecordedBytes("channel-1"));
        CliRun replay = await CliRun.Of("replay", "--main", _folder["rec/main"], "--channel", _folder["rec/channel-0"],
            _folder["rec/channel-1"], "--multifd-compression", "zstd");
        Assert.Equal(ExitCodes.CheckFailed, replay.ExitCode);
        Assert.Contains("the migration's, as recorded", replay.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InterruptedBeforeASourceComes_SaysSo()
    {
        using CancellationTokenSource interrupt = new();
        await interrupt.CancelAsync();
        CliRun run =
            await CliRun.Of(interrupt.Token, "destination", "--from", "qemu", "--listen", "127.0.0.1:0", "--out", _folder["results"]);
        Assert.Equal((ExitCodes.Interrupted, ""), (run.ExitCode, run.Output));
        Assert.EndsWith("Interrupted.", run.Error.TrimEnd(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["results"]));
    }

    [Theory]
    [InlineData("--from qemu --keep", "--keep has no meaning with --from qemu")]
    [InlineData("--record rec", "--record has no meaning with --from own")]
    [InlineData("--from kvm", "--from kvm is unknown: use own or qemu")]
    [InlineData("--from qemu --listen nowhere", "--listen nowhere is no address: use HOST:PORT")]
    [InlineData("--from qemu --listen 127.0.0.1:99999", "--listen 127.0.0.1:99999 is no address: use HOST:PORT")]
    [InlineData("--from qemu --listen 192.0.2.1:4444", "cannot listen on 192.0.2.1:4444")]
    [InlineData("--from qemu --listen no.such.host.invalid:1", "--listen: no.such.host.invalid:1: the host cannot be found")]
    [InlineData("--from qemu --multifd-channels 0", "--multifd-channels 0 is out of range")]
    [InlineData("--from qemu --multifd-channels 256", "--multifd-channels 256 is out of range")]
    [InlineData("--from qemu --timeout 0", "--timeout 0 is out of range")]
    [InlineData("--from qemu --total-timeout 0", "--total-timeout 0 is out of range")]
    [InlineData("--from qemu --multifd-compression lz4", "--multifd-compression lz4 cannot come from QEMU: QEMU has no method lz4.")]
    [InlineData("--from qemu --record /dev/null/rec", "--record /dev/null/rec cannot be made")]
    public async Task WrongRequest_Exits64AndNamesIt(string args, string expected)
    {
        CliRun run = await CliRun.Of(["destination", .. args.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordingFolderWithFiles_IsNotMixedUp()
    {
        await File.WriteAllTextAsync(_folder["main"], "", TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("destination", "--from", "qemu", "--record", _folder.Path);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("is not empty; name a new folder", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Runs the verb and plays a recording to the port that it names.</summary>
    private static Task<CliRun> Receive(QemuRecording recording, params string[] args) => Receive(recording, () => { }, args);

    /// <param name="recording">What the source sends.</param>
    /// <param name="ahead">Runs when the program listens and no source has come.</param>
    /// <param name="args">The verb's arguments.</param>
    private static async Task<CliRun> Receive(QemuRecording recording, Action ahead, params string[] args)
    {
        using StringWriter output = new();
        using LineWriter error = new();
        using ConsoleSession session = new(output, error, TimeProvider.System);
        Task<int> run = new BenchCommand(() => BuiltIn.Methods).RunAsync(["destination", .. args], session);
        string listening = error.Lines.Take(TestContext.Current.CancellationToken);
        ahead();
        Play(recording, IPEndPoint.Parse(listening[(listening.LastIndexOf("tcp:", StringComparison.Ordinal) + 4)..]));
        return new CliRun(await run, output.ToString(), string.Join('\n', error.Lines));
    }

    private long RecordedBytes(string connection) =>
        new FileInfo(Path.Combine(_folder["rec"], connection)) is { Exists: true } file ? file.Length : 0;

    private static void Play(QemuRecording recording, IPEndPoint destination)
    {
        List<Socket> sockets = Connect(recording, destination);

        // As a source does: every connection is there before the first byte. A destination that fails breaks them; that is its right.
        Parallel.Invoke([.. recording.Channels.Prepend(recording.Main).Select((bytes, i) => (Action)(() => Send(sockets[i], bytes)))]);
        sockets.ForEach(socket => socket.Dispose());
    }

    private static List<Socket> Connect(QemuRecording recording, IPEndPoint destination)
    {
        List<Socket> sockets = [];
        for (int i = 0; i <= recording.Channels.Length; i++)
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            socket.Connect(destination);
        }

        return sockets;
    }

    private static void Send(Socket socket, byte[] bytes)
    {
        try
        {
            socket.Send(bytes);
        }
        catch (SocketException)
        {
            // Broken by the destination.
        }
    }

    /// <summary>Standard error that another thread reads line by line while it is written.</summary>
    private sealed class LineWriter : TextWriter
    {
        public BlockingCollection<string> Lines { get; } = [];

        public override Encoding Encoding => Encoding.UTF8;

        public override IFormatProvider FormatProvider => CultureInfo.InvariantCulture;

        public override void WriteLine(string? value) => Lines.Add(value ?? "");
    }
}
