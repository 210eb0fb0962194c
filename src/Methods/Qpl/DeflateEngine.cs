using MultifdBench.Accelerators.Qpl;
using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Qpl;

/// <summary>
/// What runs the deflate jobs of a migration: this project's codec, or libqpl on the CPU or on IAA. All make and read the same streams, so
/// the two ends of a channel may differ. Thread-safe; what it makes belongs to one channel.
/// </summary>
internal abstract class DeflateEngine
{
    /// <summary><c>software</c> or <c>hardware</c>, as in <c>runs.csv</c>.</summary>
    public abstract string Path { get; }

    /// <summary>Library and version.</summary>
    public abstract string Library { get; }

    /// <summary>What a reader must know of how jobs went; empty when all ran where they were meant to.</summary>
    public virtual string Remarks => "";

    /// <summary>The most bytes that one stream of a whole packet can become, whichever engine made it, in any mode but canned.</summary>
    // qpl_get_safe_deflate_compression_buffer_size(512 KiB); ours needs 35 bytes less
    public static int MaxPacketStreamBytes { get; } = 524_368;

    /// <summary>What can never work in a request, in one line; null when nothing.</summary>
    public static string? Problem(MethodRequest request) =>
        request.Get(QplOptions.Path) == QplPath.Hardware && request.Get(CodecOptions.Library) == CodecLibrary.Managed
            ? "--codec-library managed cannot run with --qpl-path hardware: only libqpl reaches the device. "
                + "Use --codec-library auto or native, or --qpl-path software."
            : null;

    /// <summary>Whether this host has what a request asks for.</summary>
    public static Availability Probe(MethodRequest request)
    {
        if (request.Get(QplOptions.Path) == QplPath.Hardware) return QplLibrary.Probe.Hardware;
        return request.Get(CodecOptions.Library) == CodecLibrary.Native ? QplLibrary.Probe.Software : Availability.Yes;
    }

    /// <summary>The facts of a request for deflate jobs that this host cannot run.</summary>
    public static MethodFacts FactsAskedFor(MethodRequest request, MethodFacts facts)
    {
        bool device = request.Get(QplOptions.Path) == QplPath.Hardware;
        return facts with
        {
            Accelerator = device ? Devices.Qpl.Name : facts.Accelerator,
            Path = device ? "hardware" : "software",
            Huffman = request.Options.TextOf(QplOptions.Huffman),
        };
    }

    /// <summary>The engine for a request that this host can run: for path auto the device where there is one.</summary>
    /// <remarks>In software <see cref="CodecLibrary.Auto"/> is this project's codec, not libqpl, which is slower.</remarks>
    public static DeflateEngine Open(MethodRequest request)
    {
        CodecLibrary library = request.Get(CodecOptions.Library);
        bool device = request.Get(QplOptions.Path) switch
        {
            QplPath.Hardware => true,
            QplPath.Auto => library != CodecLibrary.Managed && QplLibrary.Probe.Hardware.IsAvailable,
            _ => false,
        };
        if (device) return new LibqplEngine(QplJobPath.Hardware);
        return library == CodecLibrary.Native ? new LibqplEngine(QplJobPath.Software) : new OwnEngine();
    }

    /// <summary>A table for canned streams, from the statistics of the engine's own match finder.</summary>
    public abstract CannedTable BuildTable(IPageSample pages);

    /// <summary>The compression jobs of a channel.</summary>
    public abstract IDeflateJobs CreateDeflateJobs(DeflateMode mode, CannedTable? table, int slots);

    /// <summary>The decompression jobs of a channel.</summary>
    public abstract IInflateJobs CreateInflateJobs(CannedTable? table, int slots);
}

/// <summary>This project's codec.</summary>
internal sealed class OwnEngine : DeflateEngine
{
    public override string Path => "software";

    public override string Library { get; } = $"MultifdBench.Deflate {typeof(PageDeflater).Assembly.GetName().Version?.ToString(3)}";

    public override CannedTable BuildTable(IPageSample pages)
    {
        CannedTableBuilder builder = new();
        pages.Visit(builder.Add);
        return builder.Build();
    }

    public override IDeflateJobs CreateDeflateJobs(DeflateMode mode, CannedTable? table, int slots) =>
        new OwnDeflateJobs(mode, table, slots);

    public override IInflateJobs CreateInflateJobs(CannedTable? table, int slots) => new OwnInflateJobs(table, slots);
}

/// <summary>libqpl.</summary>
internal sealed class LibqplEngine(QplJobPath path) : DeflateEngine
{
    private readonly QplFallbacks _fallbacks = new();

    public override string Path => path == QplJobPath.Hardware ? "hardware" : "software";

    public override string Library { get; } =
        QplLibrary.Probe.Name ?? throw new InvalidOperationException(QplLibrary.Probe.Software.ToString());

    public override string Remarks
    {
        get
        {
            List<string> remarks = [];
            if (_fallbacks.Busy > 0) remarks.Add($"{_fallbacks.Busy} jobs ran in software because the queues of IAA were full");
            if (_fallbacks.Faulted > 0) remarks.Add($"{_fallbacks.Faulted} jobs ran in software because IAA gave them up");
            return string.Join("; ", remarks);
        }
    }

    public override CannedTable BuildTable(IPageSample pages)
    {
        QplHistogram histogram = new();
        pages.Visit(histogram.Add);
        CannedTableBuilder builder = new();
        if (histogram.Samples > 0) builder.Add(histogram.LiteralLengths, histogram.Distances);
        return builder.Build();
    }

    public override IDeflateJobs CreateDeflateJobs(DeflateMode mode, CannedTable? table, int slots) =>
        new QplDeflateJobs(path, mode, table, slots, _fallbacks);

    public override IInflateJobs CreateInflateJobs(CannedTable? table, int slots) => new QplInflateJobs(path, table, slots, _fallbacks);
}
