using MultifdBench.Comparison.Sets;
using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Tests.Bench;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Comparison;

/// <summary>Result sets kept by name: copies, replaced as a whole or not at all.</summary>
public sealed class BaselinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Baselines Kept => new(_folder["baseline"]);

    [Fact]
    public void ASet_IsKeptByName_AndReplacedAsAWhole()
    {
        CliCompareTests.Write(_folder["one"], new Sides(1).Runs(Rows.Cell(), 3, 0.01));
        CliCompareTests.Write(_folder["two"], new Sides(2).Runs(Rows.Cell(), 5, 0.01));
        File.WriteAllText(_folder["one/notes.txt"], "not a result");
        Assert.Empty(Kept.Names);
        Assert.Equal((_folder["baseline/main"], false), Kept.Set("main", _folder["one"]));
        Assert.Equal(3, Assert.Single(SessionSet.Load(Kept.Find("main")).Sessions).Cells[Rows.Cell()].Count);
        Assert.False(File.Exists(_folder["baseline/main/notes.txt"]));
        Assert.Equal((_folder["baseline/main"], true), Kept.Set("main", _folder["two"]));
        Assert.Equal(5, Assert.Single(SessionSet.Load(Kept.Find("main")).Sessions).Cells[Rows.Cell()].Count);
        Kept.Set("v1.2", _folder["one"]);
        Assert.Equal(["main", "v1.2"], Kept.Names);
        Assert.Equal(2, Directory.GetDirectories(_folder["baseline"]).Length);
    }

    [Fact]
    public void Sessions_AreKeptTogether()
    {
        for (int k = 0; k < 3; k++) CliCompareTests.Write(_folder[$"s/{k}"], new Sides(k).Runs(Rows.Cell(), 1, 0.01), minute: k);
        Kept.Set("main", _folder["s"]);
        Assert.Equal(3, SessionSet.Load(Kept.Find("main")).Sessions.Count);
    }

    [Fact]
    public void WhatIsNoResult_OrNoName_LeavesTheBaselineAlone()
    {
        CliCompareTests.Write(_folder["one"], new Sides(1).Runs(Rows.Cell(), 3, 0.01));
        Kept.Set("main", _folder["one"]);
        Assert.Throws<ResultsException>(() => Kept.Set("main", _folder["nothing"]));
        Assert.All((string[])["", "..", "a/b", ".hidden", "main.new", "a b"],
            name => Assert.Throws<UsageException>(() => Kept.Set(name, _folder["one"])));
        Assert.Equal(["main"], Kept.Names);
        Assert.Single(SessionSet.Load(Kept.Find("main")).Sessions);
    }

    [Fact]
    public void AnUnknownName_IsNamed_WithThoseThatThereAre()
    {
        Assert.Contains("there are none in", Assert.Throws<UsageException>(() => Kept.Find("main")).Message, StringComparison.Ordinal);
        CliCompareTests.Write(_folder["one"], new Sides(1).Runs(Rows.Cell(), 3, 0.01));
        Kept.Set("main", _folder["one"]);
        Assert.Contains("Did you mean 'main'?", Assert.Throws<UsageException>(() => Kept.Find("mian")).Message, StringComparison.Ordinal);
    }
}
