using MultifdBench.Core;
using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Tests.Multifd;

/// <summary>Switches to postcopy in a pass; 0 for before the first.</summary>
internal sealed class SwitchingPolicy(int passes) : IManagementPolicy
{
    private bool _isDone = passes == 0;

    public string Name => "switching";

    public long PollNs => Units.NsPerMs;

    private static ManagementAction Switch => new(ManagementActionKind.StartPostcopy, "told to");

    public IReadOnlyList<ManagementAction> Begin(long totalBytes) => _isDone ? [Switch] : [];

    public ManagementAction? Passed(in MigrationStatus now) => null;

    public ManagementAction? Poll(in MigrationStatus now)
    {
        if (_isDone || now.DirtySyncCount < passes) return null;
        _isDone = true;
        return Switch;
    }
}
