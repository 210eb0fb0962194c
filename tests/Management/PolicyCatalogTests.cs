using MultifdBench.Core;
using MultifdBench.Management;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Management;

/// <summary>Policies are found by name or file, and the names are those of the files.</summary>
public sealed class PolicyCatalogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_AreThoseOfTheFiles()
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(SampleData.RepositoryRoot(), "policies"))
            .Select(file => Path.GetFileName(file))];
        Assert.Equal(files.Order(StringComparer.Ordinal), PolicyCatalog.Names.Select(name => name + ".yaml").Order(StringComparer.Ordinal));
        Assert.Contains(PolicyCatalog.Default, PolicyCatalog.Names);
        // A file is read when its policy is asked for: its name must tell whose it is.
        Assert.All(PolicyCatalog.Names, name => Assert.Equal(name, PolicyCatalog.Get(name).Name));
        Assert.True(PolicyCatalog.Get(PolicyCatalog.Default).IsIdle);
    }

    [Fact]
    public void EveryPolicy_SaysWhereItIsFrom() =>
        Assert.All(PolicyCatalog.All, policy => Assert.NotEmpty(policy.Sources));

    [Fact]
    public void Overview_HasALineForEach()
    {
        string[] lines = PolicyCatalog.Overview.Split(Environment.NewLine);
        Assert.Equal(PolicyCatalog.Names, lines.Select(line => line.Split(' ')[0]));
        Assert.All(PolicyCatalog.All, policy => Assert.Contains(policy.Summary, PolicyCatalog.Overview, StringComparison.Ordinal));
    }

    [Fact]
    public void UnknownName_IsRefusedWithASuggestion()
    {
        string message = Assert.Throws<UsageException>(() => PolicyCatalog.Get("novs")).Message;
        Assert.StartsWith("--policy novs does not exist. Did you mean 'nova'? Use ", message, StringComparison.Ordinal);
        Assert.EndsWith(", or the path of a YAML file.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_IsReadByItsPath_UnderANameOfItsOwn()
    {
        string yaml = PolicyCatalog.Get("nova").Yaml;
        File.WriteAllText(_folder["copy.yaml"], yaml);
        Assert.Equal("nova", PolicyCatalog.Get(_folder["copy.yaml"]).Name);
        File.WriteAllText(_folder["other.yaml"], yaml.Replace("75s", "30s", StringComparison.Ordinal));
        string message = Assert.Throws<UsageException>(() => PolicyCatalog.Get(_folder["other.yaml"])).Message;
        Assert.Contains("give this one a name of its own", message, StringComparison.Ordinal);
        File.WriteAllText(_folder["own.yaml"], yaml.Replace("name: nova", "name: ours", StringComparison.Ordinal));
        PolicyDefinition own = PolicyCatalog.Get(_folder["own.yaml"]);
        Assert.Equal(("ours", true, false), (own.Name, own.MayCancel, own.NeedsPostcopy));
    }
}
