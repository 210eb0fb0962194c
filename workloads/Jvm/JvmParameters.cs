using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Jvm;

/// <summary>What a jvm scenario says of the server; units and sources stand in the file.</summary>
internal sealed record JvmParameters(int PromotedMib, int HotPages)
{
    /// <summary>Reads and checks all parameters.</summary>
    public static JvmParameters Read(ScenarioParameters parameters) => new(
        (int)parameters.Integer("promoted_mib", 0, 4096),
        (int)parameters.Integer("hot_pages", 0, 4096));
}
