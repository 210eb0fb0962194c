using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Prediction.Machines;

/// <summary>Collects the parameters of a host or a scenario, each with where it comes from. Not thread-safe.</summary>
/// <param name="meter">What measured them, ahead of each source.</param>
internal sealed class ModelWriter(string meter)
{
    private readonly Dictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);

    /// <summary>A measured value.</summary>
    public void Measured(string key, double value, string unit, string how) =>
        Add(key, value, unit, ParameterKind.Measured, $"{meter}: {how}");

    /// <summary>A value that nobody measured, and why it is reasonable.</summary>
    public void Assumed(string key, double value, string unit, string why) => Add(key, value, unit, ParameterKind.Assumed, why);

    /// <summary>What a guest has in every scenario that is written: nobody measures it.</summary>
    public void AssumedOfZeroPages()
    {
        Assumed("memory.zero_ratio", 100, "ratio", "a deflate stream of a zero page is 22 to 35 bytes");
        Assumed("memory.zero_cost", 0.2, "share", "one long match");
    }

    /// <summary>What a device makes of a class's pages: their size is known, its time is the host's.</summary>
    /// <param name="prefix">The class and the device's codec, with the last dot.</param>
    /// <param name="ratio">Uncompressed ÷ compressed bytes.</param>
    /// <param name="how">Whose ratio it is.</param>
    public void OnDevice(string prefix, double ratio, string how)
    {
        Measured(prefix + "ratio", ratio, "ratio", how);
        Assumed(prefix + "compress_ns", 0, "ns", "a device does it");
        Assumed(prefix + "decompress_ns", 0, "ns", "a device does it");
    }

    /// <summary>The file with what was collected.</summary>
    public ParameterFile ToFile(string file, string name, string summary) =>
        new(file, name, summary, new ParameterSet(file, _parameters));

    private void Add(string key, double value, string unit, ParameterKind kind, string source) =>
        _parameters.Add(key, new Parameter(key, value, unit, kind, source, $"{meter}, {key}"));
}
