using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>
/// What is asked is judged before what the host has: a wrong request ends with 64 also where its folder, process, peer, library or program
/// is missing, and a right one with 2.
/// </summary>
public sealed class WrongRequestTests
{
    /// <summary>Command lines that are wrong and whose host lacks something too. Each verb is there.</summary>
    private static readonly (string Args, string Expected)[] Wrong =
    [
        ("advise --workload redis-ycsb-x", "redis-ycsb-x"),
        ("matrix --destination 127.0.0.1:1 --filter no-such-run", "no-such-run"),
        ("migrate --multifd-compression qatzip --workload image:/no/such/file", "/no/such/file"),
        ("migrate --multifd-compression qatzip --workload idel", "Did you mean 'idle'?"),
        ("migrate --workload redis-live:9", "takes no argument"),
        ("migrate --tls-hostname x", "has no effect without --tls-creds"),
        ("migrate --tls-creds /no/such/folder", "there is no such folder; it needs ca-cert.pem, client-cert.pem and client-key.pem"),
        ("source --connect 127.0.0.1:1 --multifd-compression qatzip --workload image:/no/such/file", "/no/such/file"),
        ("source --connect 127.0.0.1:1 --workload files:/no/such/folder", "/no/such/folder"),
        ("destination --from qemu --multifd-compression qatzip --timeout 0", "--timeout 0"),
        ("destination --listen 127.0.0.1:99999", "--listen"),
        ("replay --multifd-compression qatzip --main /no/such/main --channel /no/such/channel", "/no/such/main"),
        ("replay --multifd-compression qatzap --main /no/such/main --channel /no/such/channel", "Did you mean 'qatzip'?"),
        ("replay --multifd-compression lz4 --main /no/such/main --channel /no/such/channel",
            "--multifd-compression lz4 cannot come from QEMU: QEMU has no method lz4. Use none, zlib, zstd, qpl, qatzip."),
        ("destination --from qemu --multifd-compression lz4", "--multifd-compression lz4 cannot come from QEMU"),
        ("capture --pid 2147483647 --out x --zstd-level 30", "--zstd-level 30"),
        ("inspect /no/such/file --methods zstdd", "Did you mean 'zstd'?"),
        ("inspect /no/such/file --pid 2147483647", "Give one of IMAGE, --pid PID and --core FILE"),
        ("calibrate --workload redis-ycsb-x", "redis-ycsb-x"),
        ("calibrate --workload idel --against /no/such/file", "Did you mean 'idle'?"),
        ("codec --charts /no/such/folder", "--compare"),
        ("host --jsom --sysfs-root /no/such/root", "--json"),
        ("report /no/such/folder --format pfd", "pfd"),
        ("report /no/such/folder --all-rows", "--text"),
        ("report /no/such/folder --text --out x", "--out"),
        ("simulate --validate --destination 127.0.0.1:1 --link-gbps 1 --filter no-such-run", "no-such-run"),
        ("compare /no/such/base /no/such/new --threshold 7", "--threshold 7"),
        ("history /no/such/folder --metric speed", "--metric speed"),
        ("merge /no/such/folder", "--out"),
        ("gate /no/such/folder --sessions x", "--sessions x"),
        ("gate /no/such/folder --threshold 7", "--threshold 7"),
        ("bundle /no/such/folder --oot x", "Did you mean '--out'?"),
        ("rerun /no/such/file --oot x", "Did you mean '--out'?"),
        ("man migrat", "Did you mean 'migrate'?"),
        ("completion tcsh", "tcsh"),
        ("bundle /no/such/folder", "--out"),
        ("rerun /no/such/file --shrad 1/2", "1/2"),
        ("man x", "x"),
    ];

    public static TheoryData<string, string> Rows => [.. Wrong.Select(row => new TheoryDataRow<string, string>(row.Args, row.Expected))];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task WrongRequest_Exits64_WhateverTheHostLacks(string args, string expected)
    {
        CliRun run = await CliRun.Of(args.Split(' '));
        Assert.Equal((ExitCodes.Usage, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryVerb_IsHere() =>
        Assert.Equal(CliHelpTests.Verbs.Select(row => row.Data).Order(), Wrong.Select(row => row.Args.Split(' ')[0]).Distinct().Order());

    [Theory]
    [InlineData("calibrate --workload redis-ycsb-x", ExitCodes.Usage, "redis-ycsb-x is unknown")]
    [InlineData("calibrate --workload redis-ycsb-b --records 1000", ExitCodes.CannotDecide, "redis-server is not installed")]
    [InlineData("migrate --workload redis-live:9", ExitCodes.Usage, "takes no argument")]
    public void WithoutAnyProgram_TheRequestIsStillJudgedFirst(string args, int exitCode, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "redis-live is Linux's");
        using TemporaryFolder empty = new();
        using BenchProcess bench = new(["/usr/bin/env", $"PATH={empty.Path}"], args.Split(' '));
        CliRun run = bench.Await();
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output.Trim()));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARightRequestThatThisHostCannotFulfil_Exits2()
    {
        Availability availability = BuiltIn.Methods.Probe(new MethodRequest("qatzip"));
        Assert.SkipWhen(availability.IsAvailable, "this host has QATzip");
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["main", "channel"])
            await File.WriteAllBytesAsync(folder[name], [0], TestContext.Current.CancellationToken);
        string[] recording = ["--main", folder["main"], "--channel", folder["channel"]];
        CliRun replay = await CliRun.Of(["replay", "--multifd-compression", "qatzip", .. recording]);
        CliRun destination = await CliRun.Of("destination", "--from", "qemu", "--multifd-compression", "qatzip", "--listen", "127.0.0.1:0");
        foreach (CliRun run in (CliRun[])[replay, destination])
        {
            Assert.Equal((ExitCodes.CannotDecide, ""), (run.ExitCode, run.Output));
            Assert.Contains("--multifd-compression qatzip cannot run here", run.Error, StringComparison.Ordinal);
        }
    }
}
