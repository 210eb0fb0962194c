using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Prediction.Folders;

/// <summary>What the runs of a folder say of one codec on the guest's pages. Immutable.</summary>
/// <param name="Key">Its name in a scenario.</param>
/// <param name="Library">Library and version, or several.</param>
/// <param name="Runs">Runs that it is of.</param>
/// <param name="IsDevice">Whether a device did it: then there are no times.</param>
/// <param name="ContentRatio">Uncompressed ÷ compressed bytes of what the first round sent.</param>
/// <param name="WrittenRatio">Of what later rounds sent; null where they sent too little that the guest had written.</param>
/// <param name="CompressNs">CPU time to compress a page, all rounds together.</param>
/// <param name="DecompressNs">CPU time to restore one.</param>
internal sealed record FolderCodec(
    string Key, string Library, int Runs, bool IsDevice, double ContentRatio, double? WrittenRatio, double CompressNs, double DecompressNs)
{
    // Ten packets.
    private const long FewestPages = 10 * PacketHeader.PagesPerPacket;

    // From when so much of the guest has been sent, rounds send what it has written: packets in flight count in the round after theirs.
    private const double FirstPass = 0.99;

    /// <summary>The codecs of a guest's runs, in the order of the folder.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="methods">All methods.</param>
    public static IReadOnlyList<FolderCodec> All(FolderRuns runs, MethodCatalog methods) =>
    [
        .. from run in runs.Runs
           let method = MethodOf(run, methods)
           where method?.Codec is not null && HasFigures(run, method)
           group (run, method) by method.Codec into codec
           select Of(codec.Key, [.. codec.Select(one => one.run)], codec.First().method.Device is not null, runs),
    ];

    /// <summary>Null for what scenarios have no costs of.</summary>
    private static SimulatedMethod? MethodOf(RunRow run, MethodCatalog methods)
    {
        IMethodDefinition? method = methods.All.FirstOrDefault(known => known.Name == run.Method);
        if (method is null || run.DictionaryKib is not null) return null;
        if (!method.SimulatedForms.Any(form => form.IsFor(run.Accel, run.Path))) return null;
        int streams = method.DefaultsOf(MethodOptionSet.Empty).Get(CodecOptions.Streams);
        if (streams == 1 && run.Streams > 1) return null;
        return SimulatedMethods.Of(methods.SimulatedForms, run.Method, run.Accel, run.Path, run.Huffman, run.Level, run.Streams);
    }

    private static bool HasFigures(RunRow run, SimulatedMethod method) => run.Ratio is > 0
        && (method.Device is not null || run is { CompressNsPerPage: not null, DecompressNsPerPage: not null });

    private static FolderCodec Of(string key, RunRow[] rows, bool isDevice, FolderRuns runs)
    {
        Sent content = new(), written = new();
        foreach (RunRow row in rows) Add(row, runs.RoundsOf(row), runs.Pages, content, written);
        return new FolderCodec(
            key,
            string.Join(" or ", rows.Select(row => row.Library).Distinct()),
            rows.Length,
            isDevice,
            content.Ratio ?? Median.Of(rows.Select(row => row.Ratio!.Value)),
            written.Pages >= FewestPages ? written.Ratio : null,
            isDevice ? 0 : Median.Of(rows.Select(row => row.CompressNsPerPage!.Value)),
            isDevice ? 0 : Median.Of(rows.Select(row => row.DecompressNsPerPage!.Value)));
    }

    /// <summary>
    /// Rounds count bytes on the wire. What is no payload there, headers above all, goes with the pages, and a run knows the sum of it.
    /// </summary>
    private static void Add(RunRow row, IReadOnlyList<RoundRow> rounds, long guestPages, Sent content, Sent written)
    {
        double pages = (row.NormalPages + row.ZeroPages) ?? 0;
        if (rounds.Count == 0 || pages == 0 || row is not { WireBytes: { } wire, CompressedBytes: { } payload }) return;
        double headers = (wire - payload) / pages;
        content.Add(rounds[0], headers);
        long sent = 0;
        foreach (RoundRow round in rounds)
        {
            if (sent >= FirstPass * guestPages) written.Add(round, headers);
            sent += round.NormalPages + round.ZeroPages;
        }
    }

    private sealed class Sent
    {
        private double _payload;

        public long Pages { get; private set; }

        public double? Ratio => Pages > 0 && _payload > 0 ? Pages * Page.SizeBytes / _payload : null;

        public void Add(RoundRow round, double headersPerPage)
        {
            Pages += round.NormalPages;
            _payload += round.WireBytes - headersPerPage * (round.NormalPages + round.ZeroPages);
        }
    }
}
