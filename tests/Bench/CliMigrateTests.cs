using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Multifd.Transport;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary><c>bench migrate</c> as a script sees it: one JSON object, or one line that says what is wrong.</summary>
public sealed class CliMigrateTests
{
    private const string Columns =
        "run_id, timestamp_utc, source, workload, memory_mib, method, accel, path, huffman, level, streams, channels, "
        + "zero_page_detection, transport, " +
        "max_bandwidth_mbps, downtime_limit_ms, repetition, outcome, reason, verified, setup_time_ms, total_time_ms, downtime_ms, rounds, "
        + "normal_pages, " +
        "zero_pages, uncompressed_bytes, compressed_bytes, wire_bytes, ratio, throughput_mbps, pages_per_second, pages_per_second_last, " +
        "dirty_pages_per_second, compress_ns_per_page, decompress_ns_per_page, source_cpu_s, destination_cpu_s, allocated_bytes_per_page, "
        + "peak_rss_mib, " +
        "model, seed, library, wire_layout, notes, link_gbps, "
        + "policy, auto_converge, cpu_throttle_percentage, throttled_ms, guest_ops_share, postcopy, postcopy_blocktime_ms, tls, "
        + "zero_copy_send, memory_per_stream_kib, source_joules, destination_joules, convergence, tls_version, tls_cipher, "
        + "tls_handshake_ms, dirty_limit, dirty_limit_throttle_time_per_round_us, "
        + "dirty_sync_missed_zero_copy, dictionary_kib, agreement_bytes, agreement_cpu_ms, remaining, expected_downtime, round_ends";

    [Fact]
    public async Task Json_IsOneObjectWithTheColumnsInOrder()
    {
        CliRun run = await CliRun.Of("migrate", "--workload", "random", "--memory", "2MiB", "--multifd-compression", "zstd",
            "--multifd-zstd-level", "3", "--multifd-channels", "3", "--json");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal(Columns.Split(", "), json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("completed", json.RootElement.GetProperty("outcome").GetString());
        Assert.True(json.RootElement.GetProperty("verified").GetBoolean());
        Assert.Equal((2.0, 3, 3, 512),
            (json.RootElement.GetProperty("memory_mib").GetDouble(), json.RootElement.GetProperty("level").GetInt32(),
                json.RootElement.GetProperty("channels").GetInt32(), json.RootElement.GetProperty("normal_pages").GetInt32()));
    }

    [Fact]
    public async Task Text_ReadsAsInfoMigrate()
    {
        CliRun run = await CliRun.Of("migrate", "--workload", "random", "--memory", "1MiB", "--transport", "tcp");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.StartsWith("Migration status: completed", run.Output, StringComparison.Ordinal);
        Assert.Contains("total ram: 1024 kbytes", run.Output, StringComparison.Ordinal);
        Assert.Contains("equal to the source, byte for byte", run.Output, StringComparison.Ordinal);
    }

    /// <summary>A guest that writes nearly as fast as the link carries does not converge before the policy's first look at it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Postcopy_SaysWhatTheGuestNoticed(bool isJson)
    {
        CliRun run = await CliRun.Of(
            ["migrate", "--workload", "stress:90MiB/s", "--memory", "32MiB", "--max-bandwidth", "50M", "--downtime-limit", "0",
                "--policy", "virsh-postcopy-after-precopy", .. isJson ? (string[])["--json"] : []]);
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        if (!isJson)
        {
            Assert.Contains("postcopy: the guest went on at the destination", run.Output, StringComparison.Ordinal);
            Assert.Contains("postcopy request count: ", run.Output, StringComparison.Ordinal);
            Assert.Contains("destination memory: equal to the source, byte for byte", run.Output, StringComparison.Ordinal);
            return;
        }

        JsonSchemas.Accept("migrate.json", run.Output);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement faults = json.RootElement.GetProperty("postcopy_faults");
        Assert.True(json.RootElement.GetProperty("postcopy").GetBoolean());
        Assert.True(json.RootElement.GetProperty("verified").GetBoolean());
        Assert.Equal(24, faults.GetProperty("latency_dist").GetArrayLength());
        long waits = faults.GetProperty("latency_dist").EnumerateArray().Sum(count => count.GetInt64());
        Assert.Equal(faults.GetProperty("faults").GetInt64(), waits);
        Assert.Contains("postcopy (", json.RootElement.GetProperty("round_ends").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DirtyLimit_SaysHowLongTheGuestSlept()
    {
        CliRun run = await CliRun.Of("migrate", "--workload", "stress:4K", "--memory", "2MiB", "--dirty-limit", "--vcpu-dirty-limit", "50",
            "--x-vcpu-dirty-limit-period", "100ms", "--dirty-ring-size", "1024");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("dirty-limit throttle time per round: 0 us: the guest was not slowed", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--dirty-limit and --auto-converge exclude each other, as in QEMU: leave one out.", "--auto-converge")]
    [InlineData(
        "--dirty-limit excludes auto-converge, as in QEMU, and policy proxmox switches that on: leave the option out, or choose another "
        + "policy.", "--policy", "proxmox")]
    [InlineData("--dirty-ring-size 1500 is no power of two: use 1024, 2048, 4096 ...", "--dirty-ring-size", "1500")]
    [InlineData("--vcpu-dirty-limit 0 is out of range: use 1 to 1000000 MiB/s (default 1).", "--vcpu-dirty-limit", "0")]
    [InlineData(
        "--x-vcpu-dirty-limit-period 1001 is out of range: use 1 to 1000 milliseconds (default 1000).", "--x-vcpu-dirty-limit-period",
        "1001")]
    public async Task DirtyLimit_WhereItCannotBe_IsRefused(string problem, params string[] more)
    {
        CliRun run = await CliRun.Of(["migrate", "--dirty-limit", .. more]);
        Assert.Equal((ExitCodes.Usage, problem), (run.ExitCode, run.Error.Trim()));
    }

    [Theory]
    [InlineData(
        "--zero-copy-send is for pages as they are, and zstd compresses them: use --multifd-compression none.", "--transport", "tcp",
        "--multifd-compression", "zstd")]
    [InlineData("--zero-copy-send needs a socket: use --transport tcp.")]
    [InlineData(
        "--zero-copy-send is not for encrypted connections, as in QEMU: leave out --tls and --tls-creds.", "--transport", "tcp", "--tls")]
    public async Task ZeroCopy_WhereItCannotBe_IsRefused(string problem, params string[] more)
    {
        CliRun run = await CliRun.Of(["migrate", "--zero-copy-send", .. more]);
        Assert.Equal((ExitCodes.Usage, problem), (run.ExitCode, run.Error.Trim()));
    }

    [Fact]
    public async Task ZeroCopy_OverLoopback_SaysThatTheKernelCopied()
    {
        Assert.SkipUnless(ZeroCopySends.Probe().IsAvailable, ZeroCopySends.Probe().ToString());
        CliRun run = await CliRun.Of(
            "migrate", "--zero-copy-send", "--transport", "tcp", "--workload", "random", "--memory", "2MiB", "--json");
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.True(json.RootElement.GetProperty("zero_copy_send").GetBoolean());
        Assert.True(json.RootElement.GetProperty("verified").GetBoolean());
        Assert.InRange(json.RootElement.GetProperty("dirty_sync_missed_zero_copy").GetInt32(), 1, 100);
        Assert.Contains("the kernel had copied everything all the same", json.RootElement.GetProperty("notes").GetString()!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task DirtyLimit_IsRefusedForALiveServer()
    {
        CliRun run = await CliRun.Of("migrate", "--workload", "redis-live", "--dirty-limit");
        Assert.Equal(ExitCodes.CannotDecide, run.ExitCode);
        // Where no server is installed, that is the reason.
        Assert.Matches(@"Migration status: unavailable \((workload redis-live|redis-server is not )", run.Output);
    }

    [Fact]
    public async Task Postcopy_IsRefusedForALiveServer()
    {
        CliRun run = await CliRun.Of("migrate", "--workload", "redis-live", "--policy", "virsh-timeout-postcopy");
        Assert.Equal(ExitCodes.CannotDecide, run.ExitCode);
        Assert.Contains("Migration status: unavailable (", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_BringsItsSize()
    {
        using TemporaryFolder folder = new();
        byte[] pages = new byte[5 * 4096];
        pages.AsSpan(4096, 4096).Fill(7);
        await File.WriteAllBytesAsync(folder["guest.ram"], pages, TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("migrate", "--workload", $"image:{folder["guest.ram"]}", "--json");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal((5.0 / 256, 1, 4), (json.RootElement.GetProperty("memory_mib").GetDouble(),
            json.RootElement.GetProperty("normal_pages").GetInt32(), json.RootElement.GetProperty("zero_pages").GetInt32()));
    }

    [Fact]
    public async Task ReplacedValue_IsNotedOnStandardError()
    {
        CliRun run = await CliRun.Of("migrate", "--workload", "random", "--memory", "1MiB", "--wire-layout", "qemu-7.2",
            "--zero-page-detection", "multifd", "--json");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("runs as legacy, like QEMU", run.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("legacy", json.RootElement.GetProperty("zero_page_detection").GetString());
    }

    [Fact]
    public async Task Timeout_IsAFailedCheckWithItsReason()
    {
        // A guest that dirties far more than a trickle of bandwidth can carry.
        CliRun run = await CliRun.Of("migrate", "--workload", "stress:100000", "--memory", "64MiB", "--max-bandwidth", "1M",
            "--downtime-limit", "0", "--timeout", "1", "--json");
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal(("timeout", "timeout is 1s"),
            (json.RootElement.GetProperty("outcome").GetString(), json.RootElement.GetProperty("reason").GetString()));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("downtime_ms").ValueKind);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "--multifd-compression zstdd", "Did you mean 'zstd'?" },
        { "--multifd-zlib-level 10 --multifd-compression zlib", "multifd-zlib-level 10" },
        { "--multifd-zlib-level 10", "multifd-zlib-level 10" },
        { "--multifd-zstd-level -131073", "multifd-zstd-level -131073" },
        { "--multifd-channels 0", "--multifd-channels 0 is out of range: use 1 to 255" },
        { "--multifd-channels 256", "--multifd-channels 256 is out of range: use 1 to 255" },
        { "--multifd-channels many", "--multifd-channels many is no whole number: use 1 to 255 (default 2)." },
        { "--multifd-compression zstd --multifd-compression-accel qpl", "qpl" },
        { "--memory 100001", "--memory 100001 is not a multiple of the 4096-byte page" },
        { "--memory 0", "--memory 0 is no memory size" },
        { "--memory 4000TiB", "--memory" },
        { "--memory 64MB", "--memory 64MB is no memory size: MB may mean powers of 1000 or of 1024; write 64MiB" },
        { "--memory 64", "write 64MiB for MiB" },
        { "--max-bandwidth 25GB/s", "--max-bandwidth 25GB/s is no bandwidth: GB/s may mean bits or bytes; write 25Gbit/s" },
        { "--multifd-compression iaa", "IAA works for method zlib and qpl, as --multifd-compression-accel qpl." },
        { "--multifd-compression zlib --multifd-compression-accel iaa", "IAA is 'qpl'." },
        { "--timeout 2x", "--timeout 2x is no time: use 1 to 86400 seconds, or a time with its unit, such as 90s or 2m (default 120)." },
        { "--downtime-limit 0.5ms", "--downtime-limit 0.5ms is no time: use 0 to 2000000 milliseconds" },
        { "--workload stress:40MB/s", "write 40MiB" },
        { "--memory 8000000TiB", "--memory" },
        { "--workload idel", "Did you mean 'idle'?" },
        { "--workload image:/no/such/file.ram", "does not exist; give the path of a raw memory image" },
        { "--workload image:", "needs an argument" },
        { "--workload stress:fast", "stress" },
        { "--transport rdma", "--transport rdma is unknown: use memory or tcp" },
        { "--wire-layout qemu-8.0", "it is one of qemu-7.2, qemu-9.0" },
        { "--zero-page-detection auto", "it is one of none, legacy, multifd" },
        { "--timeout 0", "--timeout 0 is out of range" },
        { "--max-bandwidth -5", "--max-bandwidth" },
        { "--multifd-chanels 2", "Did you mean '--multifd-channels'?" },
        { "--qpl-path gpu", "--qpl-path gpu is unknown" },
        { "--qpl-path software", "--qpl-path has no effect on --multifd-compression none: it is an option of qpl and zlib on accelerator "
            + "qpl. Leave it out." },
        { "--multifd-compression zlib --qpl-huffman canned", "--qpl-huffman has no effect on --multifd-compression zlib" },
        { "--multifd-compression zlib --qpl-huffman fixed", "--qpl-huffman has no effect on --multifd-compression zlib" },
        { "--multifd-compression "
            + "zlib --streams 8", "--streams has no effect on --multifd-compression zlib: it is an option of zstd, qpl and lz4. "
            + "Leave it out." },
        { "--multifd-compression zlib --dictionary 32KiB", "--dictionary has no effect on --multifd-compression zlib" },
        { "--multifd-compression zstd --dictionary 1MiB", "--dictionary 1MiB is out of range: use 1KiB to 63KiB, or none." },
        { "--multifd-compression lz4 --dictionary 32KiB --streams 1", "--dictionary cannot run with --streams 1" },
        { "--multifd-compression zstd --multifd-zlib-level 9", "--multifd-zlib-level has no effect on --multifd-compression zstd: it is "
            + "an option of zlib. Leave it out." },
        { "--multifd-compression qpl --multifd-qatzip-level 9", "--multifd-qatzip-level has no effect on --multifd-compression qpl: it is "
            + "an option of qatzip. Leave it out." },
        { "--multifd-compression zlib --multifd-compression-accel qpl "
            + "--multifd-zlib-level 9", "--multifd-zlib-level has no effect on --multifd-compression zlib on accelerator qpl" },
        { "--codec-library managed", "--codec-library has no effect on --multifd-compression none" },
        { "--max-bandwidth 0.0000001", "--max-bandwidth 0.0000001 is no bandwidth" },
        { "--multifd-channels", "--multifd-channels" },
        { "stray", "stray" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task WrongRequest_Exits64AndNamesIt(string args, string expected)
    {
        CliRun run = await CliRun.Of(["migrate", .. args.Split(' ')]);
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OddSizedImage_NamesTheRemedy()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["odd.ram"], new byte[5000], TestContext.Current.CancellationToken);
        CliRun run = await CliRun.Of("migrate", "--workload", $"image:{folder["odd.ram"]}");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("has 5000 bytes, which is not a multiple of 4096; cut or pad it", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralWrongValues_AreALineEach()
    {
        CliRun run = await CliRun.Of("migrate", "--multifd-channels", "0", "--transport", "rdma", "--memory", "x");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal(3, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task WhatThisHostCannotRun_IsUnavailableAndUndecided()
    {
        CliRun run = await CliRun.Of("migrate", "--multifd-compression", "zlib", "--multifd-compression-accel", "qat", "--json");
        using JsonDocument json = JsonDocument.Parse(run.Output);
        string outcome = json.RootElement.GetProperty("outcome").GetString()!;
        Assert.SkipWhen(outcome == "completed", "this machine has a QAT device");
        Assert.Equal(("unavailable", ExitCodes.CannotDecide), (outcome, run.ExitCode));
        Assert.NotEqual("", json.RootElement.GetProperty("reason").GetString());
    }
}
