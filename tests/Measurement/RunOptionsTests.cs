using System.CommandLine;
using System.Text.RegularExpressions;
using CsvHelper;
using MultifdBench.Bench.Cli.Migrations;
using MultifdBench.Bench.Profiles;
using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Results;

namespace MultifdBench.Tests.Measurement;

/// <summary>What an option's entry says is what command line, profiles, results and documentation have.</summary>
public sealed class RunOptionsTests
{
    /// <summary>Given per verb: only what is no value needs another text.</summary>
    private static readonly Dictionary<string, string> DocumentedDefaults = new() { ["zero-page-detection"] = "multifd" };

    [Fact]
    public void EachIsAProfilesKey_WithTheSameDefault()
    {
        IReadOnlyDictionary<string, object?> profile = ProfileYaml.Plain(new MatrixProfile { Workloads = ["idle"] });
        Assert.All(RunOptions.All, option =>
        {
            object? value = profile[option.Key];
            object? one = value is System.Collections.IList { Count: 1 } list && option.IsAxis ? list[0] : value;
            string? text = one is bool flag ? (flag ? "on" : "off") : one?.ToString();
            Assert.Equal(DocumentedDefaults.GetValueOrDefault(option.Name, option.DefaultText), text);
        });
    }

    /// <summary>An order is a list of its own; none may leave an option out.</summary>
    [Fact]
    public void EveryOrder_HasAllOfThem()
    {
        Assert.Equal(RunOptions.All.ToHashSet(), RunOptions.Multiplied.ToHashSet());
        Assert.Equal(RunOptions.All.Where(option => option.Agreed is not null).ToHashSet(), RunOptions.Agreed.ToHashSet());
    }

    [Fact]
    public void EachColumn_IsOneOfRunsCsv()
    {
        string[] columns = [.. typeof(RunRow).GetProperties()
            .SelectMany(property => property.GetCustomAttributes(typeof(CsvColumnAttribute), false).Cast<CsvColumnAttribute>())
            .Select(column => column.Name!)];
        Assert.Contains("run_id", columns);
        Assert.All(RunOptions.All.Select(option => option.Column).OfType<string>(), column => Assert.Contains(column, columns));
    }

    /// <summary>Two runs that differ in one option alone have two ids, or the option changes no figure.</summary>
    [Fact]
    public void WhatAnAxisVaries_TellsCombinationsApart()
    {
        MatrixProfile profile = new()
        {
            Workloads = ["a", "b"],
            Memory = ["1MiB", "2MiB"],
            Methods = [new() { Method = "none" }],
            Channels = [1, 2],
            ZeroPageDetection = ["none", "legacy"],
            DowntimeLimitMs = [1, 2],
            MaxBandwidth = ["0", "1"],
            Transport = ["memory", "tcp"],
            Tls = [false, true],
            WireLayout = ["qemu-7.2", "qemu-9.0"],
            AutoConverge = [false, true],
            Policy = ["fixed", "kubevirt-ramp"],
        };
        // Dirty-limit is not together with auto-converge, and zero-copy-send is over TCP in the clear only.
        MatrixProfile limited = profile with { AutoConverge = [false], DirtyLimit = [true] };
        MatrixProfile uncopied = profile with { Transport = ["tcp"], Tls = [false], ZeroCopySend = [true] };
        MatrixProfile[] all = [profile, limited, uncopied];
        int others = 1 << RunOptions.All.Count(option => option.IsAxis
            && option.Name is not ("auto-converge" or "dirty-limit" or "transport" or "tls" or "zero-copy-send"));
        Assert.Equal((8 + 4 + 2) * others,
            all.SelectMany(each => Plans.Of(each).Runs).Select(run => run.Combination.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("multifd-channels", "0", "--multifd-channels 0 is out of range: use 1 to 255 (default 2).")]
    [InlineData("multifd-channels", "256", "--multifd-channels 256 is out of range: use 1 to 255 (default 2).")]
    [InlineData("downtime-limit", "2000001", "--downtime-limit 2000001 is out of range: use 0 to 2000000 milliseconds (default 300).")]
    [InlineData("timeout", "0", "--timeout 0 is out of range: use 1 to 86400 seconds (default 120).")]
    [InlineData("seed", "-3", null)]
    [InlineData("downtime-limit", "0", null)]
    public void ValuesOutOfRange_AreNamedWithTheRemedy(string name, string text, string? problem) =>
        Assert.Equal(problem, Option(name).ProblemOf(Option(name).Sweep(new RunSpec(), text)));

    [Fact]
    public void WhatIsNoValue_IsRefusedBySweeps_AndByThePlannerWhenAnotherHostSentIt()
    {
        RunOption channels = Option("multifd-channels");
        Assert.Equal("--sweep multifd-channels=two is no whole number; give whole numbers.",
            Assert.Throws<UsageException>(() => channels.Sweep(new RunSpec(), "two")).Message);
        Assert.All((string?[])["two", null], text => Assert.NotNull(channels.ProblemOf(channels.Receive(new RunSpec(), text))));
    }

    [Fact]
    public void TheCommandLine_HasEachWithItsDefaultAndHelp()
    {
        Command command = new("migrate");
        MigrateOptions options = new(command, BuiltIn.Methods, new RunSpec());
        Assert.Equal(new RunSpec(), options.Read(command.Parse("")));
        Assert.All(RunOptions.All, option =>
        {
            Option own = Assert.Single(command.Options, known => known.Name == $"--{option.Name}");
            Assert.Equal(option.Placeholder, own.HelpName);
            Assert.StartsWith(option.Summary, own.Description, StringComparison.Ordinal);
        });
    }

    /// <summary>The table of <c>migrate</c> in docs/cli.md has a row for every option and method's option, with its default.</summary>
    [Fact]
    public void ThePageOfTheCommandLine_HasEachWithItsDefault()
    {
        string page = File.ReadAllText(Path.Combine(SampleData.RepositoryRoot(), "docs", "cli.md"));
        Dictionary<string, string> rows =
            Regex.Matches(page, @"^\| `--(?<name>[a-z0-9-]+) [^`]+` \| `?(?<default>[^`| ]*)`? \| ", RegexOptions.Multiline)
            .DistinctBy(row => row.Groups["name"].Value).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["default"].Value);
        Assert.All(RunOptions.All,
            option => Assert.Equal(DocumentedDefaults.GetValueOrDefault(option.Name, option.DefaultText), rows[option.Name]));
        Assert.All(BuiltIn.Methods.Options, option => Assert.Equal(option.DefaultText, rows[option.Name]));
    }

    private static RunOption Option(string name) => RunOptions.All.Single(option => option.Name == name);
}
