using MultifdBench.Accelerators.Qatzip;
using MultifdBench.Accelerators.Qpl;

namespace MultifdBench.Methods;

/// <summary>
/// Every device that comes with the program. A new one is a definition here; methods say in their rules what they do on it, and in their
/// simulated forms what it costs.
/// </summary>
public static class Devices
{
    /// <summary>Intel IAA through QPL.</summary>
    public static Accelerator Qpl { get; } = new("qpl")
    {
        Device = "IAA",
        Color = "#D55E00",
        PublishedHost = "spr-v4",
        NewerHosts = ["gnr"],
        Probe = () => QplLibrary.Probe.Hardware,
    };

    /// <summary>Intel QAT through QATzip.</summary>
    public static Accelerator Qat { get; } = new("qat")
    {
        Device = "QAT",
        Color = "#56B4E9",
        PublishedHost = "spr-qat",
        Probe = () => QatzipLibrary.Probe.Availability,
    };

    /// <summary>All of them, in the order in which tables list them.</summary>
    public static IReadOnlyList<Accelerator> All { get; } = [Qpl, Qat];
}
