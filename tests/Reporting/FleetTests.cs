using System.Text;
using MultifdBench.Reporting.Answers;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

/// <summary>All guests beside each other.</summary>
public sealed class FleetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>zstd wins for a and b, none for c, where zlib did not complete.</summary>
    [Fact]
    public void Table_HasAGuestARow_WithWinnerNextAndMultiples()
    {
        FleetComparison fleet = Assert.Single(FleetComparison.Of(Three(), BuiltIn.Methods.Looks));
        PlainTable table = fleet.ToTable();
        Assert.Equal(
            ["guest", "winner", "total time (ms)", "next", "×", "none", "zlib-1", "zstd-1"], table.Columns.Select(one => one.Header));
        Assert.Equal(
            [
                "a|zstd-1, 2 chl|100|none, 2 chl|2.00|2.00|4.00|1.00",
                "b|zstd-1, 2 chl|100|none, 2 chl|3.00|3.00|4.00|1.00",
                "c|none, 2 chl|100|zstd-1, 2 chl|1.00 (tie)|1.00|–|1.00",
            ],
            table.Rows.Select(row => string.Join('|', row)));
    }

    /// <summary>One run of each: whatever they took, it may be chance.</summary>
    [Fact]
    public void TooFewRuns_AreNoTie_AndSaid()
    {
        ResultSet set = Sets.Write(_folder["few"],
            from guest in (string[])["a", "b", "c"]
            from method in (string[])["none", "zstd"]
            select Rows.Run(Rows.Cell(method) with { Workload = guest }, 1, TimeOf(guest, method)));
        Assert.Equal(["2.00 (n = 1)", "3.00 (n = 1)", "1.00 (n = 1)"],
            Assert.Single(FleetComparison.Of(set, BuiltIn.Methods.Looks)).ToTable().Rows.Select(row => row[4]));
        string svg = Encoding.UTF8.GetString(ChartCatalog.Of(set, BuiltIn.Methods.Looks)[0].ToSvg());
        Assert.Contains("(n = 1)", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("No dot", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Chart_NamesEveryWinnerAndMethod_AndIsTheFirst()
    {
        Chart chart = ChartCatalog.Of(Three(), BuiltIn.Methods.Looks)[0];
        Assert.Equal("all-guests-method-by-guest", chart.Name);
        string svg = Encoding.UTF8.GetString(chart.ToSvg());
        string[] texts =
        [
            "zstd-1, 2 chl", "none, 2 chl", "zlib-1", "next 2.00 ×", "next 1.00 ×", "(tie)", "box (Some CPU)",
            "No dot: not all runs completed",
        ];
        foreach (string text in texts)
            Assert.Contains(text, svg, StringComparison.Ordinal);
        Assert.Contains("a: zstd-1 on 2 channels, 100 ms; next none on 2 channels, 2.00 ×", chart.Summary, StringComparison.Ordinal);
        Assert.Equal(3, chart.Figures.Rows.Count);
        Assert.NotEmpty(chart.ToPng());
    }

    /// <summary>QEMU has qpl, but not with canned tables: a mark behind the method's name alone would say that it has no qpl.</summary>
    [Fact]
    public void AModeThatQemuDoesNotHave_IsNamed_AlsoWhenItIsTheOnlyOne()
    {
        ResultSet set = Sets.Write(_folder["canned"],
            from guest in (string[])["a", "b", "c"]
            from method in (string[])["zstd", "qpl"]
            select Rows.Run(Rows.Cell(method) with
            {
                Workload = guest,
                Level = method == "qpl" ? null : 1,
                Huffman = method == "qpl" ? "canned" : "",
            }));
        Assert.Equal(
            ["zstd-1", "qpl canned (not in QEMU)"],
            Assert.Single(FleetComparison.Of(set, BuiltIn.Methods.Looks)).ToTable().Columns.Skip(5).Select(column => column.Header));
    }

    [Fact]
    public void TwoGuests_AndSimulatedRows_MakeNoFleet()
    {
        Assert.Empty(FleetComparison.Of(Write(["a", "b"], RunSource.Measured), BuiltIn.Methods.Looks));
        Assert.Empty(FleetComparison.Of(Write(["a", "b", "c"], RunSource.Simulated), BuiltIn.Methods.Looks));
    }

    [Fact]
    public void EnvironmentsAreNotMixed()
    {
        ResultSet set = Sets.Write(_folder["set"],
            from transport in (string[])["memory", "tcp"]
            from guest in (string[])["a", "b", "c"]
            select Rows.Run(Rows.Cell("zstd") with { Workload = guest, Transport = transport }));
        Assert.Equal(2, FleetComparison.Of(set, BuiltIn.Methods.Looks).Count);
        Assert.Equal(2, ChartCatalog.Of(set, BuiltIn.Methods.Looks).Select(one => one.Name)
            .Count(name => name.EndsWith("method-by-guest", StringComparison.Ordinal)));
    }

    private ResultSet Three() => Sets.Write(_folder["three"],
        from guest in (string[])["a", "b", "c"]
        from method in (string[])["none", "zlib", "zstd"]
        from repetition in Enumerable.Range(1, 6)
        let cell = Rows.Cell(method) with { Workload = guest }
        select guest == "c" && method == "zlib"
            ? Sets.Failed(cell, repetition, RunOutcome.Timeout, "timeout is 120s")
            : Rows.Run(cell, repetition, TimeOf(guest, method) * (1 + (repetition - 3.5) / 1000)));

    private static double TimeOf(string guest, string method) => (guest, method) switch
    {
        (_, "zlib") => 400,
        ("c", "none") => 100,
        ("c", _) => 100.1,
        (_, "zstd") => 100,
        ("a", _) => 200,
        _ => 300,
    };

    private ResultSet Write(string[] guests, string source) => Sets.Write(
        _folder[$"{source}{guests.Length}"], guests.Select(guest => Rows.Run(Rows.Cell("zstd", source: source) with { Workload = guest })));
}
