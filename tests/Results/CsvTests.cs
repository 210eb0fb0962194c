using System.Globalization;
using System.Text;
using CsCheck;
using MultifdBench.Results;
using MultifdBench.Results.Csv;
using MultifdBench.Tests.Deflate;

namespace MultifdBench.Tests.Results;

public sealed class CsvTests
{
    /// <summary>The contract's list, in order; the columns appended since follow it.</summary>
    private const string RunColumns =
        "run_id,timestamp_utc,source,workload,memory_mib,method,accel,path,huffman,level,streams,channels,zero_page_detection,transport,"
        + "max_bandwidth_mbps,downtime_limit_ms,repetition,outcome,reason,verified,setup_time_ms,total_time_ms,downtime_ms,rounds,"
        + "normal_pages,zero_pages,uncompressed_bytes,compressed_bytes,wire_bytes,ratio,throughput_mbps,pages_per_second,"
        + "pages_per_second_last,dirty_pages_per_second,compress_ns_per_page,decompress_ns_per_page,source_cpu_s,destination_cpu_s,"
        + "allocated_bytes_per_page,peak_rss_mib,model,seed";

    private const string Converging =
        "policy,auto_converge,cpu_throttle_percentage,throttled_ms,guest_ops_share,postcopy,postcopy_blocktime_ms,tls,zero_copy_send,"
        + "memory_per_stream_kib,";

    private const string Later =
        "source_joules,destination_joules,convergence,tls_version,tls_cipher,tls_handshake_ms,dirty_limit,"
        + "dirty_limit_throttle_time_per_round_us,dirty_sync_missed_zero_copy,dictionary_kib,agreement_bytes,agreement_cpu_ms";

    private const string RoundColumns =
        "run_id,round,start_ms,duration_ms,dirty_pages_at_start,zero_pages,normal_pages,wire_bytes,mbps,remaining_bytes,"
        + "expected_downtime_ms,cpu_throttle_percentage,dirty_pages_per_second,downtime_limit_ms,actions,"
        + "dirty_limit_throttle_time_per_round_us,dirty_limit_ring_full_time_us";

    private const string TimelineColumns =
        "run_id,ms,wire_bytes,remaining_bytes,dirty_pages_per_second,cpu_throttle_percentage,guest_ops,"
        + "dirty_limit_throttle_time_per_round_us,dirty_limit_ring_full_time_us";

    [Fact]
    public void Columns_AreThoseOfTheContract_InItsOrder()
    {
        Assert.Equal(
            RunColumns + ",library,wire_layout,notes,link_gbps," + Converging + Later + "\r\n",
            Encoding.UTF8.GetString(CsvText.Header<RunRow>()));
        Assert.Equal(RoundColumns + "\r\n", Encoding.UTF8.GetString(CsvText.Header<RoundRow>()));
        Assert.Equal(TimelineColumns + "\r\n", Encoding.UTF8.GetString(CsvText.Header<TimelineRow>()));
    }

    [Fact]
    public void PropertyNames_AreTheColumnNames_InPascalCase()
    {
        string[] columns = Encoding.UTF8.GetString(CsvText.Header<RunRow>()).Trim().Split(',');
        string[] properties = [.. typeof(RunRow).GetProperties().Select(property => property.Name)];
        Assert.Equal(columns.Select(column => column.Replace("_", "", StringComparison.Ordinal)),
            properties.Select(name => name.ToLowerInvariant()));
    }

    [Fact]
    public void RandomRows_SurviveTheRoundTrip()
    {
        using var folder = new TemporaryFolder();
        Rows.Random.Array[0, 5].Sample(rows => Assert.Equal(rows, RoundTrip(folder["runs.csv"], rows)), iter: 200, threads: 1,
            seed: "0000KOIPe036");
    }

    [Fact]
    public void CommasQuotesAndLineBreaks_SurviveTheRoundTrip()
    {
        using var folder = new TemporaryFolder();
        RunRow row = Rows.Run(Rows.Cell()) with { Reason = "channel 3, packet 17: \"bad\"\r\nlength\nend" };
        Assert.Equal([row], RoundTrip(folder["runs.csv"], [row]));
    }

    [Fact]
    public void GermanCulture_StillWritesDotsAndReadsThem()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        // InvariantGlobalization knows no German, so its one trait that matters is given by hand.
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        using var folder = new TemporaryFolder();
        try
        {
            CultureInfo.CurrentCulture = german;
            Assert.Equal("1,5", 1.5.ToString(CultureInfo.CurrentCulture));
            RunRow row = Rows.Run(Rows.Cell(), totalTimeMs: 1234.5);
            Assert.Equal([row], RoundTrip(folder["runs.csv"], [row]));
            Assert.Contains(",1234.5,", File.ReadAllText(folder["runs.csv"]), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void NumbersThatAreNone_BecomeEmptyCells(double value)
    {
        using var folder = new TemporaryFolder();
        RunRow row = Rows.Run(Rows.Cell()) with { Ratio = value };
        Assert.Null(RoundTrip(folder["runs.csv"], [row]).Single().Ratio);
    }

    [Fact]
    public void File_HasNoByteOrderMark_AndWritesTruthAsInTheContract()
    {
        using var folder = new TemporaryFolder();
        CsvFile.Replace(folder["runs.csv"], [Rows.Run(Rows.Cell())]);
        byte[] bytes = File.ReadAllBytes(folder["runs.csv"]);
        Assert.Equal((byte)'r', bytes[0]);
        Assert.Contains(",completed,,true,", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Contains("2026-01-02T12:00:00.000Z", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void MissingColumns_AreAllNamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["rounds.csv"], "run_id,round,start_ms,zero_pages,normal_pages,mbps\nx,1,2,3,4,5\n");
        var exception = Assert.Throws<ResultsException>(() => CsvFile.Read<RoundRow>(folder["rounds.csv"], []));
        Assert.Contains("rounds.csv lacks the column(s) duration_ms, dirty_pages_at_start, wire_bytes.", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownNewerColumns_AndAnotherOrder_AreRead()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["rounds.csv"],
            "novelty,mbps,wire_bytes,normal_pages,zero_pages,dirty_pages_at_start,duration_ms,start_ms,round,run_id\n"
                + "\"a,b\",,8,7,6,5,4.5,3,2,r1\n");
        RoundRow row = Assert.Single(CsvFile.Read<RoundRow>(folder["rounds.csv"], []));
        Assert.Equal(
            new RoundRow
            {
                RunId = "r1",
                Round = 2,
                StartMs = 3,
                DurationMs = 4.5,
                DirtyPagesAtStart = 5,
                ZeroPages = 6,
                NormalPages = 7,
                WireBytes = 8,
            }, row);
    }

    [Fact]
    public void OlderFiles_WithoutAppendedColumns_AreRead()
    {
        using var folder = new TemporaryFolder();
        CsvFile.Replace(folder["runs.csv"], [Rows.Run(Rows.Cell()) with
        {
            WireLayout = "",
            Library = "",
            AutoConverge = null,
            Tls = null,
            ZeroCopySend = null,
            DirtyLimit = null,
        }]);
        string text = File.ReadAllText(folder["runs.csv"]);
        const string Appended = ",library,wire_layout,notes,link_gbps," + Converging + Later + "\r\n";
        File.WriteAllText(folder["runs.csv"], text.Replace(Appended, "\r\n", StringComparison.Ordinal)
            .Replace(new string(',', 28) + "\r\n", ",,\r\n", StringComparison.Ordinal));
        RunRow row = Assert.Single(CsvFile.Read<RunRow>(folder["runs.csv"], []));
        Assert.Equal((1000, "", "", ""), (row.TotalTimeMs, row.Library, row.WireLayout, row.Notes));
        Assert.Equal(1, Assert.Single(MultifdBench.Results.Statistics.Summary.Of([row])).N);
        Assert.EndsWith("/-/-/-", Combination.Of(row).Id, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run_id")]
    [InlineData("wire_layout")]
    [InlineData("library")]
    [InlineData("notes")]
    public void ColumnWhoseNameIsDamaged_IsNamedByFileLineAndColumn(string column)
    {
        using var folder = new TemporaryFolder();
        CsvFile.Replace(folder["runs.csv"], [Rows.Run(Rows.Cell())]);
        string damaged = $"{column[..^1]}\t{column[^1]}";
        File.WriteAllText(folder["runs.csv"], File.ReadAllText(folder["runs.csv"]).Replace(column, damaged, StringComparison.Ordinal));
        string message = Assert.Throws<ResultsException>(() => CsvFile.Read<RunRow>(folder["runs.csv"], [])).Message;
        Assert.Equal(
            $"{folder["runs.csv"]}, line 1, column {damaged.Replace('\t', '?')}: there is no such column. Did you mean '{column}'?",
            message);
    }

    /// <summary>A reader gives null for the text of an optional column that is not there; no row may hand it on.</summary>
    [Fact]
    public void OptionalColumnsThatAreNotThere_AreEmpty()
    {
        using var folder = new TemporaryFolder();
        CsvFile.Replace(folder["runs.csv"], [Rows.Run(Rows.Cell())]);
        foreach (string column in (string[])["library", "wire_layout", "notes", "link_gbps"])
        {
            string text = File.ReadAllText(folder["runs.csv"]);
            File.WriteAllText(folder["other.csv"], text.Replace($",{column}", ",something_else", StringComparison.Ordinal));
            List<string> warnings = [];
            RunRow row = Assert.Single(CsvFile.Read<RunRow>(folder["other.csv"], warnings));
            Assert.Contains("something_else are not known to this version", Assert.Single(warnings), StringComparison.Ordinal);
            Assert.Equal(1, Assert.Single(MultifdBench.Results.Statistics.Summary.Of([row])).N);
        }
    }

    [Theory]
    [InlineData("run_id", "there is no value")]
    [InlineData("source", "there is no value")]
    [InlineData("workload", "there is no value")]
    [InlineData("method", "there is no value")]
    [InlineData("outcome", "there is no value")]
    [InlineData("memory_mib", "")]
    [InlineData("channels", "")]
    [InlineData("repetition", "")]
    public void MissingValue_IsNamedByFileLineAndColumn(string column, string problem)
    {
        using var folder = new TemporaryFolder();
        string[] header = Encoding.UTF8.GetString(CsvText.Header<RunRow>()).Trim().Split(',');
        string[] cells = Encoding.UTF8.GetString(CsvText.Row(Rows.Run(Rows.Cell()))).TrimEnd('\r', '\n').Split(',');
        string whole = string.Join(',', cells);
        cells[Array.IndexOf(header, column)] = "";
        File.WriteAllText(folder["runs.csv"], $"{string.Join(',', header)}\r\n{whole}\r\n{string.Join(',', cells)}\r\n");
        string message = Assert.Throws<ResultsException>(() => CsvFile.Read<RunRow>(folder["runs.csv"], [])).Message;
        Assert.StartsWith($"{folder["runs.csv"]}, line 3, column {column}: ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void MutatedFiles_AreReadOrRefused()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "set");
        using (ResultSetWriter writer = ResultSetWriter.CreateAt(path))
        {
            foreach (RunRow run in Enumerable.Range(1, 4).Select(i => Rows.Run(Rows.Cell(), i)))
                writer.Append(run, [Rows.Round(run)], [new PageSizeRow { RunId = run.RunId, BucketBytes = 64, Pages = 1 }]);
        }

        string reference = Path.Combine(SampleData.RepositoryRoot(), "results", "reference", "seed-redis.csv");
        string[] files = [ResultSetFiles.Runs, ResultSetFiles.Rounds, ResultSetFiles.PageSizes];
        Dictionary<string, byte[]> whole = files.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(path, name)));
        byte[] published = File.ReadAllBytes(reference);
        Random random = new(11);
        int refused = 0;
        for (int i = 0; i < 600; i++)
        {
            string name = files[i % files.Length];
            File.WriteAllBytes(Path.Combine(path, name), Mutation.Of(whole[name], random));
            File.WriteAllBytes(folder["reference.csv"], Mutation.Of(published, random));
            try
            {
                ResultSet set = ResultSet.Load(path);
                Assert.All(set.Runs, run => Assert.NotEmpty(Combination.Of(run).Id));
                Assert.All(ReferenceRow.Load(folder["reference.csv"]), row => Assert.NotNull(row.Note));
            }
            catch (ResultsException e)
            {
                Assert.StartsWith(folder.Path, e.Message, StringComparison.Ordinal);
                refused++;
            }

            File.WriteAllBytes(Path.Combine(path, name), whole[name]);
        }

        Assert.InRange(refused, 60, 599);
    }

    [Fact]
    public void LineOfCells_QuotesWhatOtherProgramsWouldSplit() =>
        Assert.Equal("a,\"b,c\",\"d\"\"e\",\"f\ng\",\r\n", CsvLine.Of(["a", "b,c", "d\"e", "f\ng", ""]));

    [Fact]
    public void EmptyFile_HasNoRows()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["runs.csv"], "");
        Assert.Empty(CsvFile.Read<RunRow>(folder["runs.csv"], []));
    }

    [Fact]
    public void EveryTruncation_KeepsTheWholeRowsBeforeIt()
    {
        using var folder = new TemporaryFolder();
        RunRow[] rows = [.. Enumerable.Range(1, 3).Select(i => Rows.Run(Rows.Cell(), i) with { Reason = "line\r\n\"break\"" })];
        byte[] header = CsvText.Header<RunRow>();
        byte[] whole = [.. header, .. rows.SelectMany(CsvText.Row)];
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(folder["runs.csv"], whole[..length]);
            List<string> warnings = [];
            IReadOnlyList<RunRow> read = CsvFile.Read<RunRow>(folder["runs.csv"], warnings);
            Assert.Equal(rows[..read.Count], read);
            int wholeLength = header.Length + rows[..read.Count].Sum(row => CsvText.Row(row).Length);
            bool clean = length == wholeLength || length == 0;
            Assert.Equal(clean ? 0 : 1, warnings.Count);
            Assert.True(length - wholeLength < CsvText.Row(rows[0]).Length);
        }
    }

    [Fact]
    public void RowThatDoesNotParse_IsNamedByFileLineAndValue()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["rounds.csv"], RoundColumns + "\nr,1,2,3,4,5,6,7,8,,,,,,,,\nr,1,2,x3,4,5,6,7,8,,,,,,,,\n");
        var exception = Assert.Throws<ResultsException>(() => CsvFile.Read<RoundRow>(folder["rounds.csv"], []));
        Assert.Contains("rounds.csv, line 3, column duration_ms: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("x3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShortRowInTheMiddle_IsAnError_NotZeros()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["rounds.csv"], RoundColumns + "\nr,1,2\nr,1,2,3,4,5,6,7,8\n");
        Assert.Throws<ResultsException>(() => CsvFile.Read<RoundRow>(folder["rounds.csv"], []));
    }

    private static IReadOnlyList<RunRow> RoundTrip(string path, RunRow[] rows)
    {
        CsvFile.Replace(path, rows);
        List<string> warnings = [];
        IReadOnlyList<RunRow> read = CsvFile.Read<RunRow>(path, warnings);
        Assert.Empty(warnings);
        return read;
    }
}
