using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Memcached;

/// <summary>What a memcached scenario says of the server; units and sources stand in the file.</summary>
internal sealed record MemcachedParameters(double GetShare, double TextShare, double JsonShare, double RenewedShare, int Connections)
{
    /// <summary>Reads and checks all parameters.</summary>
    public static MemcachedParameters Read(ScenarioParameters parameters)
    {
        var read = new MemcachedParameters(
            parameters.Share("get_share"),
            parameters.Share("text_share"),
            parameters.Share("json_share"),
            parameters.Share("renewed_share"),
            (int)parameters.Integer("connections", 1, 10_000));
        if (read.TextShare + read.JsonShare > 1)
            throw parameters.Wrong("json_share", $"text_share {read.TextShare} and json_share {read.JsonShare} are more than 1 together.");
        return read;
    }
}
