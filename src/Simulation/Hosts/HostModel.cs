using MultifdBench.Core;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>A machine and the QEMU on it, as numbers. Immutable; a <see cref="SimulatedHost"/> is one in use.</summary>
public sealed record HostModel
{
    /// <summary>Name, as column <c>model</c> carries it.</summary>
    public required string Name { get; init; }

    /// <summary>Every parameter with its source.</summary>
    public required ParameterSet Parameters { get; init; }

    /// <summary>Cores that migration threads may use.</summary>
    public required double Cores { get; init; }

    /// <summary>How fast software codecs run here, relative to the machine on which the scenario's codec costs were taken.</summary>
    public required double CodecSpeed { get; init; }

    /// <summary>The migration thread.</summary>
    public required MigrationThreadCosts MigrationThread { get; init; }

    /// <summary>Channel threads of both sides, codecs and devices apart.</summary>
    public required ChannelCosts Channel { get; init; }

    /// <summary>Network interface and path to the other host.</summary>
    public required NetworkModel Network { get; init; }

    /// <summary>What an untouched page costs the destination.</summary>
    public required FirstTouchCosts FirstTouch { get; init; }

    /// <summary>What encryption costs; null where its file does not say.</summary>
    public TlsCosts? Tls { get; init; }

    /// <summary>The kernel's way to the devices; null where its file does not say.</summary>
    public KernelJobs? Kernel { get; init; }

    /// <summary>Its accelerators, a kind of device each.</summary>
    public required IReadOnlyList<DeviceModel> Devices { get; init; }

    /// <summary>Whether it has what a simulated form of a method needs.</summary>
    public bool CanRun(SimulatedForm form) => form.Device is null || DeviceOf(form.Device) is not null;

    /// <summary>The devices of that name; null when the host has none.</summary>
    public DeviceModel? DeviceOf(string name) => Devices.FirstOrDefault(device => device.Name == name);

    /// <summary>Makes a host of its parameters.</summary>
    /// <exception cref="UsageException">A parameter is missing, unknown, in another unit or out of range.</exception>
    public static HostModel From(string name, ParameterSet parameters)
    {
        HostModel host = new()
        {
            Name = name,
            Parameters = parameters,
            Cores = parameters.Number("cpu.cores", "cores", 1, 4096),
            CodecSpeed = parameters.Number("cpu.codec_speed", "ratio", 0.01, 100),
            MigrationThread = MigrationThreadCosts.From(parameters),
            Channel = ChannelCosts.From(parameters),
            Network = NetworkModel.From(parameters),
            FirstTouch = FirstTouchCosts.From(parameters),
            Tls = TlsCosts.From(parameters),
            Kernel = KernelJobs.From(parameters),
            Devices = DeviceModel.AllFrom(parameters),
        };
        parameters.RejectUnread();
        return host;
    }
}
