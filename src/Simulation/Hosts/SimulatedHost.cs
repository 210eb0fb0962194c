using MultifdBench.Simulation.Engine;

namespace MultifdBench.Simulation.Hosts;

/// <summary>A host in use: what all migrations that leave or reach it share. Not thread-safe.</summary>
public sealed class SimulatedHost
{
    private readonly SimulatedDevice[] _devices;

    /// <summary>Puts a host on the clock.</summary>
    public SimulatedHost(VirtualClock events, HostModel model)
    {
        Model = model;
        Cpu = new SharedResource(events, model.Cores);
        Network = new SharedResource(events, model.Network.BytesPerNs);
        DeviceFaults = new SharedResource(events, 1);
        _devices = [.. model.Devices.Select(device => new SimulatedDevice(events, device))];
    }

    /// <summary>Its numbers.</summary>
    public HostModel Model { get; }

    /// <summary>Cores; a running thread weighs 1.</summary>
    public SharedResource Cpu { get; }

    /// <summary>The network interface, one direction; a flow weighs its rate in bytes per nanosecond.</summary>
    public SharedResource Network { get; }

    /// <summary>Page faults of devices, which the kernel serves one at a time where they share its locks.</summary>
    public SharedResource DeviceFaults { get; }

    /// <summary>Its accelerators.</summary>
    public IReadOnlyList<SimulatedDevice> Devices => _devices;

    /// <summary>The devices of that name, which the host has: <see cref="HostModel.DeviceOf"/> says so.</summary>
    public SimulatedDevice DeviceOf(string name) => Array.Find(_devices, device => device.Model.Name == name)!;
}

/// <summary>The devices of one kind in use. Not thread-safe.</summary>
/// <param name="events">The clock.</param>
/// <param name="model">Their numbers.</param>
public sealed class SimulatedDevice(VirtualClock events, DeviceModel model)
{
    /// <summary>Their numbers.</summary>
    public DeviceModel Model => model;

    /// <summary>What compresses, in jobs at once or in bytes per nanosecond.</summary>
    public SharedResource Compress { get; } = new(events, model.Capacity.Compress);

    /// <summary>What decompresses, likewise.</summary>
    public SharedResource Decompress { get; } = new(events, model.Capacity.Decompress);

    /// <summary>Pages that are queued or in service for compression, of all migrations.</summary>
    public double PagesQueued { get; internal set; }

    /// <summary>Threads that are submitting compressions, of all migrations.</summary>
    public int Submitters { get; internal set; }
}
