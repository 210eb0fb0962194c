using CsvHelper;
using MultifdBench.Results.Csv;

namespace MultifdBench.Results;

/// <summary>One published row of <c>results/reference</c>: a run's columns, then what only a citation has.</summary>
[CsvRecord]
public sealed partial record ReferenceRow
{
    /// <summary>The figures, with <see cref="RunRow.Source"/> <see cref="RunSource.Published"/>.</summary>
    [CsvColumn] public RunRow Run { get; init; } = new();

    /// <summary>Runs that the figures are the mean of; null where the source does not say.</summary>
    [CsvColumn("runs_averaged", Optional = true)] public int? RunsAveraged { get; init; }

    /// <summary>Share of the runs that did not finish, 0 to 1; null for rows that did.</summary>
    [CsvColumn("failure_rate", Optional = true)] public double? FailureRate { get; init; }

    /// <summary>CPU use of the source as published, percent of one core, summed over threads.</summary>
    [CsvColumn("source_cpu_percent", Optional = true)] public double? SourceCpuPercent { get; init; }

    /// <summary>CPU use of the destination, likewise.</summary>
    [CsvColumn("destination_cpu_percent", Optional = true)] public double? DestinationCpuPercent { get; init; }

    /// <summary>Pages that a thread gives away together where they are written; null in tables of migrations.</summary>
    [CsvColumn("pages_out", Optional = true)] public int? PagesOut { get; init; }

    /// <summary>Pages that a thread asks for together where they are read; likewise.</summary>
    [CsvColumn("pages_in", Optional = true)] public int? PagesIn { get; init; }

    /// <summary>Which of a kernel's ways the pages go, in tables of page jobs: rows of one way share its cost.</summary>
    [CsvColumn("kernel_path", Optional = true)] public string KernelPath { get; init => field = value ?? ""; } = "";

    /// <summary>What the row's columns cannot say.</summary>
    [CsvColumn("note", Optional = true)] public string Note { get; init => field = value ?? ""; } = "";

    /// <summary>Author, title, place, date.</summary>
    [CsvColumn("citation")] public string Citation { get; init; } = "";

    /// <summary>Address of the source.</summary>
    [CsvColumn("url")] public string Url { get; init; } = "";

    /// <summary>Reads one published table.</summary>
    /// <param name="path">A file of <c>results/reference</c>.</param>
    /// <exception cref="ResultsException">The file is unreadable, cut off or lacks a column.</exception>
    public static IReadOnlyList<ReferenceRow> Load(string path)
    {
        List<string> warnings = [];
        IReadOnlyList<ReferenceRow> rows = CsvFile.Read<ReferenceRow>(path, warnings);
        return warnings.Count == 0 ? rows : throw new ResultsException(warnings[0]);
    }
}
