using CsvHelper;

namespace MultifdBench.Results;

/// <summary>
/// One bucket of a run's distribution of compressed page sizes, as it stands in the optional <c>page_sizes.csv</c>: how many pages
/// became at most <see cref="BucketBytes"/> bytes and more than the next smaller bucket of the same run.
/// </summary>
[CsvRecord]
public sealed partial record PageSizeRow
{
    /// <summary>The run.</summary>
    [CsvColumn("run_id"), CsvConverter(typeof(Csv.NeededTextConverter))] public string RunId { get; init; } = "";

    /// <summary>Upper edge of the bucket, bytes, inclusive; 4096 and above hold the pages that did not shrink.</summary>
    [CsvColumn("bucket_bytes")] public int BucketBytes { get; init; }

    /// <summary>Pages in the bucket.</summary>
    [CsvColumn("pages")] public long Pages { get; init; }
}
