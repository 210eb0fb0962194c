using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>
/// The devices of one kind in a host. Which kinds there are, host files say: parameters <c>X.devices</c>, <c>X.engines</c> and so on make
/// devices X.
/// </summary>
/// <param name="Name">The first part of their parameters' names: <c>iaa</c>.</param>
/// <param name="Devices">How many, 1 or more.</param>
public abstract record DeviceModel(string Name, int Devices)
{
    /// <summary>The most devices of a host.</summary>
    internal const int MaxDevices = 1024;

    /// <summary>Name for people: <c>IAA</c>.</summary>
    public string Title => Name.ToUpperInvariant();

    /// <summary>What compression and decompression share among all migrations, and what each is called.</summary>
    internal abstract (string Compress, string Decompress) Parts { get; }

    /// <summary>Capacity for compression and for decompression, in the unit that its jobs weigh.</summary>
    internal abstract (double Compress, double Decompress) Capacity { get; }

    /// <summary>All devices of a host file, in the order of their names; those of which there are none are left out.</summary>
    /// <remarks>What is wrong with them is said when the file's reader is done: <see cref="ParameterSet.RejectUnread"/>.</remarks>
    internal static IReadOnlyList<DeviceModel> AllFrom(ParameterSet parameters) =>
        [.. parameters.Names("").Select(name => From(parameters, name)).OfType<DeviceModel>()];

    /// <summary>Parameters that only this kind has, or the number of devices, say what a group of parameters is about.</summary>
    private static DeviceModel? From(ParameterSet parameters, string name)
    {
        if (CallDevice.IsOne(parameters, name)) return CallDevice.From(parameters, name);
        return parameters.Contains(name + ".engines") || parameters.Contains(name + ".devices")
            ? JobDevice.From(parameters, name)
            : null;
    }
}
