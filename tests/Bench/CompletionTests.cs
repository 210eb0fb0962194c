using System.Diagnostics;
using MultifdBench.Bench.Cli;

namespace MultifdBench.Tests.Bench;

public sealed class CompletionTests
{
    /// <summary>A shell function that is this program; <see cref="RunAsync"/> sets the variable.</summary>
    private const string Function = "bench() { dotnet \"$BENCH_DLL\" \"$@\"; }\n";

    [Theory]
    [InlineData("bench mig", "migrate")]
    [InlineData("bench migrate --multifd-comp", "--multifd-compression-accel")]
    [InlineData("bench migrate --multifd-compression z", "zstd")]
    [InlineData("bench migrate --workload redis", "redis-ycsb-b")]
    [InlineData("bench matrix --profile n", "nightly")]
    [InlineData("bench matrix --methods none,zs", "none,zstd")]
    [InlineData("bench matrix --workload id", "idle")]
    [InlineData("bench migrate --zero-page-detection l", "legacy")]
    [InlineData("bench migrate --transport t", "tcp")]
    [InlineData("bench migrate --codec-library m", "managed")]
    [InlineData("bench destination --multifd-compression-accel q", "qat")]
    [InlineData("bench destination --from q", "qemu")]
    [InlineData("bench simulate --host spr-q", "spr-qat")]
    [InlineData("bench simulate --scenario sil", "silesia-64g")]
    [InlineData("bench simulate --reproduce s", "seed")]
    [InlineData("bench replay --multifd-compression z", "zlib")]
    [InlineData("bench capture --pages r", "resident")]
    [InlineData("bench calibrate --workload redis-ycsb-", "redis-ycsb-b")]
    [InlineData("bench history --metric tot", "total_time_ms")]
    [InlineData("bench completion f", "fish")]
    [InlineData("bench report --format ht", "html")]
    public async Task Directive_Suggests_VerbsOptionsAndValues(string line, string expected)
    {
        CliRun run = await CliRun.Of($"[suggest:{line.Length}]", line);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected, run.Output.Split('\n', StringSplitOptions.TrimEntries));
    }

    /// <summary>Each once, and no placeholder among them.</summary>
    [Fact]
    public async Task Values_AreSuggestedOnce()
    {
        const string Line = "bench migrate --multifd-compression ";
        string output = (await CliRun.Of($"[suggest:{Line.Length}]", Line)).Output;
        string[] suggested = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.All(BuiltIn.Methods.All, method => Assert.Single(suggested, method.Name));
        Assert.Empty(ValueCompletion.Values("NAME|FILE"));
        Assert.Equal(["seed", "all"], ValueCompletion.Values("seed|all|TABLE"));
        Assert.Empty(ValueCompletion.Values("N"));
    }

    /// <summary>In the real shells, with the real program: what is offered for a value of an option.</summary>
    [Fact]
    public async Task Bash_CompletesValues_WithTheProgramItself()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "no bash");
        string script = Function + (await CliRun.Of("completion", "bash")).Output + """
            COMP_LINE='bench migrate --multifd-compression z' COMP_POINT=37 COMP_CWORD=3
            COMP_WORDS=(bench migrate --multifd-compression z)
            _bench_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        Assert.Equal("zlib\nzstd\n", await RunAsync("/bin/bash", script));
    }

    [Fact]
    public async Task Fish_CompletesValues_WithTheProgramItself()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/fish"), "no fish");
        string script = "function bench; dotnet $BENCH_DLL $argv; end\n" + (await CliRun.Of("completion", "fish")).Output
            + "complete -C 'bench migrate --zero-page-detection l'\n";
        Assert.Equal("legacy\n", await RunAsync("/usr/bin/fish", script));
    }

    [Fact]
    public async Task Zsh_CompletesValues_WithTheProgramItself()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/zsh"), "no zsh");
        // Without a terminal there is no completion system: what the function would add is printed.
        string script = "compdef() { :; }\ncompadd() { shift; print -l -- \"$@\"; }\n"
            + Function + (await CliRun.Of("completion", "zsh")).Output
            + "BUFFER='bench migrate --transport t' CURSOR=27\n_bench\n";
        Assert.Equal("tcp\n", await RunAsync("/usr/bin/zsh", script, "-f"));
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
        start.Environment["BENCH_DLL"] = Path.Combine(AppContext.BaseDirectory, "bench.dll");
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
