using System.Globalization;
using CsvHelper;
using MultifdBench.Core;

namespace MultifdBench.Results;

/// <summary>
/// One cell of the matrix: all that two runs must share before they may stand in one mean. Meanings and units are those of the
/// <see cref="RunRow"/> properties of the same names.
/// </summary>
[CsvRecord]
public sealed partial record Combination
{
    /// <inheritdoc cref="RunRow.Source"/>
    [CsvColumn("source")] public string Source { get; init; } = RunSource.Measured;

    /// <inheritdoc cref="RunRow.Workload"/>
    [CsvColumn("workload")] public required string Workload { get; init; }

    /// <inheritdoc cref="RunRow.MemoryMib"/>
    [CsvColumn("memory_mib")] public required double MemoryMib { get; init; }

    /// <inheritdoc cref="RunRow.Method"/>
    [CsvColumn("method")] public required string Method { get; init; }

    /// <inheritdoc cref="RunRow.Accel"/>
    [CsvColumn("accel")] public string Accel { get; init; } = "none";

    /// <inheritdoc cref="RunRow.Path"/>
    [CsvColumn("path")] public string Path { get; init; } = "software";

    /// <inheritdoc cref="RunRow.Huffman"/>
    [CsvColumn("huffman")] public string Huffman { get; init; } = "";

    /// <inheritdoc cref="RunRow.Level"/>
    [CsvColumn("level")] public int? Level { get; init; }

    /// <inheritdoc cref="RunRow.Streams"/>
    [CsvColumn("streams")] public int? Streams { get; init; } = 1;

    /// <inheritdoc cref="RunRow.Channels"/>
    [CsvColumn("channels")] public required int Channels { get; init; }

    /// <inheritdoc cref="RunRow.ZeroPageDetection"/>
    [CsvColumn("zero_page_detection")] public string ZeroPageDetection { get; init; } = "multifd";

    /// <inheritdoc cref="RunRow.Transport"/>
    [CsvColumn("transport")] public string Transport { get; init; } = "memory";

    /// <inheritdoc cref="RunRow.MaxBandwidthMbps"/>
    [CsvColumn("max_bandwidth_mbps")] public double? MaxBandwidthMbps { get; init; }

    /// <inheritdoc cref="RunRow.DowntimeLimitMs"/>
    [CsvColumn("downtime_limit_ms")] public double? DowntimeLimitMs { get; init; }

    /// <inheritdoc cref="RunRow.WireLayout"/>
    [CsvColumn("wire_layout")] public string WireLayout { get; init; } = "";

    /// <summary>
    /// The library that compresses, without its version (<c>libz</c>): an upgrade of the library goes on with the same history, another
    /// library does not.
    /// </summary>
    [CsvColumn("library")] public string Library { get; init; } = "";

    /// <inheritdoc cref="RunRow.Model"/>
    [CsvColumn("model")] public string Model { get; init; } = "";

    /// <summary>As <see cref="RunRow.LinkGbps"/>. <see cref="Model"/> names every link, so that <see cref="Id"/> need not.</summary>
    [CsvColumn("link_gbps", Optional = true)] public double? LinkGbps { get; init; }

    /// <inheritdoc cref="RunRow.Policy"/>
    [CsvColumn("policy", Optional = true)] public string Policy { get; init => field = value ?? ""; } = "";

    /// <summary>Whether auto-converge was on from the start.</summary>
    [CsvColumn("auto_converge", Optional = true)] public bool AutoConverge { get; init; }

    /// <summary>Whether every connection was encrypted.</summary>
    [CsvColumn("tls", Optional = true)] public bool Tls { get; init; }

    /// <summary>Whether pages were sent with <c>zero-copy-send</c>.</summary>
    [CsvColumn("zero_copy_send", Optional = true)] public bool ZeroCopySend { get; init; }

    /// <inheritdoc cref="RunRow.Convergence"/>
    [CsvColumn("convergence", Optional = true)] public string Convergence { get; init => field = value ?? ""; } = "";

    /// <summary>Whether dirty-limit was on.</summary>
    [CsvColumn("dirty_limit", Optional = true)] public bool DirtyLimit { get; init; }

    /// <inheritdoc cref="RunRow.DictionaryKib"/>
    [CsvColumn("dictionary_kib", Optional = true)] public double? DictionaryKib { get; init; }

    /// <inheritdoc cref="RunRow.Variant()"/>
    public MethodVariant Variant() => new(Method, Level, Accel, Huffman) { Streams = Streams, DictionaryKib = DictionaryKib };

    /// <summary>
    /// The key everywhere: file names, filters, history. It lists every field in a fixed order, so that equal combinations and only
    /// they have equal ids. Never change the form: results of earlier versions would lose their history. What came later stands at the end
    /// and only where it is not at its default, for the same reason.
    /// </summary>
    [CsvIgnore]
    public string Id => string.Join('/',
    [
        Segment(Source), Segment(Workload), Number(MemoryMib) + "MiB", Segment(Method) + Suffix("-", Level), Segment(Accel), Segment(Path),
        Segment(Huffman), Number(Streams) + "st", Number(Channels) + "ch", "zero-" + Segment(ZeroPageDetection), Segment(Transport),
        Number(MaxBandwidthMbps) + "mbps", Number(DowntimeLimitMs) + "ms", Segment(WireLayout), Segment(Library), Segment(Model),
        .. Later,
    ]);

    private IEnumerable<string> Later
    {
        get
        {
            if (Policy.Length > 0) yield return "policy-" + Segment(Policy);
            if (AutoConverge) yield return "auto-converge";
            if (Tls) yield return "tls";
            if (ZeroCopySend) yield return "zero-copy-send";
            if (Convergence.Length > 0) yield return Segment(Convergence);
            if (DirtyLimit) yield return "dirty-limit";
            if (DictionaryKib is not null) yield return $"dictionary-{Number(DictionaryKib)}KiB";
        }
    }

    /// <summary>
    /// Of the fields in which combinations of one result set differ: a hash of all of them takes longer than a comparison.
    /// </summary>
    public override int GetHashCode() => HashCode.Combine(
        Workload, Method, Level, Channels, ZeroPageDetection, MaxBandwidthMbps, LinkGbps,
        HashCode.Combine(Source, Huffman, Streams, Model));

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
        Library = LibraryName(row.Library),
        Model = row.Model,
        LinkGbps = row.LinkGbps,
        Policy = row.Policy,
        AutoConverge = row.AutoConverge ?? false,
        Tls = row.Tls ?? false,
        ZeroCopySend = row.ZeroCopySend ?? false,
        Convergence = row.Convergence,
        DirtyLimit = row.DirtyLimit ?? false,
        DictionaryKib = row.DictionaryKib,
    };

    /// <summary>
    /// The id of the combination of which a run was planned: what its <c>run_id</c> says beside the repetition. <see cref="Of"/> is what
    /// ran, with the library in use.
    /// </summary>
    public static string PlannedId(RunRow row) => row.RunId[..Math.Max(0, row.RunId.LastIndexOf('#'))];

    /// <summary>A library's name without its version: the words before the first one that starts with a digit.</summary>
    public static string LibraryName(string library) =>
        string.Join(' ', library.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => !char.IsAsciiDigit(word[0])));

    /// <summary>
    /// The <c>run_id</c> of a repetition (from 1); running it again gives the same id, which is how a resume finds what is done.
    /// </summary>
    public string RunId(int repetition) => Invariant.Text($"{Id}#{repetition}");

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
        Library = Library,
        Model = Model,
        LinkGbps = LinkGbps,
        Policy = Policy,
        AutoConverge = AutoConverge,
        Tls = Tls,
        ZeroCopySend = ZeroCopySend,
        Convergence = Convergence,
        DirtyLimit = DirtyLimit,
        DictionaryKib = DictionaryKib,
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
