using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Capture.Images;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Tests.Capture;
using MultifdBench.Tests.Multifd;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench capture</c> and <c>bench calibrate</c> from the command line to the file.</summary>
public sealed class CliCaptureTests : IDisposable
{
    private const int PipeBytes = 1 << 17; // more than a pipe holds

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("guest.pages")]
    [InlineData("guest.pages.zst")]
    public async Task LiveProcess_WithTrace_BecomesAGuest(string name)
    {
        using ChildProcess child = new();
        string pid = child.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture);
        CliRun run =
            await CliRun.Of("capture", "--pid", pid, "--stop", "--dirty-trace", "0.05", "--interval", "20", "--out", _folder[name]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains($"process {pid} (sh): ", run.Output, StringComparison.Ordinal);
        Assert.Contains("dirty trace by ", run.Output, StringComparison.Ordinal);
        Assert.NotEqual('T', child.State);
        using (PageImageReader reader = PageImageReader.Open(_folder[name])) Assert.True(reader.Header!.Consistent);
        CliRun migration = await CliRun.Of("migrate", "--workload", $"image:{_folder[name]}", "--json");
        Assert.Equal((ExitCodes.Done, ""), (migration.ExitCode, migration.Error));
    }

    /// <summary>The image is a pipe that nobody empties, so the signal comes while the process is held still.</summary>
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("KILL")]
    public async Task SignalWhileAProcessIsHeldStill_LetsItGoOn(string signal)
    {
        using ChildProcess child = new();
        child.Echo(new string('x', PipeBytes)); // which it keeps
        await TestPipe.CreateAsync(_folder["out"]);
        using BenchProcess capture = new([], "capture", "--pid", child.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--stop", "--out", _folder["out"]);
        using (FileStream pipe = TestPipe.Open(_folder["out"], FileAccess.Read))
        {
            Bounded.Until("the process is held still", () => child.State == 'T');
            capture.Signal(signal);
        }

        capture.Await();
        Bounded.Until("the process goes on", () => child.State != 'T');
        child.Echo("still there");
    }

    [Fact]
    public async Task Core_BecomesRawMemory_AndRawGetsAHeader()
    {
        byte[] pages = new byte[3 * Page.SizeBytes];
        new Random(4).NextBytes(pages);
        await File.WriteAllBytesAsync(_folder["core"], ElfCore.Of((0x1000, 0, pages)), TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("capture", "--core", _folder["core"], "--format", "raw", "--out", _folder["ram"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(pages, await File.ReadAllBytesAsync(_folder["ram"], TestContext.Current.CancellationToken));
        run = await CliRun.Of("capture", "--raw", _folder["ram"], "--out", _folder["ram.zst"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        run = await CliRun.Of("capture", "--raw", _folder["ram.zst"], "--format", "raw", "--out", _folder["again"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(pages, await File.ReadAllBytesAsync(_folder["again"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--pid 1 --core x --out y", "Give one of --pid PID, --core FILE and --raw FILE")]
    [InlineData("--out y", "Give one of")]
    [InlineData("--raw x", "--out is missing")]
    [InlineData("--raw x --out y --stop", "are for a live process")]
    [InlineData("--raw x --out y --dirty-trace 5", "are for a live process")]
    [InlineData("--pid 1 --out y --dirty-trace 0.5", "shorter than --interval")]
    [InlineData("--pid 1 --out y --dirty-trace -1", "--dirty-trace is out of range")]
    [InlineData("--pid 1 --out y --dirty-trace NaN", "--dirty-trace is out of range")]
    [InlineData("--pid 1 --out y --dirty-trace 5 --format raw", "--dirty-trace needs --format pages")]
    [InlineData("--pid 1 --out y --format rwa", "Did you mean 'raw'?")]
    [InlineData("--pid 1 --out y --pages some", "use resident or all")]
    [InlineData("--pid 1 --out y --interval 0", "--interval is out of range")]
    [InlineData("--pid 1 --out y --zstd-level 30", "--zstd-level 30 is out of range")]
    [InlineData("--pid 1 --out y --min-mapping x", "--min-mapping x is no size")]
    public async Task WrongRequest_Exits64AndNamesIt(string args, string expected)
    {
        CliRun run = await CliRun.Of(["capture", .. args.Split(' ')]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--pid 2147483647", "no such process")]
    [InlineData("--core FOLDER/absent", "cannot be read")]
    [InlineData("--raw FOLDER/absent", "does not exist")]
    [InlineData("--raw FOLDER/odd", "not a multiple of 4096")]
    public async Task WhatCannotBeCaptured_Exits2AndLeavesNothing(string args, string expected)
    {
        await File.WriteAllBytesAsync(_folder["odd"], new byte[5000], TestContext.Current.CancellationToken);
        CliRun run =
            await CliRun.Of(
                ["capture", .. args.Replace("FOLDER", _folder.Path, StringComparison.Ordinal).Split(' '), "--out", _folder["out"]]);
        Assert.Equal((ExitCodes.CannotDecide, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal(["odd"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task FullDevice_IsOneLine()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "/dev/full is Linux's");
        await File.WriteAllBytesAsync(_folder["ram"], new byte[4096], TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("capture", "--raw", _folder["ram"], "--out", "/dev/full");
        Assert.Equal((ExitCodes.CannotDecide, ""), (run.ExitCode, run.Output));
        Assert.Contains("--out /dev/full cannot be written: No space left on device", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("removed", run.Error, StringComparison.Ordinal);
        Assert.Equal(["ram"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    /// <summary>Somebody else's link under the name that a temporary file might have, and one under the output's own.</summary>
    [Fact]
    public async Task PlantedLinks_LeadNowhere()
    {
        await File.WriteAllBytesAsync(_folder["ram"], new byte[4096], TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_folder["victim"], "mine", TestContext.Current.CancellationToken);
        foreach (string name in (string[])["out.partial", "link"]) File.CreateSymbolicLink(_folder[name], _folder["victim"]);
        CliRun run = await CliRun.Of("capture", "--raw", _folder["ram"], "--out", _folder["out"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        run = await CliRun.Of("capture", "--raw", _folder["ram"], "--out", _folder["link"]);
        Assert.Equal(ExitCodes.CannotDecide, run.ExitCode);
        Assert.Contains("is a symbolic link to", run.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder["victim"], TestContext.Current.CancellationToken));
    }

    /// <summary>Nobody writes into the pipe: opening it would not return.</summary>
    [Theory]
    [InlineData("capture --core PIPE --out x")]
    [InlineData("capture --raw PIPE --out x")]
    [InlineData("migrate --workload image:PIPE")]
    [InlineData("migrate --workload PIPE.yaml")]
    [InlineData("codec --pages PIPE")]
    public async Task InputsThatAreReadTwice_CannotBePipes(string args)
    {
        await TestPipe.CreateAsync(_folder["pipe"]);
        await TestPipe.CreateAsync(_folder["pipe.yaml"]);
        CliRun run = await CliRun.Of(args.Replace("PIPE", _folder["pipe"], StringComparison.Ordinal).Split(' '));
        Assert.NotEqual(ExitCodes.Done, run.ExitCode);
        Assert.Contains("cannot be a pipe: it is read", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calibrate_AgainstNothingButZeros_Exits2()
    {
        await File.WriteAllBytesAsync(_folder["zero.ram"], new byte[4 * Page.SizeBytes], TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("calibrate", "--workload", "idle", "--against", _folder["zero.ram"]);
        Assert.Equal((ExitCodes.CannotDecide, ""), (run.ExitCode, run.Output));
        Assert.Contains("zero.ram: the image holds nothing but zero pages", run.Error, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(_folder["odd.ram"], new byte[5000], TestContext.Current.CancellationToken);
        run = await CliRun.Of("calibrate", "--workload", "idle", "--against", _folder["odd.ram"]);
        Assert.Contains("not a multiple of 4096", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calibrate_JudgesAgainstAnImage()
    {
        // The generator against its own pages: everything with a band is inside it.
        using MultifdBench.Workloads.Running.GuestWorkload idle = MultifdBench.Tests.Workloads.Guests.Create("idle", mib: 64);
        using GuestMemory memory = MultifdBench.Tests.Workloads.Guests.Filled(idle);
        await File.WriteAllBytesAsync(_folder["idle.ram"], memory.Blocks[0].GetSpan(0, (int)memory.TotalBytes).ToArray(),
            TestContext.Current.CancellationToken);
        CliRun same = await CliRun.Of("calibrate", "--workload", "idle", "--against", _folder["idle.ram"]);
        Assert.Equal((ExitCodes.Done, ""), (same.ExitCode, same.Error));
        Assert.Contains("9 of 9 figures within their bands", same.Output, StringComparison.Ordinal);
        byte[] other = new byte[4 << 20];
        new Random(5).NextBytes(other);
        await File.WriteAllBytesAsync(_folder["other.ram"], other, TestContext.Current.CancellationToken);
        CliRun different = await CliRun.Of("calibrate", "--workload", "idle", "--against", _folder["other.ram"]);
        Assert.Equal(ExitCodes.CheckFailed, different.ExitCode);
        Assert.Contains("OUTSIDE", different.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calibrate_AgainstALiveServer_ComparesPagesAndDirtying()
    {
        Availability availability = MultifdBench.Workloads.RedisLive.RedisServer.Probe();
        Assert.SkipUnless(availability.IsAvailable, availability.ToString());
        CliRun run = await CliRun.Of("calibrate", "--records", "2000", "--operations-per-second", "500", "--seconds", "1", "--json");
        // A heap of 1,000 pages strays too far from the bands to hold it to them: that both sides are compared is what is tested.
        Assert.Contains(run.ExitCode, (int[])[ExitCodes.Done, ExitCodes.CheckFailed]);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.StartsWith("redis-server ", json.RootElement.GetProperty("captured").GetString(), StringComparison.Ordinal);
        JsonElement[] figures = [.. json.RootElement.GetProperty("figures").EnumerateArray()];
        Assert.Contains(figures, figure => figure.GetProperty("name").GetString()!.StartsWith("dirty pages in ", StringComparison.Ordinal));
        JsonElement zlib = figures.Single(figure => figure.GetProperty("name").GetString() == "zlib-1 per page, ratio");
        Assert.InRange(zlib.GetProperty("captured").GetDouble(), 1.5, 4);
        Assert.InRange(zlib.GetProperty("synthetic").GetDouble(), 1.5, 4);
    }

    [Theory]
    [InlineData("--workload idle", "--against FILE")]
    [InlineData("--workload redis-ycsb-x", "redis-ycsb-x is unknown")]
    [InlineData("--records 5", "--records is out of range")]
    [InlineData("--seconds 0", "--seconds is out of range")]
    [InlineData("--operations-per-second 0", "--operations-per-second is out of range")]
    public async Task Calibrate_WrongRequest_Exits64AndNamesIt(string args, string expected)
    {
        CliRun run = await CliRun.Of(["calibrate", .. args.Split(' ')]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }
}
