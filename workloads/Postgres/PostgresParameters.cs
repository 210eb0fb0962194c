using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Postgres;

/// <summary>What a postgres scenario says of the server; units and sources stand in the file.</summary>
internal sealed record PostgresParameters(double TransactionsBefore, double ReadByTransactions, int LogBytes, int HotPages)
{
    /// <summary>Reads and checks all parameters.</summary>
    public static PostgresParameters Read(ScenarioParameters parameters) => new(
        parameters.Number("transactions_before", 0, 100),
        parameters.Number("read_by_transactions", 0, 100),
        (int)parameters.Integer("log_bytes", 64, 4096),
        (int)parameters.Integer("hot_pages", 1, 512));
}
