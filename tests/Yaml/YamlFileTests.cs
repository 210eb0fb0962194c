using MultifdBench.Core;
using MultifdBench.Tests.Results;
using MultifdBench.Yaml;

namespace MultifdBench.Tests.Yaml;

/// <summary>
/// The one reader of YAML: whatever a file holds, reading takes bounded memory and ends in a mapping, or in an error with file and line.
/// </summary>
public sealed class YamlFileTests
{
    private const string What = "it is one mapping";

    // Reading the largest file that ships takes a tenth of it.
    private const long MostBytesAllocated = 64 << 20;

    public static TheoryData<string, string> Broken => new()
    {
        { "a: &p\n  b: *p\n", "x.yaml, line 2: not valid YAML: the alias *p is inside its own anchor &p" },
        { "a: &p [1, [2, *p]]\n", "x.yaml, line 1: not valid YAML: the alias *p is inside its own anchor &p" },
        { "a: *p\nb: &p 1\n", "x.yaml, line 1: not valid YAML: there is no anchor &p before the alias *p" },
        { YamlText.Bomb(60), "not valid YAML: with its aliases written out, this has more than" },
        { $"a: {new string('[', 100)}{new string(']', 100)}\n", "x.yaml, line 1: not valid YAML: mappings and lists are "
            + "nested deeper than" },
        { $"a: {new string('[', 200_000)}", "x.yaml, line 1: not valid YAML" },
        { "a: !include secret.yaml\n", "x.yaml, line 1: not valid YAML: tags (" },
        { "a: 1\n---\nb: 2\n", "x.yaml: it is one mapping." },
        { "- a\n", "x.yaml: it is one mapping." },
        { "", "x.yaml: it is one mapping." },
        { "# nothing\n", "x.yaml: it is one mapping." },
        { "a: [1\n", "x.yaml, line" },
        { "a: \"\\q\"\n", "x.yaml, line 1: not valid YAML" },
        { "a: 1\nb:\n  - 2\n a: 3\n", "x.yaml, line" },
        { "a: {b, c: d, {e\n", "x.yaml, line" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void WhatCannotBeRead_IsRefusedWithFileAndLine_InBoundedMemory(string yaml, string expected)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<UsageException>(() => YamlFile.Parse(yaml, "x.yaml", What).ThrowProblems()).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytesAllocated);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void KeysThatAreThereTwice_AreAllNamed_WithBothLines()
    {
        YamlFile file = YamlFile.Parse("a: 1\nb: { c: 1, c: 2 }\n'a': 3\n", "x.yaml", What);
        Assert.Equal(
            ["x.yaml, line 2: 'c' is on line 2 already; leave one of them out.",
                "x.yaml, line 3: 'a' is on line 1 already; leave one of them out."],
            Assert.Throws<UsageException>(file.ThrowProblems).Message.Split(Environment.NewLine));
    }

    [Fact]
    public void KeyThatIsNoWord_IsAProblem()
    {
        YamlFile file = YamlFile.Parse("a: 1\n[b]: 2\n", "x.yaml", What);
        Assert.StartsWith("x.yaml, line 2: a key must be a plain word", Assert.Throws<UsageException>(file.ThrowProblems).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Alias_StandsForWhatItsAnchorHolds()
    {
        YamlFile file = YamlFile.Parse("a: &l [1, ~]\nb: *l\n", "x.yaml", What);
        file.ThrowProblems();
        YamlList list = Assert.IsType<YamlList>(file.Root.Find("b"));
        Assert.Same(file.Root.Find("a"), list);
        Assert.Equal([("1", false), ("~", true)], list.Items.Cast<YamlScalar>().Select(item => (item.Text, item.IsNull)));
    }

    [Fact]
    public void QuotedNull_IsAText() =>
        Assert.False(Assert.IsType<YamlScalar>(YamlFile.Parse("a: 'null'\n", "x.yaml", What).Root.Find("a")).IsNull);

    [Fact]
    public void FileThatIsTooLarge_OrIsNone_IsRefused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["huge.yaml"], new byte[YamlFile.MaxBytes + 1]);
        Assert.Contains("is larger than", Refused(folder["huge.yaml"]), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused(folder["none.yaml"]), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused(folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void MutatedFiles_AreReadOrRefused()
    {
        string[] texts = [.. YamlText.Shipped("profiles", "workloads", "models").Select(File.ReadAllText)];
        Random random = new(20261129);
        int refused = 0;
        for (int i = 0; i < 6000; i++)
        {
            string mutated = YamlText.Mutated(texts[i % texts.Length], random);
            try
            {
                YamlFile.Parse(mutated, "x.yaml", What).ThrowProblems();
            }
            catch (UsageException e)
            {
                Assert.StartsWith("x.yaml", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 5000);
    }

    private static string Refused(string path) => Assert.Throws<UsageException>(() => YamlFile.Read(path, "x.yaml", What)).Message;
}
