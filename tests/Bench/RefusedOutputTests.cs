using System.Text;
using MultifdBench.Bench.Cli;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>
/// A standard output that takes nothing is one line and exit code 2, whatever would have been printed; a reader that has gone is nothing.
/// </summary>
public sealed class RefusedOutputTests
{
    private const string Complaint =
        "Standard output cannot be written: No space left on device. Nothing more is printed; give it a place that takes it.";

    public static TheoryData<string> Help => [.. CliHelpTests.Verbs.Select(row => row.Data + " --help"), "--help", "--version"];

    public static TheoryData<string> Commands =>
    [
        "host",
        "host --json",
        "completion bash",
        "matrix --list",
        "migrate --workload random --memory 1MiB",
        "migrate --workload random --memory 1MiB --json",
        "simulate --reproduce seed-idle",
        "simulate --reproduce seed-idle --json",
        "simulate --scenario seed-idle --out FOLDER/simulated --json",
        "matrix --profile FOLDER/p.yaml --out FOLDER/matrix --no-report",
        "capture --raw FOLDER/raw --out FOLDER/pages",
    ];

    [Theory]
    [MemberData(nameof(Help))]
    [MemberData(nameof(Commands))]
    public async Task Anything_IsOneLineAndExitCode2(string args)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder["p.yaml"], TinyProfile.Yaml, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder["raw"], new byte[8192], TestContext.Current.CancellationToken);
        using StringWriter error = new();
        using ConsoleStream refusing = new(new Full(), e => throw new OutputException(e));
        using ConsoleSession session = new(refusing.ToWriter(Encoding.UTF8), error, TimeProvider.System);
        string[] words = args.Replace("FOLDER", folder.Path, StringComparison.Ordinal).Split(' ');
        int exitCode = await new BenchCommand(() => BuiltIn.Methods).RunAsync(words, session, TestContext.Current.CancellationToken);
        string[] lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal((ExitCodes.CannotDecide, Complaint), (exitCode, lines[^1]));
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("host --json")]
    public void TheProgram_SaysTheSame(string args)
    {
        CliRun run = Run(">/dev/full", args);
        Assert.Equal((ExitCodes.CannotDecide, "", Complaint), (run.ExitCode, run.Output.Trim(), run.Error.Trim()));
    }

    [Fact]
    public void StandardErrorThatRefuses_ChangesNothing()
    {
        CliRun run = Run("2>/dev/full", "migrate --workload random --memory 1MiB --wire-layout qemu-7.2 --zero-page-detection multifd");
        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.StartsWith("Migration status: completed", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, Run("2>/dev/full", "migrate --memory x").ExitCode);
    }

    [Fact]
    public async Task AReaderThatHasGone_ChangesNothing()
    {
        using TemporaryFolder folder = new();
        await TestPipe.CreateAsync(folder["gone"]);
        // The program starts when nobody can read any more.
        CliRun run = Run($"{{ read go <{folder["gone"]}; \"$0\" host; echo $? >&2; }} | {{ exec <&-; echo go >{folder["gone"]}; }}");
        Assert.Equal(("", "0"), (run.Output.Trim(), run.Error.Trim()));
    }

    private static CliRun Run(string redirection, string args) => Run($"\"$0\" {args} {redirection}");

    /// <summary>Runs a line of the shell in which $0 is the program.</summary>
    private static CliRun Run(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/dev/full"), "/dev/full is Linux's");
        using BenchProcess bench = new(["sh", "-c", script]);
        return bench.Await();
    }

    /// <summary>A disk without room.</summary>
    private sealed class Full : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");
    }
}
