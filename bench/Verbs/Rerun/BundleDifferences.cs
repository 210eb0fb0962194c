using MultifdBench.Bench.Cli;
using MultifdBench.Comparison.Sets;
using MultifdBench.Core;
using MultifdBench.Measurement.Machine;
using MultifdBench.Results.Bundles;
using MultifdBench.Workloads;

namespace MultifdBench.Bench.Verbs.Rerun;

/// <summary>What is not here as it was where a bundle's results were measured. Immutable.</summary>
/// <param name="All">One line each: host, libraries, program, scenarios.</param>
/// <param name="AllowOption">
/// What <c>bench compare</c> needs before it compares both, with a blank in front; empty for the same host.
/// </param>
internal sealed record BundleDifferences(IReadOnlyList<string> All, string AllowOption)
{
    /// <summary>Looks for them.</summary>
    public static BundleDifferences Of(ResultBundle bundle, HostFacts facts)
    {
        HostIdentity here = HostIdentity.Parse(JsonText.Of(facts))!;
        if (HostIdentity.Parse(bundle.HostJson) is not { } there)
            return new BundleDifferences([.. Scenarios(bundle), "the bundle's host.json says nothing of its host"], "");
        IReadOnlyList<string> decisive = there.DifferencesFrom(here, allowed: []);
        string[] program = there.GitCommit == here.GitCommit
            ? []
            : [$"program: built from commit {there.GitCommit ?? "unknown"} there, {here.GitCommit ?? "unknown"} here"];
        string fields = string.Join(',', decisive.Select(difference => difference.Split(':')[0]));
        return new BundleDifferences(
            [.. decisive, .. there.NotesOn(here), .. program, .. Scenarios(bundle)], fields.Length == 0 ? "" : " --allow " + fields);
    }

    /// <summary>The scenario files that a workload has here; null where they are not there or broken.</summary>
    public static IReadOnlyList<string>? FilesHere(BundledScenario scenario)
    {
        try
        {
            return WorkloadCatalog.ScenarioFiles(scenario.Workload) is { Count: > 0 } files ? files : null;
        }
        catch (UsageException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Scenarios(ResultBundle bundle)
    {
        foreach (BundledScenario scenario in bundle.Manifest.Scenarios)
        {
            if (FilesHere(scenario) is not { } files) yield return $"scenario {scenario.Workload}: it is not here";
            else if (!files.Select(file => BundleWriter.Hash(File.ReadAllBytes(file))).SequenceEqual(scenario.Files.Select(bundle.HashOf)))
                yield return $"scenario {scenario.Workload}: its file is another one here, so that it is another guest";
        }
    }
}
