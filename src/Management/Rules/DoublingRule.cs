using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>
/// Multiplies the downtime limit each time a number of polls have seen more remaining memory than the poll before them, or none at all;
/// polls in between that see less change nothing. Polls between which nothing was sent are not counted [Proxmox QemuMigrate.pm].
/// </summary>
internal sealed class DoublingRule(int polls, double factor, long maxNs) : PolicyRule
{
    private static readonly ScalarParameter<int> Polls =
        new("polls", "6", "such polls that it takes", ScalarForms.Count(1, 1_000_000));
    private static readonly ScalarParameter<double> Factor =
        new("factor", "2", "what the limit is multiplied by", ScalarForms.Number(1, 1000));
    private static readonly ScalarParameter<long> Max =
        new("max", "2000s", "the limit that is never exceeded", ScalarForms.Downtime);

    private long _transferred;
    private long _remaining;
    private int _count;

    public static RuleKind Kind { get; } = new(
        "doubling", "Multiplies the downtime limit whenever a number of polls saw the remaining memory grow.", [Polls, Factor, Max],
        values => new DoublingRule(values.Get(Polls), values.Get(Factor), values.Get(Max)),
        values => [ManagementActionKind.SetDowntimeLimit]);

    public override void Observe(in MigrationStatus now)
    {
        if (now.TransferredBytes == _transferred) return;
        _transferred = now.TransferredBytes;
        if ((_remaining != 0 && now.RemainingBytes > _remaining) || now.RemainingBytes == 0) _count++;
        _remaining = now.RemainingBytes;
    }

    public override ManagementAction? Decide(in MigrationStatus now)
    {
        if (_count < polls) return null;
        _count = 0;
        long limitNs = (long)Math.Min(now.DowntimeLimitNs * factor, maxNs);
        return limitNs <= now.DowntimeLimitNs
            ? null
            : new ManagementAction(ManagementActionKind.SetDowntimeLimit, Invariant.Text($"remaining grew at {polls} polls"), limitNs);
    }
}
