using System.Diagnostics;
using MultifdBench.Bench.Cli;

namespace MultifdBench.Tests.Bench;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("bench mig", "migrate")]
    [InlineData("bench migrate --multifd-comp", "--multifd-compression-accel")]
    [InlineData("bench migrate --multifd-compression z", "zstd")]
    [InlineData("bench migrate --workload redis", "redis-ycsb-b")]
    [InlineData("bench matrix --profile n", "nightly")]
    public async Task Directive_Suggests_VerbsOptionsAndValues(string line, string expected)
    {
        CliRun run = await CliRun.Of($"[suggest:{line.Length}]", line);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected, run.Output.Split('\n', StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task UnknownShell_IsWrongUsage_AndTheKnownOnesAreNamed()
    {
        CliRun run = await CliRun.Of("completion", "csh");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("fish", run.Error, StringComparison.Ordinal);
    }

    /// <summary>In a real bash, with a program called <c>bench</c> that answers as ours does.</summary>
    [Fact]
    public async Task Bash_CompletesFromTheScript()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "no bash");
        string script = (await CliRun.Of("completion", "bash")).Output;
        string session = script + """
            bench() { [[ $1 == '[suggest:9]' && $2 == 'bench mig' ]] && printf 'migrate\nmatrix\n'; }
            COMP_LINE='bench mig' COMP_POINT=9 COMP_CWORD=1 COMP_WORDS=(bench mig)
            _bench_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        Assert.Equal("migrate\n", await RunAsync("/bin/bash", session));
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task OtherShells_ParseTheirScripts(string shell)
    {
        string path = $"/usr/bin/{shell}";
        Assert.SkipUnless(File.Exists(path), $"no {shell}");
        Assert.Equal("", await RunAsync(path, (await CliRun.Of("completion", shell)).Output, "-n"));
    }

    private static async Task<string> RunAsync(string program, string script, params string[] arguments)
    {
        ProcessStartInfo start =
            new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", await errors);
        return output;
    }
}
