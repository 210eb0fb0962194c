using MultifdBench.Core;
using MultifdBench.Reporting.Charts;
using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Reporting;

/// <summary>Place and colour of a method come from its definition: a report knows no method by name.</summary>
public sealed class MethodLooksTests : IDisposable
{
    private static readonly MethodLooks Looks =
        new([new("later", "#010203"), new("dummy", "#040506", IsAnotherWhenAccelerated: true)], [new("card", "#070809")]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Colours_AreTheDefinitions()
    {
        (string Method, string Accel, string? Color)[] expected =
        [
            ("none", "none", "#8A8A8A"), ("zlib", "none", "#0072B2"), ("zstd", "", "#E69F00"), ("qpl", "none", "#009E73"),
            ("qpl", "qpl", "#009E73"),
            ("qatzip", "qat", "#CC79A7"), ("zlib", "qpl", "#D55E00"), ("zlib", "qat", "#56B4E9"), ("zstd", "qat", "#56B4E9"),
            ("lz4", "none", "#6A3D9A"),
            ("zlib", "auto", null), ("lzo", "none", null),
        ];
        Assert.Equal(expected, expected.Select(look => (look.Method, look.Accel, BuiltIn.Methods.Looks.ColorOf(look.Method, look.Accel))));
    }

    [Fact]
    public void Methods_StandInTheCatalogsOrder_UnknownOnesLast() =>
        Assert.Equal(
            [0, 1, 2, 3, 4, 5, 6], new[] { "none", "zlib", "zstd", "qpl", "qatzip", "lz4", "lzo" }.Select(BuiltIn.Methods.Looks.RankOf));

    [Fact]
    public void PlainRows_StandBeforeAccelerated() =>
        Assert.Equal([0, 1, 2, 3, 4], new[] { "", "none", "qpl", "qat", "auto" }.Select(BuiltIn.Methods.Looks.RankOfAccelerator));

    [Theory]
    [InlineData("zlib", 1, "", "zlib-1")]
    [InlineData("zlib", 1, "none", "zlib-1")]
    [InlineData("zlib", 6, "qat", "zlib-6+qat")]
    [InlineData("zlib", null, "qpl", "zlib+qpl")]
    [InlineData("qpl", null, "none", "qpl")]
    [InlineData("qpl", null, "qpl", "qpl+iaa")]
    [InlineData("qatzip", 1, "qat", "qatzip-1+qat")]
    [InlineData("lz4", 1, "none", "lz4-1")]
    [InlineData("lzo", null, "lzo", "lzo+lzo")]
    public void Labels_NameTheMethodAndWhatDoesItsWork(string method, int? level, string accelerator, string label) =>
        Assert.Equal(label, BuiltIn.Methods.Looks.LabelOf(new MethodVariant(method, level, accelerator)));

    /// <summary>What the definitions say, by what rows say: every kind of tables on every accelerator.</summary>
    [Theory]
    [InlineData("qpl", "none", "fixed", false)]
    [InlineData("zlib", "none", "", false)]
    [InlineData("zlib", "qpl", "dynamic", true)]
    [InlineData("zlib", "qat", "", true)]
    [InlineData("zstd", "qat", "", true)]
    [InlineData("qatzip", "qat", "", false)]
    [InlineData("zstd", "none", "", true, -1)]
    [InlineData("zstd", "none", "", true, -131072)]
    [InlineData("zstd", "none", "", false, 0)]
    [InlineData("qpl", "none", "canned", true)]
    [InlineData("qpl", "", "dynamic", true)]
    [InlineData("qpl", "qpl", "canned", true)]
    [InlineData("qpl", "qpl", "fixed", false)]
    [InlineData("zstd", "none", "", false)]
    [InlineData("lz4", "none", "", true)]
    [InlineData("lz4", "", "", true)]
    [InlineData("lzo", "none", "", false)]
    public void WhatQemuDoesNotHave_IsMarked(string method, string accelerator, string huffman, bool isForeign, int level = 1)
    {
        MethodLooks looks = BuiltIn.Methods.Looks;
        MethodVariant variant = new(method, level, accelerator, huffman);
        Assert.Equal(isForeign, looks.NotInQemu(variant) is not null);
        Assert.Equal(isForeign ? "x (not in QEMU)" : "x", looks.Marked("x", variant));
    }

    [Theory]
    [InlineData("zstd", 1, null, false, "zstd-1")]
    [InlineData("zstd", null, null, false, "zstd-1")]
    [InlineData("zstd", 128, null, true, "zstd-1")]
    [InlineData("zstd", 128, 32.0, true, "zstd-1 dict 32KiB")]
    [InlineData("lz4", 128, 1.5, true, "lz4-1 dict 1.5KiB")]
    [InlineData("qpl", 128, null, false, "qpl-1")]
    public void PiecesAndDictionaries_AreMarked_AndTheSecondSaid(string method, int? streams, double? kib, bool isForeign, string label)
    {
        MethodVariant variant = new(method, 1, "none") { Streams = streams, DictionaryKib = kib };
        Assert.Equal((isForeign, label), (BuiltIn.Methods.Looks.NotInQemu(variant) is not null, BuiltIn.Methods.Looks.LabelOf(variant)));
        Assert.Equal(label, BuiltIn.Methods.Looks.BriefLabelOf(variant));
    }

    [Fact]
    public void TablesChartsAndAnswers_SayWhatQemuDoesNotHave()
    {
        Combination canned = Rows.Cell("qpl") with { Level = null, Huffman = "canned" };
        Combination simulated = canned with { Source = RunSource.Simulated, Model = "spr-v4", Accel = "qpl" };
        ResultSet set = Sets.Write(_folder["set"], [Rows.Run(canned), Rows.Run(Rows.Cell("zstd")), Rows.Run(simulated)]);
        Chart chart =
            ChartCatalog.Of(set, BuiltIn.Methods.Looks).Single(one => one.Name.EndsWith("total-time-ms", StringComparison.Ordinal));
        string svg = System.Text.Encoding.UTF8.GetString(chart.ToSvg());
        Assert.Contains("qpl canned (not in QEMU)", svg, StringComparison.Ordinal);
        Assert.Contains("qpl+iaa canned (not in QEMU, simulated)", svg, StringComparison.Ordinal);
        Assert.All(ComparisonTable.Of(set, BuiltIn.Methods.Looks).SelectMany(table => table.Rows), row => Assert.Equal(
            row.Summary.Combination.Method == "qpl",
            row.Warnings.Contains("Not in QEMU: QEMU's qpl has fixed Huffman tables, not canned ones.")));
    }

    [Fact]
    public void AMethodThatNoReportHasHeardOf_HasItsPlaceAndColour()
    {
        ResultSet set = Sets.Write(_folder["set"],
        [
            Rows.Run(Rows.Cell() with { Method = "dummy", Level = null, Accel = "card" }),
            Rows.Run(Rows.Cell() with { Method = "dummy", Level = null }),
            Rows.Run(Rows.Cell() with { Method = "later", Level = null }),
        ]);
        Assert.Equal(
            [("later", "#010203"), ("dummy", "#040506"), ("dummy+card", "#070809")],
            ChartSeries.Of(set.Summary, Looks).Select(series => (series.MethodName, series.Color.ToHex().ToLowerInvariant())));
        Assert.Equal(
            ["later", "dummy", "dummy"], Assert.Single(ComparisonTable.Of(set, Looks)).Rows.Select(row => row.Summary.Combination.Method));
    }
}
