using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Prediction.Advice;

/// <summary>What to tell a management layer.</summary>
/// <param name="Layer">Whose language it is.</param>
/// <param name="Lines">Lines to paste.</param>
public sealed record ManagementText(string Layer, IReadOnlyList<string> Lines);

/// <summary>
/// A recommendation in the languages of QEMU, libvirt, KubeVirt and Nova. What one of them has no word for is said in a comment.
/// </summary>
public static class ManagementLines
{
    // A prediction is no promise: a migration that takes twice as long is not yet stuck.
    private const double Slack = 2;

    // Both demand whole seconds. KubeVirt's default is 150, Nova's 800.
    private const int LeastSecondsPerGib = 10;

    /// <summary>Lines for every layer.</summary>
    /// <param name="winner">What is recommended.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="methods">All methods.</param>
    public static IReadOnlyList<ManagementText> Of(Candidate winner, AdviceQuestion question, MethodCatalog methods)
    {
        IMethodDefinition method = methods.Get(winner.Row.Method);
        MethodOption? level = method.Options.FirstOrDefault(option => option.Column == IntegerOption.LevelColumn);
        string options = winner.Row.Level is { } number && level is not null ? Text($"\"{level.Name}\": {number}, ") : "";
        int perGib = SecondsPerGib(winner, question);
        return
        [
            new("QEMU (QMP, both sides)",
            [
                """{"execute": "migrate-set-capabilities", "arguments": {"capabilities": [{"capability": "multifd", "state": true}]}}""",
                Text($"{{\"execute\": \"migrate-set-parameters\", \"arguments\": {{\"multifd-channels\": {winner.Row.Channels}, ")
                    + Text($"\"multifd-compression\": \"{winner.Row.Method}\", {options}")
                    + Text($"\"zero-page-detection\": \"{winner.Row.ZeroPageDetection}\", ")
                    + Text($"\"downtime-limit\": {question.DowntimeLimitMs}}}}}"),
            ]),
            new("libvirt",
            [
                Text($"virsh migrate --live --parallel --parallel-connections {winner.Row.Channels}{Libvirt(winner, method)} GUEST URI"),
                Text($"virsh migrate-setmaxdowntime GUEST {question.DowntimeLimitMs}"),
                .. method.LibvirtName is null && winner.Row.Ratio is not 1
                    ? (string[])[$"# libvirt does not know {winner.Row.Method}: set it by QMP (qemu-monitor-command)"]
                    : [],
            ]),
            new("KubeVirt (MigrationPolicy)",
            [
                "apiVersion: migrations.kubevirt.io/v1alpha1",
                "kind: MigrationPolicy",
                "metadata: { name: advised }",
                Text($"spec: {{ completionTimeoutPerGiB: {perGib}, allowAutoConverge: false, allowPostCopy: false, ")
                    + "selectors: { virtualMachineInstanceSelector: { LABEL: VALUE } } }",
                Text($"# KubeVirt uses 8 channels and sets no compression of its own before VEP 246; this asks for {winner.Name}"),
            ]),
            new("Nova (nova.conf)",
            [
                "[libvirt]",
                Text($"live_migration_parallel_connections = {winner.Row.Channels}"),
                Text($"live_migration_downtime = {Math.Max(100, question.DowntimeLimitMs)}"),
                Text($"live_migration_completion_timeout = {perGib}"),
                .. winner.Row.Ratio is not 1 ? (string[])["# Nova has no option for the compression of parallel connections"] : [],
            ]),
        ];
    }

    private static int SecondsPerGib(Candidate winner, AdviceQuestion question)
    {
        double gib = question.MemoryBytes / (double)Units.GiB;
        return (int)Math.Max(LeastSecondsPerGib, Math.Ceiling(Slack * winner.TotalMs / 1e3 / Math.Max(1, gib)));
    }

    private static string Libvirt(Candidate winner, IMethodDefinition method)
    {
        if (method.LibvirtName is not { } name) return "";
        string level = winner.Row.Level is { } number ? Text($" --comp-{name}-level {number}") : "";
        return $" --compressed --comp-methods {name}{level}";
    }
}
