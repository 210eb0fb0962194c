using MultifdBench.Multifd.Wire;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>
/// Intel IAA devices and the library in front of them. A batch of n pages takes submit × parallel + n × service ÷ parallel + latency,
/// where parallel is what units, batch and submitting thread allow; the thread polls all the while.
/// </summary>
public sealed record IaaModel
{
    /// <summary>Devices.</summary>
    public required int Devices { get; init; }

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

    /// <summary>The devices of a host file; null when there are none.</summary>
    internal static IaaModel? From(ParameterSet parameters)
    {
        if (parameters.Names("iaa.").Count == 0) return null;
        int engines = (int)parameters.WholeNumber("iaa.engines", "engines", 1, 1024);
        IaaModel model = new()
        {
            Devices = (int)parameters.WholeNumber("iaa.devices", "devices", 0, 1024),
            CompressUnits = Math.Min(engines, (int)parameters.WholeNumber("iaa.compress_units", "jobs", 1, 1024)),
            DecompressUnits = Math.Min(engines, (int)parameters.WholeNumber("iaa.decompress_units", "jobs", 1, 1024)),
            QueueEntries = (int)parameters.WholeNumber("iaa.queue_entries", "jobs", 1, 1 << 16),
            BatchPages = (int)parameters.WholeNumber("iaa.batch_pages", "pages", 1, PacketHeader.PagesPerPacket),
            CompressNs = parameters.Number("iaa.compress_ns", "ns", 1, 1e7),
            DecompressNs = parameters.Number("iaa.decompress_ns", "ns", 1, 1e7),
            SubmitNs = parameters.Number("iaa.submit_ns", "ns", 0, 1e6),
            LatencyNs = parameters.Number("iaa.latency_ns", "ns", 0, 1e7),
            BusyRetries = (int)parameters.WholeNumber("iaa.busy_retries", "count", -1, 1_000_000),
            DynamicTableNs = parameters.Number("iaa.dynamic_table_ns", "ns", 0, 1e6),
        };
        return model.Devices == 0 ? null : model;
    }

    /// <summary>How one thread's batch uses the devices.</summary>
    /// <param name="pages">Pages of the batch, at most <see cref="BatchPages"/>.</param>
    /// <param name="units">Units of all devices.</param>
    /// <param name="serviceNs">Service time of a page.</param>
    public BatchTime Batch(double pages, int units, double serviceNs)
    {
        double parallel = Math.Min(Math.Min(pages, units), SubmitNs > 0 ? Math.Max(1, serviceNs / SubmitNs) : units);
        return new BatchTime(SubmitNs * parallel, pages * serviceNs / parallel, parallel, LatencyNs);
    }
}

/// <summary>The time of one batch when nobody else uses the devices; nanoseconds.</summary>
/// <param name="SubmitNs">Until the units are filled.</param>
/// <param name="ServiceNs">On the units.</param>
/// <param name="Parallel">Units in use meanwhile.</param>
/// <param name="LatencyNs">Until the last completion is noticed.</param>
public readonly record struct BatchTime(double SubmitNs, double ServiceNs, double Parallel, double LatencyNs)
{
    /// <summary>All of it.</summary>
    public double TotalNs => SubmitNs + ServiceNs + LatencyNs;
}
