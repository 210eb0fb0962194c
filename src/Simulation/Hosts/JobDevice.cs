using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>
/// Devices with queues of jobs and units that serve them, as Intel IAA, and the library in front of them. A batch of n pages takes
/// submit × parallel + n × service ÷ parallel + latency, where parallel is what units, batch and submitting thread allow; the thread
/// polls all the while.
/// </summary>
/// <param name="Name">The first part of their parameters' names.</param>
/// <param name="Devices">How many.</param>
public sealed record JobDevice(string Name, int Devices) : DeviceModel(Name, Devices)
{
    private const string SinglePassKey = "dynamic_single_pass_bytes";

    /// <summary>Compressions that one device runs at once: its units, or its engines where fewer are configured.</summary>
    public required int CompressUnits { get; init; }

    /// <summary>Decompressions that one device runs at once, likewise.</summary>
    public required int DecompressUnits { get; init; }

    /// <summary>Work-queue entries of one device.</summary>
    public required int QueueEntries { get; init; }

    /// <summary>Most pages that the submitting software has under way at once.</summary>
    public required int BatchPages { get; init; }

    /// <summary>Service time of a page on one compress unit, ns.</summary>
    public required double CompressNs { get; init; }

    /// <summary>Service time of a page on one decompress unit, ns.</summary>
    public required double DecompressNs { get; init; }

    /// <summary>CPU time to prepare, submit and reap one job, ns.</summary>
    public required double SubmitNs { get; init; }

    /// <summary>From submission to a noticed completion, service apart, ns.</summary>
    public required double LatencyNs { get; init; }

    /// <summary>Submissions to a full queue before a page is compressed in software; a negative number waits for ever.</summary>
    public required int BusyRetries { get; init; }

    /// <summary>CPU time between the two passes of a dynamic job (statistics, table, header), ns.</summary>
    public required double DynamicTableNs { get; init; }

    /// <summary>
    /// The longest input whose dynamic tables the devices make themselves, in one pass, bytes: 4096 of IAA 2.0, 0 where a statistics pass
    /// and a CPU do it [IAA 2.0; kernel patch "crypto: iaa - Add deflate-iaa-dynamic"].
    /// </summary>
    public double SinglePassBytes { get; init; }

    /// <summary>What a unit takes longer for a page whose tables it makes itself, ns.</summary>
    public double DynamicServiceNs { get; init; }

    /// <summary>What its completion takes longer, units apart: of a batch once, ns.</summary>
    public double DynamicLatencyNs { get; init; }

    /// <inheritdoc/>
    internal override (string Compress, string Decompress) Parts => ($"{Title} compress units", $"{Title} decompress units");

    /// <summary>In jobs at once.</summary>
    internal override (double Compress, double Decompress) Capacity => (Devices * CompressUnits, Devices * DecompressUnits);

    /// <summary>The devices of a host file; null when there are none.</summary>
    internal static JobDevice? From(ParameterSet parameters, string name)
    {
        int engines = Count("engines", "engines", 1, MaxDevices);
        JobDevice model = new(name, Count("devices", "devices", 0, MaxDevices))
        {
            CompressUnits = Math.Min(engines, Count("compress_units", "jobs", 1, 1024)),
            DecompressUnits = Math.Min(engines, Count("decompress_units", "jobs", 1, 1024)),
            QueueEntries = Count("queue_entries", "jobs", 1, 1 << 16),
            BatchPages = Count("batch_pages", "pages", 1, PacketHeader.PagesPerPacket),
            CompressNs = Ns("compress_ns", 1, 1e7),
            DecompressNs = Ns("decompress_ns", 1, 1e7),
            SubmitNs = Ns("submit_ns", 0, 1e6),
            LatencyNs = Ns("latency_ns", 0, 1e7),
            BusyRetries = Count("busy_retries", "count", -1, 1_000_000),
            DynamicTableNs = Ns("dynamic_table_ns", 0, 1e6),
        };
        // A file of IAA 1.0 has none of the three.
        if (parameters.Contains($"{name}.{SinglePassKey}"))
        {
            model = model with
            {
                SinglePassBytes = parameters.Number($"{name}.{SinglePassKey}", "B", 0, 1 << 30),
                DynamicServiceNs = Ns("dynamic_service_ns", 0, 1e6),
                DynamicLatencyNs = Ns("dynamic_latency_ns", 0, 1e6),
            };
        }

        return model.Devices == 0 ? null : model;

        int Count(string key, string unit, long min, long max) => (int)parameters.WholeNumber($"{name}.{key}", unit, min, max);

        double Ns(string key, double min, double max) => parameters.Number($"{name}.{key}", "ns", min, max);
    }

    /// <summary>What the compression of a page asks of them.</summary>
    /// <param name="isDynamic">Whether it has Huffman tables of its own.</param>
    public PageJob Compression(bool isDynamic) => (isDynamic, SinglePassBytes >= Page.SizeBytes) switch
    {
        (false, _) => new PageJob(CompressNs, LatencyNs, Passes: 1, TableNs: 0),
        (true, true) => new PageJob(CompressNs + DynamicServiceNs, LatencyNs + DynamicLatencyNs, Passes: 1, TableNs: 0),
        (true, false) => new PageJob(CompressNs, LatencyNs, Passes: 2, DynamicTableNs),
    };

    /// <summary>What the decompression of a page asks of them.</summary>
    public PageJob Decompression => new(DecompressNs, LatencyNs, Passes: 1, TableNs: 0);

    /// <summary>How one thread's batch uses the devices, for one pass.</summary>
    /// <param name="pages">Pages of the batch, at most <see cref="BatchPages"/>.</param>
    /// <param name="units">Units of all devices.</param>
    /// <param name="job">What each page asks.</param>
    public BatchTime Batch(double pages, int units, PageJob job)
    {
        double parallel = Math.Min(Math.Min(pages, units), SubmitNs > 0 ? Math.Max(1, job.ServiceNs / SubmitNs) : units);
        return new BatchTime(SubmitNs * parallel, pages * job.ServiceNs / parallel, parallel, job.LatencyNs);
    }
}

/// <summary>A page on a device, whose queues and submitting thread are apart; nanoseconds.</summary>
/// <param name="ServiceNs">On a unit, each pass.</param>
/// <param name="LatencyNs">From submission to a noticed completion, service apart, each pass.</param>
/// <param name="Passes">How often it is submitted: 2 where a statistics pass comes first.</param>
/// <param name="TableNs">CPU time between two passes.</param>
public readonly record struct PageJob(double ServiceNs, double LatencyNs, int Passes, double TableNs);

/// <summary>The time of one batch when nobody else uses the devices; nanoseconds.</summary>
/// <param name="SubmitNs">Until the units are filled.</param>
/// <param name="ServiceNs">On the units.</param>
/// <param name="Parallel">Units in use meanwhile.</param>
/// <param name="LatencyNs">Until the last completion is noticed.</param>
public readonly record struct BatchTime(double SubmitNs, double ServiceNs, double Parallel, double LatencyNs)
{
    /// <summary>From the first submission until the last completion is noticed.</summary>
    public double TotalNs => SubmitNs + ServiceNs + LatencyNs;
}
