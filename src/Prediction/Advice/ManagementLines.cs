using MultifdBench.Core;
using MultifdBench.Management;
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

    // What the object is called that the parameter names.
    private const string TlsId = "tls0";

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
        PolicyDefinition policy = PolicyCatalog.Get(question.Policies[0]);
        bool throttles = question.AutoConverge || policy.MayAutoConverge;
        string flags = Flags((" --auto-converge", throttles), (" --postcopy", policy.NeedsPostcopy), (" --tls", question.Tls));
        string tlsCreds = question.Tls ? $"\"tls-creds\": \"{TlsId}\", " : "";
        return
        [
            new("QEMU (QMP, both sides)",
            [
                .. question.Tls ? TlsObject : [],
                $"{{\"execute\": \"migrate-set-capabilities\", \"arguments\": {{\"capabilities\": [{Capabilities(policy, throttles)}]}}}}",
                Text($"{{\"execute\": \"migrate-set-parameters\", \"arguments\": {{\"multifd-channels\": {winner.Row.Channels}, ")
                    + Text($"\"multifd-compression\": \"{winner.Row.Method}\", {options}{tlsCreds}")
                    + Text($"\"zero-page-detection\": \"{winner.Row.ZeroPageDetection}\", ")
                    + Text($"\"downtime-limit\": {question.DowntimeLimitMs}}}}}"),
                .. policy.NeedsPostcopy
                    ? (string[])["# QEMU has multifd and postcopy together from 10.1 on; the policy sends migrate-start-postcopy"]
                    : [],
            ]),
            new("libvirt",
            [
                Text($"virsh migrate --live --parallel --parallel-connections {winner.Row.Channels}{Libvirt(winner, method)}{flags} ")
                    + "GUEST URI",
                Text($"virsh migrate-setmaxdowntime GUEST {question.DowntimeLimitMs}"),
                .. policy.NeedsPostcopy
                    ? (string[])["# the switch: virsh migrate-postcopy GUEST, or --timeout S --timeout-postcopy above"]
                    : [],
                .. method.LibvirtName is null && winner.Row.Ratio is not 1
                    ? (string[])[$"# libvirt does not know {winner.Row.Method}: set it by QMP (qemu-monitor-command)"]
                    : [],
            ]),
            new("KubeVirt (MigrationPolicy)",
            [
                "apiVersion: migrations.kubevirt.io/v1alpha1",
                "kind: MigrationPolicy",
                "metadata: { name: advised }",
                Text($"spec: {{ completionTimeoutPerGiB: {perGib}, allowAutoConverge: {Word(throttles)}, ")
                    + $"allowPostCopy: {Word(policy.NeedsPostcopy)}, "
                    + (policy.MaySuspend ? "allowWorkloadDisruption: true, " : "")
                    + "selectors: { virtualMachineInstanceSelector: { LABEL: VALUE } } }",
                Text($"# KubeVirt uses 8 channels and sets no compression of its own before VEP 246; this asks for {winner.Name}"),
                .. question.Tls ? (string[])["# KubeVirt encrypts unless the cluster's migrations have disableTLS: true"] : [],
            ]),
            new("Nova (nova.conf)",
            [
                "[libvirt]",
                Text($"live_migration_parallel_connections = {winner.Row.Channels}"),
                Text($"live_migration_downtime = {Math.Max(100, question.DowntimeLimitMs)}"),
                Text($"live_migration_completion_timeout = {perGib}"),
                .. throttles ? (string[])["live_migration_permit_auto_converge = true"] : [],
                .. policy.NeedsPostcopy ? (string[])["live_migration_permit_post_copy = true"] : [],
                .. policy.NeedsPostcopy || policy.MaySuspend ? (string[])["live_migration_timeout_action = force_complete"] : [],
                .. question.Tls ? (string[])["live_migration_with_native_tls = true"] : [],
                .. winner.Row.Ratio is not 1 ? (string[])["# Nova has no option for the compression of parallel connections"] : [],
            ]),
        ];
    }

    private static string[] TlsObject =>
    [
        $"{{\"execute\": \"object-add\", \"arguments\": {{\"qom-type\": \"tls-creds-x509\", \"id\": \"{TlsId}\", "
            + "\"dir\": \"/etc/pki/qemu\", \"endpoint\": \"client\"}}",
        "# on the destination \"endpoint\": \"server\"",
    ];

    private static string Capabilities(PolicyDefinition policy, bool throttles)
    {
        IEnumerable<string> names = ["multifd", .. throttles ? (string[])["auto-converge"] : [],
            .. policy.NeedsPostcopy ? (string[])["postcopy-ram"] : []];
        return string.Join(", ", names.Select(name => $"{{\"capability\": \"{name}\", \"state\": true}}"));
    }

    private static string Flags(params (string Flag, bool IsSet)[] flags) =>
        string.Concat(flags.Where(one => one.IsSet).Select(one => one.Flag));

    private static string Word(bool value) => value ? "true" : "false";

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
