using MultifdBench.Core;
using MultifdBench.Tests.Yaml;
using MultifdBench.Workloads;

namespace MultifdBench.Tests.Workloads;

public sealed class CatalogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("multifd-workloads-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void All_Names_AreListedOnce()
    {
        string[] names = [.. WorkloadCatalog.All.Select(definition => definition.Pattern)];
        Assert.Equal(names.Distinct(), names);
        foreach (string name in (string[])["idle", "jvm", "memcached", "page-cache", "postgres", "redis-ycsb-a", "redis-ycsb-b",
            "redis-ycsb-c", "random", "stress:RATE", "image:FILE", "files:DIR"]) Assert.Contains(name, names);
    }

    /// <summary>A scenario is found by its file's name, without a look into the others.</summary>
    [Fact]
    public void EveryScenario_HasTheNameOfItsFile()
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "workloads"), "*.yaml",
            SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file))];
        Assert.NotEmpty(files);
        Assert.All(files, name => Assert.Contains(name, WorkloadCatalog.Names));
        Assert.Equal(WorkloadCatalog.All.Select(definition => definition.Name), WorkloadCatalog.Names);
        Assert.All(files, name => Assert.Null(WorkloadCatalog.NameProblem(name)));
        Assert.Contains("takes no argument", WorkloadCatalog.NameProblem("idle:7"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("idl", "Did you mean 'idle'")]
    [InlineData("nothing-like-it", "Workloads: idle")]
    [InlineData("stress", "stress:RATE")]
    [InlineData("stress:", "stress:RATE")]
    [InlineData("idle:7", "takes no argument")]
    [InlineData("stress:fast", "page writes per second")]
    [InlineData("stress:0", "above zero")]
    [InlineData("stress:-5", "above zero")]
    [InlineData("stress:40MiB", "page writes per second")]
    [InlineData("image:/no/such/file", "does not exist")]
    [InlineData("files:/no/such/folder", "no such folder")]
    [InlineData("missing.yaml", "cannot be read")]
    public void Create_WrongName_IsRefusedWithARemedy(string name, string expected) =>
        Assert.Contains(expected, Guests.Refusal(() => Guests.Create(name)), StringComparison.Ordinal);

    [Fact]
    public void Create_UnevenMemory_IsRefused() =>
        Assert.Contains("multiple of 4096",
            Guests.Refusal(() => WorkloadCatalog.Create(new WorkloadRequest { Name = "idle", MemoryBytes = 5000 })),
            StringComparison.Ordinal);

    [Fact]
    public void Create_RedisInTooLittleMemory_IsRefused() =>
        Assert.Contains("use more memory", Guests.Refusal(() => Guests.Create("redis-ycsb-b", mib: 1)), StringComparison.Ordinal);

    [Theory]
    [InlineData("stress:20000", 20000)]
    [InlineData("stress:20K", 20000)]
    [InlineData("stress:1.5m", 1.5e6)]
    [InlineData("stress:40MiB/s", 10240)]
    public void Stress_Rate_IsPagesPerSecond(string name, double pages) =>
    Assert.Equal(pages, Guests.Create(name).Program.OperationsPerSecond);

    [Theory]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters:\n  zero_shre: 0.5\n",
        "x.yaml, line 5: unknown parameter 'zero_shre'. Did you mean 'zero_share'?")]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters:\n  zero_share: 1.5\n",
        "x.yaml, line 5: zero_share is '1.5'; a number from 0 to 1")]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters:\n  hot_pages: [1, 2]\n",
        "x.yaml, line 5: parameter 'hot_pages' is a list")]
    [InlineData("name: x\nextends: idl\nsummary: s\n", "Did you mean 'idle'?")]
    [InlineData("name: x\nextends: x.yaml\nsummary: s\n", "is there a circle?")]
    [InlineData("name: x\nsummary: s\ngenerator: idl\n", "Did you mean 'idle'?")]
    [InlineData("name: x\nsummary: s\ngenerator: idle\n", "has no parameter")]
    [InlineData("name: x\nextends: idle\n", "no 'summary'")]
    [InlineData("nam: x\n", "unknown key 'nam'. Did you mean 'name'?")]
    [InlineData("- a\n- b\n", "one YAML mapping")]
    [InlineData("name: [x\n", "not valid YAML")]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters: 5\n", "must be a mapping")]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters: &p\n  more: *p\n",
        "x.yaml, line 5: not valid YAML: the alias *p is inside its own anchor &p")]
    [InlineData("name: x\nextends: idle\nsummary: s\nname: y\n", "x.yaml, line 4: 'name' is on line 1 already; leave one of them out.")]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters:\n  hot_pages: 1\n  hot_pages: 2\n",
        "x.yaml, line 6: 'hot_pages' is on line 5 already; leave one of them out.")]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters:\n  areas.a.share: 1\n  areas.a: { share: 2 }\n",
        "x.yaml, line 6: parameter 'areas.a.share' is there already (x.yaml, line 5)")]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters:\n  areas.kernel_image.pages.cod: 1\n",
        "x.yaml, line 5: 'cod' is no kind of page. Did you mean 'code'? Kinds of pages: ")]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters:\n  growing_area: page_struct\n",
        "x.yaml, line 5: growing_area 'page_struct' is none of the areas; use one of boot_image, ")]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters:\n  areas.more: { share: 1, extent_pages: 1, tails: 0 }\n",
        "has no parameter 'areas.more.copies'")]
    [InlineData("name: x\nextends: idle\nsummary: s\nparameters:\n"
        + "  areas.more: { share: 1, extent_pages: 1, tails: 0, copies: 0, free: 0, gap_before: 0 }\n",
        "x.yaml, line 5: area 'more' has no pages; add areas.more.pages.code: 1, or another kind.")]
    [InlineData("name: x\nsummary: s\ngenerator: idle\n", "has no parameter 'areas'")]
    [InlineData("name: [x]\nextends: idle\nsummary: s\n", "x.yaml, line 1: 'name' must be a single value")]
    public void Scenario_Broken_IsRefusedNamingFileAndLine(string yaml, string expected)
    {
        string path = Path.Combine(_folder.FullName, "x.yaml");
        File.WriteAllText(path, yaml);
        Assert.Contains(expected, Guests.Refusal(() => Guests.Create(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Scenario_WithSeveralMistakes_HasThemAllNamed()
    {
        string path = Path.Combine(_folder.FullName, "x.yaml");
        File.WriteAllText(path, "nam: x\nextends: idle\nparameters:\n  hot_pages: [1]\n");
        Assert.Collection(
            Guests.Refusal(() => Guests.Create(path)).Split(Environment.NewLine),
            line => Assert.StartsWith("x.yaml, line 1: unknown key 'nam'", line, StringComparison.Ordinal),
            line => Assert.StartsWith("x.yaml, line 4: parameter 'hot_pages' is a list", line, StringComparison.Ordinal),
            line => Assert.StartsWith("x.yaml: the scenario has no 'name'", line, StringComparison.Ordinal),
            line => Assert.StartsWith("x.yaml: the scenario has no 'summary'", line, StringComparison.Ordinal));
        File.WriteAllText(path, "name: x\nextends: idle\nsummary: s\nparameters:\n  zero_share: 2\n  hot_pages: 1.5\n  hot_page: 7\n");
        string[] lines = Guests.Refusal(() => Guests.Create(path)).Split(Environment.NewLine);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("x.yaml, line 5: zero_share is '2'; a number from 0 to 1", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("x.yaml, line 6: hot_pages is '1.5'; a whole number", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("x.yaml, line 7: unknown parameter 'hot_page'. Did you mean 'hot_pages'?", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void MutatedScenarios_AreReadOrRefused()
    {
        string path = Path.Combine(_folder.FullName, "x.yaml");
        string[] texts = [.. YamlText.Shipped("workloads").Select(File.ReadAllText)];
        Random random = new(5);
        for (int i = 0; i < 500; i++)
        {
            File.WriteAllText(path, YamlText.Mutated(texts[i % texts.Length], random));
            try
            {
                WorkloadCatalog.Create(new WorkloadRequest { Name = path, MemoryBytes = 64 << 20 }).Dispose();
            }
            catch (UsageException e)
            {
                Assert.False(string.IsNullOrWhiteSpace(e.Message));
            }
        }
    }

    [Fact]
    public void Scenario_OfAUser_NeedsOnlyWhatDiffers()
    {
        string path = Path.Combine(_folder.FullName, "busy.yaml");
        File.WriteAllText(path, "name: busy\nextends: idle\nsummary: s\nparameters:\n  page_writes_per_second: 5000\n");
        Assert.Equal(5000, Guests.Create(path).Program.OperationsPerSecond);
        Assert.Equal(7000, Guests.Create(path, overrides: ("page_writes_per_second", "7000")).Program.OperationsPerSecond);
    }

    [Fact]
    public void Overrides_AreRefusedWhereNobodyReadsThem()
    {
        Assert.Contains("unknown parameter 'typo'", Guests.Refusal(() => Guests.Create("idle", overrides: ("typo", "1"))),
            StringComparison.Ordinal);
        Assert.Contains("no scenario parameters", Guests.Refusal(() => Guests.Create("random", overrides: ("zero_share", "1"))),
            StringComparison.Ordinal);
    }
}
