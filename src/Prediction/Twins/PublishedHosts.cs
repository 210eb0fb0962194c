namespace MultifdBench.Prediction.Twins;

/// <summary>Host models of published testbeds, by the device that they are there for.</summary>
internal static class PublishedHosts
{
    private static readonly Dictionary<string, string> ByDevice = new() { ["iaa"] = "spr-v4", ["qat"] = "spr-qat" };

    /// <summary>The host file, without extension, of a testbed with that device; null where none is published.</summary>
    public static string? With(string device) => ByDevice.GetValueOrDefault(device);
}
