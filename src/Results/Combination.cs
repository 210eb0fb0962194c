using System.Globalization;

namespace MultifdBench.Results;

/// <summary>
/// One cell of the matrix: all that two runs must share before they may stand in one mean. Meanings and units are those of the
/// <see cref="RunRow"/> properties of the same names.
/// </summary>
public sealed record Combination
{
    /// <inheritdoc cref="RunRow.Source"/>
    public string Source { get; init; } = RunSource.Measured;

    /// <inheritdoc cref="RunRow.Workload"/>
    public required string Workload { get; init; }

    /// <inheritdoc cref="RunRow.MemoryMib"/>
    public required double MemoryMib { get; init; }

    /// <inheritdoc cref="RunRow.Method"/>
    public required string Method { get; init; }

    /// <inheritdoc cref="RunRow.Accel"/>
    public string Accel { get; init; } = "none";

    /// <inheritdoc cref="RunRow.Path"/>
    public string Path { get; init; } = "software";

    /// <inheritdoc cref="RunRow.Huffman"/>
    public string Huffman { get; init; } = "";

    /// <inheritdoc cref="RunRow.Level"/>
    public int? Level { get; init; }

    /// <inheritdoc cref="RunRow.Streams"/>
    public int? Streams { get; init; } = 1;

    /// <inheritdoc cref="RunRow.Channels"/>
    public required int Channels { get; init; }

    /// <inheritdoc cref="RunRow.ZeroPageDetection"/>
    public string ZeroPageDetection { get; init; } = "multifd";

    /// <inheritdoc cref="RunRow.Transport"/>
    public string Transport { get; init; } = "memory";

    /// <inheritdoc cref="RunRow.MaxBandwidthMbps"/>
    public double? MaxBandwidthMbps { get; init; }

    /// <inheritdoc cref="RunRow.DowntimeLimitMs"/>
    public double? DowntimeLimitMs { get; init; }

    /// <inheritdoc cref="RunRow.WireLayout"/>
    public string WireLayout { get; init; } = "";

    /// <inheritdoc cref="RunRow.Model"/>
    public string Model { get; init; } = "";

    /// <summary>
    /// The key everywhere: file names, filters, history. It lists every field in a fixed order, so that equal combinations and only
    /// they have equal ids. Never change the form: results of earlier versions would lose their history.
    /// </summary>
    public string Id => string.Join('/',
    [
        Segment(Source), Segment(Workload), Number(MemoryMib) + "MiB", Segment(Method) + Suffix("-", Level), Segment(Accel), Segment(Path),
        Segment(Huffman), Number(Streams) + "st", Number(Channels) + "ch", "zero-" + Segment(ZeroPageDetection), Segment(Transport),
        Number(MaxBandwidthMbps) + "mbps", Number(DowntimeLimitMs) + "ms", Segment(WireLayout), Segment(Model),
    ]);

    /// <summary>The combination that a run belongs to.</summary>
    public static Combination Of(RunRow row) => new()
    {
        Source = row.Source,
        Workload = row.Workload,
        MemoryMib = row.MemoryMib,
        Method = row.Method,
        Accel = row.Accel,
        Path = row.Path,
        Huffman = row.Huffman,
        Level = row.Level,
        Streams = row.Streams,
        Channels = row.Channels,
        ZeroPageDetection = row.ZeroPageDetection,
        Transport = row.Transport,
        MaxBandwidthMbps = row.MaxBandwidthMbps,
        DowntimeLimitMs = row.DowntimeLimitMs,
        WireLayout = row.WireLayout,
        Model = row.Model,
    };

    /// <summary>The <c>run_id</c> of a repetition (from 1); running it again gives the same id, which is how a resume finds what is done.</summary>
    public string RunId(int repetition) => string.Create(CultureInfo.InvariantCulture, $"{Id}#{repetition}");

    /// <summary>A row with the identity filled in; outcome and figures are added with a <c>with</c> expression.</summary>
    /// <param name="repetition">From 1.</param>
    /// <param name="timestampUtc">When the run began.</param>
    public RunRow NewRow(int repetition, DateTimeOffset timestampUtc) => new()
    {
        RunId = RunId(repetition),
        TimestampUtc = timestampUtc,
        Source = Source,
        Workload = Workload,
        MemoryMib = MemoryMib,
        Method = Method,
        Accel = Accel,
        Path = Path,
        Huffman = Huffman,
        Level = Level,
        Streams = Streams,
        Channels = Channels,
        ZeroPageDetection = ZeroPageDetection,
        Transport = Transport,
        MaxBandwidthMbps = MaxBandwidthMbps,
        DowntimeLimitMs = DowntimeLimitMs,
        Repetition = repetition,
        WireLayout = WireLayout,
        Model = Model,
    };

    /// <summary>A text as one segment: an id stays splittable at '/', and "-" means empty, whatever a workload's file is called.</summary>
    private static string Segment(string text) => text switch
    {
        "" => "-",
        "-" => "%2D",
        _ => text.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal),
    };

    private static string Number(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";

    private static string Suffix(string separator, int? value) => value is null ? "" : separator + Number(value);
}
