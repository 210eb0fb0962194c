using MultifdBench.Core;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;
using MultifdBench.Tests.Results;
using MultifdBench.Tests.Yaml;

namespace MultifdBench.Tests.Simulation;

public sealed class ParameterFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("name: a\nsummary: b\nparameters:\n  cpu.cores: { value: 4, unit: cores, kind: assumed }\n", "host.yaml, line 4",
        "has no source")]
    [InlineData("name: a\nsummary: b\nparameters:\n  cpu.cores: { value: 4, kind: assumed, source: s }\n", "host.yaml, line 4",
        "has no unit")]
    [InlineData("name: a\nsummary: b\nparameters:\n  cpu.cores: { value: 4, unit: cores, kind: guessed, source: s }\n", "host.yaml, line 4",
        "Kinds: published, measured, assumed, fitted")]
    [InlineData("name: a\nsummary: b\nparameters:\n  cpu.cores: { value: many, unit: cores, kind: assumed, source: s }\n",
        "host.yaml, line 4", "a number is needed")]
    [InlineData("name: a\nsummary: b\nparameters:\n  cpu.cores: { value: .inf, unit: cores, kind: assumed, source: s }\n",
        "host.yaml, line 4", "a number is needed")]
    [InlineData("name: a\nsummary: b\nparameters:\n  cpu.cores: 4\n", "host.yaml, line 4", "needs unit, kind and source")]
    [InlineData("name: a\nsummary: b\nparameters:\n  cpu.cores: { value: 4, unit: cores, kind: assumed, sauce: s }\n", "host.yaml, line 4",
        "Did you mean 'source'?")]
    [InlineData("name: a\nsummary: b\nparameters: 4\n", "host.yaml, line 3", "must be a mapping")]
    [InlineData("name: a\nsumary: b\n", "host.yaml, line 2", "Did you mean 'summary'?")]
    [InlineData("name: a\n", "host.yaml", "there is no 'summary'")]
    [InlineData("name: [a\n", "host.yaml, line", "not valid YAML")]
    [InlineData("- a\n", "host.yaml", "one YAML mapping")]
    [InlineData("", "host.yaml", "one YAML mapping")]
    [InlineData("name: a\nsummary: b\nextends: nobody\n", "host.yaml, line 3", "put nobody.yaml beside this file")]
    [InlineData("name: a\nsummary: b\nextends: host\n", "host.yaml", "is there a circle?")]
    [InlineData("name: a\nsummary: b\nparameters: &p\n  more: *p\n", "host.yaml, line 4", "the alias *p is inside its own anchor &p")]
    [InlineData("name: a\nsummary: b\nname: c\n", "host.yaml, line 3", "'name' is on line 1 already")]
    [InlineData("name: a\nsummary: b\nparameters:\n  a: { value: 4, value: 5, unit: cores, kind: assumed, source: s }\n",
        "host.yaml, line 4", "'value' is on line 4 already")]
    [InlineData("name: a\nsummary: b\nparameters:\n  a.b: { value: 4, unit: c, kind: assumed, source: s }\n  a: { b: { value: 4, unit: c, "
        + "kind: assumed, source: s } }\n", "host.yaml, line 5", "'a.b' is there already (host.yaml, line 4)")]
    public void BrokenFile_IsRefusedWithFileLineAndRemedy(string yaml, string origin, string problem)
    {
        File.WriteAllText(_folder["host.yaml"], yaml);
        string message = Assert.Throws<UsageException>(() => Models.ReadHost(_folder["host.yaml"])).Message;
        Assert.StartsWith(origin, message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralMistakes_AreAllNamed()
    {
        File.WriteAllText(_folder["host.yaml"],
            "nam: a\nsummary: b\nparameters:\n  a: 4\n  b: { value: x, unit: u, kind: guess, source: s }\n");
        Assert.Equal(5, Refused("host.yaml").Length);
        File.Copy(ModelFolder.BesideProgram.FindHost("spr-v4"), _folder["spr-v4.yaml"]);
        File.WriteAllText(
            _folder["mine.yaml"],
            "name: mine\nsummary: b\nextends: spr-v4\nparameters:\n  cpu.cores: { value: 0, unit: cores, kind: assumed, source: s }\n"
            + "  iaa.devices: { value: 1.5, unit: devices, kind: assumed, source: s }\n  iaa.compres_ns: { value: 1, unit: ns, kind: "
            + "assumed, source: s }\n");
        Assert.Collection(
            Refused("mine.yaml"),
            line => Assert.StartsWith("mine.yaml, line 5: cpu.cores is 0 cores", line, StringComparison.Ordinal),
            line => Assert.StartsWith("mine.yaml, line 6: iaa.devices is 1.5", line, StringComparison.Ordinal),
            line => Assert.StartsWith("mine.yaml, line 7: unknown parameter 'iaa.compres_ns'", line, StringComparison.Ordinal));
    }

    [Fact]
    public void MutatedFiles_AreReadOrRefused()
    {
        string[] hosts = [.. YamlText.Shipped("models/hosts").Select(File.ReadAllText)];
        string[] scenarios = [.. YamlText.Shipped("models/scenarios").Select(File.ReadAllText)];
        Random random = new(7);
        for (int i = 0; i < 250; i++)
        {
            File.WriteAllText(_folder["host.yaml"], YamlText.Mutated(hosts[i % hosts.Length], random));
            File.WriteAllText(_folder["guest.yaml"], YamlText.Mutated(scenarios[i % scenarios.Length], random));
            ReadsOrRefuses(() => Models.ReadHost(_folder["host.yaml"]));
            ReadsOrRefuses(() => Models.ReadGuest(_folder["guest.yaml"], Units.GiB));
        }
    }

    [Theory]
    [InlineData("cpu.cores", -1, "cores", "is -1 cores; 1 to 4096 is allowed")]
    [InlineData("network.bandwidth_gbps", 1e9, "Gbit/s", "0.001 to 10000 is allowed")]
    [InlineData("iaa.devices", 1.5, "devices", "a whole number is needed")]
    [InlineData("iaa.compress_ns", 2.1, "us", "the model needs 'ns'")]
    [InlineData("iaa.compres_ns", 2100, "ns", "Did you mean 'iaa.compress_ns'?")]
    public void ParameterThatCannotBe_IsRefusedWithLine(string key, double value, string unit, string problem)
    {
        File.Copy(ModelFolder.BesideProgram.FindHost("spr-v4"), _folder["spr-v4.yaml"]);
        File.WriteAllText(_folder["mine.yaml"],
            Invariant.Text(
                $"name: mine\nsummary: b\nextends: spr-v4\nparameters:\n"
                    + $"  {key}: {{ value: {value}, unit: {unit}, kind: assumed, source: s }}\n"));
        string message = Assert.Throws<UsageException>(() => Models.ReadHost(_folder["mine.yaml"])).Message;
        Assert.StartsWith("mine.yaml, line 5: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 5000)]
    [InlineData("parameters:\n  channel.destination_packet_ns: { value: 7, unit: ns, kind: assumed, source: s }\n", 7)]
    public void ADestinationsPacket_CostsTheSources_UnlessTheFileTellsThemApart(string parameters, double expectedNs)
    {
        File.Copy(ModelFolder.BesideProgram.FindHost("spr-v4"), _folder["spr-v4.yaml"]);
        File.WriteAllText(_folder["mine.yaml"], $"name: mine\nsummary: b\nextends: spr-v4\n{parameters}");
        ChannelCosts costs = Models.ReadHost(_folder["mine.yaml"]).Channel;
        Assert.Equal((5000, expectedNs), (costs.PacketNs, costs.DestinationPacketNs));
    }

    [Fact]
    public void MissingParameter_IsNamedWithItsUnit()
    {
        File.WriteAllText(_folder["host.yaml"], "name: a\nsummary: b\nparameters:\n");
        Assert.Contains("has no parameter 'cpu.cores' (cores)",
            Assert.Throws<UsageException>(() => Models.ReadHost(_folder["host.yaml"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingOrHugeFile_IsRefused()
    {
        Assert.Contains("cannot be read", Assert.Throws<UsageException>(() => ParameterFile.Read(_folder["none.yaml"])).Message,
            StringComparison.Ordinal);
        File.WriteAllBytes(_folder["huge.yaml"], new byte[(1 << 20) + 1]);
        Assert.Contains("larger than 1048576 bytes", Assert.Throws<UsageException>(() => ParameterFile.Read(_folder["huge.yaml"])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void EveryFileOfTheRepository_IsComplete_AndEveryParameterHasASource()
    {
        ModelFolder models = ModelFolder.BesideProgram;
        Assert.True(models.Hosts.Count >= 5 && models.Scenarios.Count >= 5);
        IEnumerable<string> testbeds = PublishedTables.All.Select(table => table.Host).Distinct();
        Assert.All(models.Hosts.Union(testbeds), name => Assert.All(Models.ReadHost(models.FindHost(name)).Parameters.All, HasSource));
        Assert.All(models.Scenarios,
            name => Assert.All(Models.ReadGuest(models.FindScenario(name), 64 * Units.GiB).Parameters.All, HasSource));
    }

    [Fact]
    public void Yaml_ReadsBackAsItself()
    {
        ParameterFile file = ParameterFile.Read(ModelFolder.BesideProgram.FindHost("spr-v7"));
        File.WriteAllText(_folder["copy.yaml"], file.ToYaml());
        ParameterFile copy = ParameterFile.Read(_folder["copy.yaml"]);
        Assert.Equal((file.Name, file.Summary), (copy.Name, copy.Summary));
        Assert.Equal(
            file.Parameters.All.Select(one => one with { Origin = "", File = null }),
            copy.Parameters.All.Select(one => one with { Origin = "", File = null }));
    }

    private static void ReadsOrRefuses(Action read)
    {
        try
        {
            read();
        }
        catch (UsageException e)
        {
            Assert.False(string.IsNullOrWhiteSpace(e.Message));
        }
    }

    private string[] Refused(string file) =>
        Assert.Throws<UsageException>(() => Models.ReadHost(_folder[file])).Message.Split(Environment.NewLine);

    private static void HasSource(Parameter parameter)
    {
        Assert.True(parameter.Source.Length > 3, $"{parameter.Origin}: {parameter.Key} has the source '{parameter.Source}'");
        Assert.NotEqual("fit", parameter.Source);
    }
}
