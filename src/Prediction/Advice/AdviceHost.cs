using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Prediction.Advice;

/// <summary>A host that guests leave, and its like that takes them. Immutable.</summary>
/// <param name="Name">As column <c>model</c> begins.</param>
/// <param name="IsHere">Whether it was measured on this machine.</param>
/// <param name="File">Its model with so many channels.</param>
public sealed record AdviceHost(string Name, bool IsHere, Func<int, ParameterFile> File)
{
    // Two hosts of one data centre, a switch or two between them [assumed]; a model that was measured over a link says its own.
    private const double AssumedLatencyUs = 25;

    private const string LatencyKey = "network.latency_us";
    private const string CoresKey = "cpu.cores";

    /// <summary>A published host, or a file.</summary>
    public static AdviceHost Of(ParameterFile file) => new(file.Name, IsHere: false, _ => file);

    /// <summary>Its model behind a link.</summary>
    /// <param name="channels">Channels of the migration.</param>
    /// <param name="linkGbps">The link, decimal Gbit/s.</param>
    /// <param name="cores">Cores on either side; null for all that it has.</param>
    public ParameterFile Behind(int channels, double linkGbps, double? cores)
    {
        ParameterFile file = File(channels);
        ParameterSet parameters = file.Parameters.With(NetworkModel.BandwidthKey, NetworkModel.PayloadGbps(linkGbps));
        if (IsHere) parameters = parameters.With(LatencyKey, AssumedLatencyUs);
        if (cores is { } given) parameters = parameters.With(CoresKey, given);
        return file with { Name = Name, Parameters = parameters };
    }
}
