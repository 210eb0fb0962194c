using System.Globalization;
using System.Text.Json.Nodes;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Cli.Migrations;
using MultifdBench.Bench.Verbs.Destination;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Management;
using MultifdBench.Management.Files;
using MultifdBench.Management.Rules;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Destination;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Results;
using MultifdBench.Results.Csv;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Tests.Comparison;
using MultifdBench.Tests.Multifd.Qemu;
using MultifdBench.Tests.Reporting;
using MultifdBench.Tests.Results;
using MultifdBench.Tests.Results.Bundles;
using MultifdBench.Workloads;
using MultifdBench.Yaml;

namespace MultifdBench.Tests.Bench;

/// <summary>
/// What our schemas say of outputs and files is what these are: every key, and nothing but the keys. Whoever adds one adds it there.
/// </summary>
public sealed class SchemaTests : IDisposable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. JsonSchemas.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Schema_IsOfTheDraftThatItNames_AndRefusesAnotherKindOfValue(string name)
    {
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", JsonSchemas.Read(name)["$schema"]!.GetValue<string>());
        foreach (string wrong in (string[])["\"text\"", "7", "{ \"nobody\": 1 }", "[ 1 ]"])
            Assert.NotEmpty(JsonSchemas.Problems(JsonSchemas.Read(name), wrong));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Manual_NamesEverySchema(string name) => Assert.Contains($"schemas/{name}",
        File.ReadAllText(Path.Combine(SampleData.RepositoryRoot(), "docs", "cli.md")), StringComparison.Ordinal);

    [Fact]
    public async Task Migrate_IsARow()
    {
        await Accept("migrate.json", "migrate", "--workload", "idle", "--memory", "16MiB", "--json");
        // With every figure, as a run on a machine that tells all of them has it.
        RunRow row = Rows.Run(Rows.Cell()) with { SourceJoules = 1.5, DestinationJoules = 2, LinkGbps = 10 };
        (string, object?)[] ends = [("remaining", 4096), ("expected_downtime", 1.5), ("round_ends", Array.Empty<object>())];
        JsonSchemas.Accept("migrate.json", JsonText.With(row, ends));
        GuestService service = new(
            "redis-server 7.0", "soft-dirty", 3, 4, 5.5, 6.5, [new ServicePhase("before", 1, 2, 3, 4, 5, 6, 7, 8)]);
        JsonSchemas.Accept("migrate.json", JsonText.With(row, [.. ends, ("guest_service", service)]));
        object faults = PostcopyText.ForJson(new PageFaultFigures(3, 2, 9000, 100, new long[PageFaultFigures.BucketCount]));
        JsonSchemas.Accept("migrate.json", JsonText.With(row, [.. ends, ("postcopy_faults", faults)]));
    }

    [Fact]
    public void Row_HasTheColumnsOfRunsCsv()
    {
        string[] columns = System.Text.Encoding.UTF8.GetString(CsvText.Header<RunRow>()).Trim().Split(',');
        Assert.Equal(
            [.. columns, "remaining", "expected_downtime", "round_ends", "postcopy_faults", "guest_service"],
            Keys(JsonSchemas.Read("migrate.json")["properties"]));
        Assert.Equal(columns, Keys(JsonSchemas.Read("simulate.json")["$defs"]!["run"]!["properties"]));
    }

    [Fact]
    public async Task Simulate_IsARow_OrRows_OrPublishedOnesBesideThem()
    {
        string[] quick = ["simulate", "--scenario", "seed-idle", "--memory", "64MiB", "--json", "--out"];
        await Accept("simulate.json", [.. quick, _folder["one"]]);
        await Accept("simulate.json", [.. quick, _folder["sweep"], "--sweep", "multifd-channels=1,2"]);
        await Accept("simulate.json", [.. quick, _folder["guests"], "--guests", "2"]);
        await Accept("simulate.json", "simulate", "--reproduce", "zero-page-9.0", "--json");
    }

    [Fact]
    public async Task Host_IsFacts_AndCombinations_OrConditions()
    {
        await Accept("host.json", "host", "--json");
        await Accept("host-check.json", "host", "--check", "--json");
        using var tree = Measurement.Machine.HostTree.SapphireRapids();
        await Accept("host.json", "host", "--json", "--sysfs-root", tree.Root);
        await Accept("host-check.json", "host", "--check", "--json", "--sysfs-root", tree.Root);
    }

    [Fact]
    public async Task Compare_IsAVerdict()
    {
        Combination failing = Rows.Cell("zstd", 4);
        Sets.Write(_folder["base"], [.. new Sides(1).Runs(Rows.Cell(), 10, 0.01), .. new Sides(2).Runs(failing, 10, 0.01)]);
        RunRow late = Sets.Failed(failing, 1, RunOutcome.Timeout, "timeout is 120s") with { Seed = 1 };
        Sets.Write(_folder["new"],
            [.. new Sides(3).Runs(Rows.Cell(), 10, 0.01, 1.1), late, .. new Sides(4).Runs(failing, 10, 0.01).Skip(1)]);
        await Accept("compare.json", "compare", _folder["base"], _folder["new"], "--json");
    }

    [Fact]
    public async Task HistoryAndGate_AreSeriesAndRates()
    {
        for (int night = 0; night < 14; night++)
        {
            string host = Sides.Host.Replace("0123456789abcdef", $"commit-{night}", StringComparison.Ordinal);
            CliCompareTests.Write(_folder[$"nights/{night:00}"], new Sides(night).Runs(Rows.Cell(), 5, 0.01, night < 7 ? 1 : 1.2), host,
                minute: night);
            CliCompareTests.Write(_folder[$"sessions/{night:00}"], new Sides(night).Runs(Rows.Cell(), 1, 0.01), minute: night);
        }

        string history = await Accept("history.json", "history", _folder["nights"], "--json");
        Assert.Contains("commit_range", history, StringComparison.Ordinal);
        string gate = await Accept("gate.json", "gate", _folder["sessions"], "--pairs", "5", "--json");
        Assert.Contains("pairs_needed", gate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_IsWhatArrived() => await Accept("replay.json", "replay", QemuRecording.Qemu72.Folder, "--multifd-compression",
        "zlib", "--json");

    [Fact]
    public void Destination_IsWhatItReceived()
    {
        DestinationResult received = new(1, new PageCounts(2, 3), 4, 5, new ThreadUsage(6, 7)) { HasCpuTimes = true };
        JsonSchemas.Accept("destination.json", DestinationText.Json(new DestinationReport(
            "127.0.0.1:1", "idle/none/2ch", [new Setting("channels", "2")], RunOutcome.Completed, "", true, received, 8, ["pc.ram.ram"])));
        JsonSchemas.Accept("destination.json",
            DestinationText.Json(new DestinationReport("127.0.0.1:1", "", [], RunOutcome.Failed, "gone", null, null, 0, [])));
    }

    [Fact]
    public async Task Calibrate_IsBothSides()
    {
        byte[] memory = new byte[16 << 20];
        new Random(1).NextBytes(memory.AsSpan(0, memory.Length / 4));
        await File.WriteAllBytesAsync(_folder["guest.ram"], memory, TestContext.Current.CancellationToken);
        await Accept("calibrate.json", "calibrate", "--workload", "idle", "--against", _folder["guest.ram"], "--json");
    }

    [Fact]
    public void Bundle_HasItsManifest() => JsonSchemas.Accept("bundle.json",
        System.Text.Encoding.UTF8.GetString(Bundles.Entries(Bundles.Make(_folder))["bundle.json"]));

    [Fact]
    public void Profiles_AreAsTheSchemaSays_AndItsKeysAreThePrograms()
    {
        JsonObject schema = JsonSchemas.Read("profile.json");
        Assert.Equal(
            typeof(MatrixProfile).GetProperties().Select(property => YamlFile.KeyOf(property.Name)).Order(),
            Keys(schema["properties"]).Order());
        JsonObject entry = schema["properties"]!["methods"]!["items"]!["anyOf"]![1]!["properties"]!.AsObject();
        Assert.Equal(
            BuiltIn.Methods.Options.Select(option => option.Key).Distinct().Concat(["method", "accel"]).Order(), Keys(entry).Order());
        Assert.Equal(BuiltIn.Methods.All.Select(method => method.Name), Values(entry["method"]!["enum"]));
        Assert.Equal(BuiltIn.Methods.Accelerators.Select(accelerator => accelerator.Name), Values(entry["accel"]!["enum"]));
        foreach (MethodOption option in BuiltIn.Methods.Options)
        {
            Assert.Equal(option.IsNumber ? "integer" : "string", entry[option.Key]!["type"]!.GetValue<string>());
            if (option.Completions.Count > 0) Assert.Equal(option.Completions.Order(), Values(entry[option.Key]!["enum"]).Order());
        }

        string[] shipped = [.. Shipped("bench", "Profiles")];
        Assert.NotEmpty(shipped);
        Assert.All(shipped, file => JsonSchemas.Accept("profile.json", ToJson(file)));
        Assert.NotEmpty(JsonSchemas.Problems(schema, """{ "workload": ["idle"] }"""));
        Assert.NotEmpty(JsonSchemas.Problems(schema, """{ "methods": ["lzma"] }"""));
    }

    [Fact]
    public void Scenarios_AreAsTheSchemaSays()
    {
        string[] shipped = [.. Shipped("workloads")];
        Assert.NotEmpty(shipped);
        Assert.All(shipped, file => JsonSchemas.Accept("scenario.json", ToJson(file)));
        Assert.NotEmpty(JsonSchemas.Problems(JsonSchemas.Read("scenario.json"), """{ "name": "a", "summary": "b" }"""));
    }

    [Fact]
    public void Policies_AreAsTheSchemaSays_AndItsKeysAreTheLoaders()
    {
        JsonObject schema = JsonSchemas.Read("policy.json");
        Assert.Equal(PolicyFile.Keys.Order(), Keys(schema["properties"]).Order());
        Dictionary<string, JsonNode> rules = schema["properties"]!["rules"]!["items"]!["anyOf"]!.AsArray()
            .ToDictionary(rule => rule!["properties"]![RuleYaml.KindKey]!["const"]!.GetValue<string>(), rule => rule!);
        Assert.Equal(RuleKind.All.Select(kind => kind.Name), rules.Keys);
        foreach (RuleKind kind in RuleKind.All)
        {
            JsonNode rule = rules[kind.Name];
            Assert.Equal([RuleYaml.KindKey, .. kind.Parameters.Select(parameter => parameter.Key)], Keys(rule["properties"]));
            IEnumerable<string> needed = kind.Parameters.Where(parameter => parameter.Standard is null).Select(parameter => parameter.Key);
            Assert.Equal([RuleYaml.KindKey, .. needed], Values(rule["required"]));
            foreach (RuleParameter parameter in kind.Parameters.Where(parameter => parameter.Standard is not null))
                Assert.Equal(parameter.Standard, rule["properties"]![parameter.Key]!["default"]!.ToString());
        }

        Assert.Equal(StepsParameter.Fields.Select(field => field.Key),
            Keys(rules["iteration_actions"]["properties"]!["actions"]!["items"]!["properties"]));
        Assert.All(PolicyCatalog.All, policy => JsonSchemas.Accept("policy.json", ToJson(Parse(policy.Yaml).Root)!.ToJsonString()));
    }

    /// <summary>Of what people write, schema and loader take the same.</summary>
    [Fact]
    public void PolicySchema_TakesWhatTheLoaderTakes()
    {
        JsonObject schema = JsonSchemas.Read("policy.json");
        string[] written =
        [
            "10s", "400 ms", "1.5min", "10", "0", "0.5", "1", "2.5", "150", "1s per GiB", "1s per started GB", "1s per GB, at least 2GiB",
            "1s per TiB", "4%", "4.5 %", "100%", "101%", "true", "false", "yes", "suspend", "postcopy", "cancel", "auto-converge",
            "downtime 5s", "downtime", "downtime 5", "stop", "[]",
        ];
        int taken = 0;
        foreach (RuleKind kind in RuleKind.All)
        {
            foreach (RuleParameter parameter in kind.Parameters)
            {
                JsonNode rule = schema["properties"]!["rules"]!["items"]!["anyOf"]!.AsArray()
                    .Single(one => one!["properties"]![RuleYaml.KindKey]!["const"]!.GetValue<string>() == kind.Name)!;
                JsonObject alone = rule["properties"]![parameter.Key]!.DeepClone().AsObject();
                alone["$defs"] = schema["$defs"]!.DeepClone();
                foreach (string text in written)
                {
                    YamlFile file = Parse($"value: {text}\n");
                    bool isTaken = parameter.Read(file, file.Root.Find("value")!) is not null;
                    bool isValid = !JsonSchemas.Problems(alone, ToJson(file.Root)!["value"]!.ToJsonString()).Any();
                    Assert.True(isTaken == isValid, $"{kind.Name}: {parameter.Key}: {text} is {(isTaken ? "read" : "refused")}");
                    if (isTaken) taken++;
                }
            }
        }

        Assert.InRange(taken, 100, 1000);
    }

    [Fact]
    public void Models_AreAsTheSchemaSays()
    {
        string[] shipped = [.. Shipped("src", "Simulation", "Models")];
        Assert.NotEmpty(shipped);
        Assert.All(shipped, file => JsonSchemas.Accept("model.json", ToJson(file)));
        JsonObject parameter = JsonSchemas.Read("model.json")["$defs"]!["parameter"]!["properties"]!.AsObject();
        Assert.Equal(Enum.GetNames<ParameterKind>().Select(name => name.ToLowerInvariant()), Values(parameter["kind"]!["enum"]));
    }

    /// <summary>An editor that knows the schema marks what the program would refuse, and nothing else.</summary>
    [Theory]
    [InlineData("name: a\nsummary: b", true)]
    [InlineData("name: a\nsummary: b\nparameters:", true)]
    [InlineData("name: a\nsummary: b\nfit: c\nparameters: { cpu.cores: { value: 2, unit: cores, kind: assumed, source: d } }", true)]
    [InlineData("name: a\nsummary: b\nparameters: { cpu: { cores: { value: 2.5, unit: cores, kind: fitted, source: d } } }", true)]
    [InlineData("name: a", false)]
    [InlineData("name: a\nsummary: b\nhost: c", false)]
    [InlineData("name: a\nsummary: b\nparameters: 2", false)]
    [InlineData("name: a\nsummary: b\nparameters: { cpu.cores: 2 }", false)]
    [InlineData("name: a\nsummary: b\nparameters: { cpu.cores: { value: 2, unit: cores, kind: assumed } }", false)]
    [InlineData("name: a\nsummary: b\nparameters: { cpu.cores: { value: two, unit: cores, kind: assumed, source: d } }", false)]
    [InlineData("name: a\nsummary: b\nparameters: { cpu.cores: { value: 2, unit: cores, kind: guessed, source: d } }", false)]
    [InlineData("name: a\nsummary: b\nparameters: { cpu.cores: { value: 2, unit: cores, kind: fitted, source: d, by: e } }", false)]
    public void Models_AreRefusedByTheSchema_WhereTheLoaderRefusesThem(string yaml, bool isRight)
    {
        string path = _folder["model.yaml"];
        File.WriteAllText(path, yaml);
        bool isLoaded = true;
        try
        {
            ParameterFile.Read(path);
        }
        catch (UsageException)
        {
            isLoaded = false;
        }

        Assert.Equal((isRight, isRight), (isLoaded, !JsonSchemas.Problems(JsonSchemas.Read("model.json"), ToJson(path)).Any()));
    }

    private static async Task<string> Accept(string schema, params string[] args)
    {
        CliRun run = await CliRun.Of(args);
        Assert.True(run.ExitCode is ExitCodes.Done or ExitCodes.CheckFailed, run.Error);
        JsonSchemas.Accept(schema, run.Output);
        return run.Output;
    }

    private static YamlFile Parse(string yaml) => YamlFile.Parse(yaml, "x.yaml", "a file of ours");

    private static string[] Keys(JsonNode? node) => [.. node!.AsObject().Select(member => member.Key)];

    private static string[] Values(JsonNode? node) => [.. node!.AsArray().Select(value => value!.GetValue<string>())];

    private static IEnumerable<string> Shipped(params string[] folder) =>
        Directory.EnumerateFiles(Path.Combine([SampleData.RepositoryRoot(), .. folder]), "*.yaml", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    /// <summary>A YAML file as an editor that knows schemas sees it: plain numbers and truth values are such.</summary>
    private static string ToJson(string path) => ToJson(YamlFile.Read(path, path, "a file of ours").Root)!.ToJsonString();

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value)))),
        YamlList list => new JsonArray([.. list.Items.Select(ToJson)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { Text: "true" or "false" } flag => JsonValue.Create(flag.Text == "true"),
        YamlScalar scalar when long.TryParse(scalar.Text, Invariant, out long whole) => whole,
        YamlScalar scalar when double.TryParse(scalar.Text, Invariant, out double number) => number,
        YamlScalar scalar => scalar.Text,
        _ => throw new InvalidOperationException(node.GetType().Name),
    };
}
