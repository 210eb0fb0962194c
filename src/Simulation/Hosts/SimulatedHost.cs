using MultifdBench.Simulation.Engine;

namespace MultifdBench.Simulation.Hosts;

/// <summary>A host in use: what all migrations that leave or reach it share. Not thread-safe.</summary>
public sealed class SimulatedHost
{
    /// <summary>Puts a host on the clock.</summary>
    public SimulatedHost(VirtualClock events, HostModel model)
    {
        Model = model;
        Cpu = new SharedResource(events, model.Cores);
        Network = new SharedResource(events, model.Network.BytesPerNs);
        DeviceFaults = new SharedResource(events, 1);
        if (model.Iaa is { } iaa)
        {
            IaaCompress = new SharedResource(events, iaa.Devices * iaa.CompressUnits);
            IaaDecompress = new SharedResource(events, iaa.Devices * iaa.DecompressUnits);
        }

        if (model.Qat is not { } qat) return;
        QatCompress = new SharedResource(events, qat.CompressBytesPerNs);
        QatDecompress = new SharedResource(events, qat.DecompressBytesPerNs);
    }

    /// <summary>Its numbers.</summary>
    public HostModel Model { get; }

    /// <summary>Cores; a running thread weighs 1.</summary>
    public SharedResource Cpu { get; }

    /// <summary>The network interface, one direction; a flow weighs its rate in bytes per nanosecond.</summary>
    public SharedResource Network { get; }

    /// <summary>Compress units of all IAA devices, in jobs at once; null without a device.</summary>
    public SharedResource? IaaCompress { get; }

    /// <summary>Decompress units, likewise.</summary>
    public SharedResource? IaaDecompress { get; }

    /// <summary>QAT compression, in bytes per nanosecond; null without a device.</summary>
    public SharedResource? QatCompress { get; }

    /// <summary>QAT decompression, likewise.</summary>
    public SharedResource? QatDecompress { get; }

    /// <summary>Page faults of devices, which the kernel serves one at a time where they share its locks.</summary>
    public SharedResource DeviceFaults { get; }

    /// <summary>Pages that are queued or in service at the compress units, of all migrations.</summary>
    public double IaaPagesQueued { get; internal set; }

    /// <summary>Threads that are submitting to the compress units, of all migrations.</summary>
    public int IaaSubmitters { get; internal set; }
}
