using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Simulation.Fitting;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Simulation;

public sealed class FittingTests
{
    [Fact]
    public void Search_FindsTheMinimumOfAValley_AndTakesTheSameWayTwice()
    {
        List<double> losses = [];
        CoordinateSearch search =
            new(point => Square(Math.Log(point[0] / 40)) + 3 * Square(Math.Log(point[1] / 0.02))
                + 0.5 * Math.Log(point[0] / 40) * Math.Log(point[1] / 0.02));
        IReadOnlyList<double> best = search.Minimise([1, 1], sweeps: 200, losses.Add, TestContext.Current.CancellationToken);
        Assert.InRange(best[0], 38, 42);
        Assert.InRange(best[1], 0.019, 0.021);
        Assert.Equal(losses.OrderDescending(), losses);
        Assert.Equal(best, search.Minimise([1, 1], sweeps: 200, static _ => { }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Search_KeepsOutOfWhatIsNotAllowed()
    {
        CoordinateSearch search = new(point => point[0] > 2 ? double.PositiveInfinity : -point[0]);
        Assert.InRange(search.Minimise([1], sweeps: 100, static _ => { }, TestContext.Current.CancellationToken)[0], 1.9, 2);
    }

    [Fact]
    public void AFit_RewritesOnlyItsOwnFittedParameters_AndSaysWhatRemains()
    {
        using TemporaryFolder folder = new();
        ModelFolder models = Copy(folder);
        string path = models.FindHost("xeon-8457c");
        // Far off, so that the fit has something to do.
        File.WriteAllText(path, File.ReadAllText(path).Replace("channel:", "channel: # a comment that stays", StringComparison.Ordinal));
        ParameterFile before = ParameterFile.Read(path);
        FitGroup group = FitGroup.Select("xeon-8457c")[0];
        ErrorSummary errors = new Fitter(Models.Reproducer(models), models).Fit(group,
            static _ => { }, TestContext.Current.CancellationToken);
        ParameterFile after = ParameterFile.Read(path);
        Assert.Equal(4, errors.Rows);
        Assert.InRange(errors.MedianTotal!.Value, 0, 0.2);
        string text = File.ReadAllText(path);
        Assert.Contains("# a comment that stays", text, StringComparison.Ordinal);
        Assert.Contains("fit: \"simulate --fit xeon-8457c: 4 of 4 outcomes right", text, StringComparison.Ordinal);
        foreach ((Parameter old, Parameter now) in before.Parameters.All.Zip(after.Parameters.All))
        {
            bool isFree = old.Kind == ParameterKind.Fitted && old.File == path;
            if (isFree) Assert.Equal("simulate --fit xeon-8457c on zero-page-9.0", now.Source);
            else Assert.Equal(old, now);
        }
    }

    [Fact]
    public void AFileThatCannotBeRewritten_IsRefusedBeforeTheFit()
    {
        using TemporaryFolder folder = new();
        ModelFolder models = Copy(folder);
        string path = models.FindHost("xeon-8457c");
        string whole = File.ReadAllText(path);
        File.Move(path, folder["elsewhere.yaml"]);
        File.CreateSymbolicLink(path, folder["elsewhere.yaml"]);
        Assert.Contains("it is a symbolic link", Assert.Throws<ResultsException>(Fit).Message, StringComparison.Ordinal);
        Assert.Equal(whole, File.ReadAllText(path));
        Assert.DoesNotContain(Directory.GetFiles(folder["hosts"]), file => file.EndsWith(".partial", StringComparison.Ordinal));

        void Fit() => new Fitter(Models.Reproducer(models), models)
            .Fit(FitGroup.Select("xeon-8457c")[0], static _ => Assert.Fail("the fit had begun"), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(0.00001234, "1.234E-05")]
    [InlineData(0.08069123, "0.08069")]
    [InlineData(5029868.4, "5029868")]
    public void ARewrittenValue_ReadsBack_HoweverSmall(double value, string expected)
    {
        using TemporaryFolder folder = new();
        string path = Copy(folder).FindHost("xeon-8457c");
        Parameter before = ParameterFile.Read(path).Parameters.Find("channel.zero_page_ns")!;
        FittedFile.Rewrite(path, [new FreeParameter(path, before.Key, value)], "a test", "no table", ErrorSummary.Of([]));
        Assert.Contains($"value: {expected},", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(double.Parse(expected, CultureInfo.InvariantCulture), ParameterFile.Read(path).Parameters.Find(before.Key)!.Value);
    }

    /// <summary>Whatever the layout: only values, sources and what remains change.</summary>
    [Fact]
    public void AFile_IsRewrittenInPlace_HoweverItsParametersAreLaidOut()
    {
        using TemporaryFolder folder = new();
        string path = folder["a.yaml"];
        const string Text =
            """
            name: a # the name
            summary: "one: line"
            fit: ''
            parameters:
              x.y: { value: 1, unit: "ns", kind: fitted, source: 'it''s' }   # on one line
              z:
                w:
                  unit: us
                  kind: fitted
                  source: |
                    over two
                    lines
                  value: 2e-3   # last

            """;
        File.WriteAllText(path, Text);
        FreeParameter[] fitted = [new FreeParameter(path, "x.y", 3.5), new FreeParameter(path, "z.w", 0.5)];
        FittedFile.Rewrite(path, fitted, "a test", "no \"table\"", ErrorSummary.Of([]));
        string[] now = File.ReadAllLines(path);
        Assert.Equal("name: a # the name", now[0]);
        Assert.StartsWith("fit: \"a test: 0 of 0 outcomes right", now[2], StringComparison.Ordinal);
        Assert.Equal("""  x.y: { value: 3.5, unit: "ns", kind: fitted, source: "a test on no \"table\"" }   # on one line""", now[4]);
        Assert.Equal("      value: 0.5   # last", now[^1]);
        Assert.Equal("a test on no \"table\"", ParameterFile.Read(path).Parameters.Find("z.w")!.Source);
        UsageException e = Assert.Throws<UsageException>(
            () => FittedFile.Rewrite(path, [new FreeParameter(path, "x.z", 1)], "", "", ErrorSummary.Of([])));
        Assert.Contains("a.yaml does not give x.z", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HeldOutTables_AreInNoGroup()
    {
        Assert.All(FitGroup.All.SelectMany(group => group.Tables), table => Assert.False(table.IsHeldOut));
        Assert.Equal(PublishedTables.All.Count(table => !table.IsHeldOut), FitGroup.All.Sum(group => group.Tables.Count));
        Assert.Contains("Did you mean 'spr-v3'?", Assert.Throws<UsageException>(() => FitGroup.Select("spr-v33")).Message,
            StringComparison.Ordinal);
    }

    private static ModelFolder Copy(TemporaryFolder folder)
    {
        foreach (string kind in (string[])["hosts", "scenarios"])
        {
            Directory.CreateDirectory(folder[kind]);
            foreach (string file in Directory.GetFiles(Path.Combine(ModelFolder.BesideProgram.Root, kind)))
                File.Copy(file, Path.Combine(folder[kind], Path.GetFileName(file)));
        }

        return new ModelFolder(folder[""]);
    }

    private static double Square(double value) => value * value;
}
