using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Profiles;
using MultifdBench.Comparison.Sets;
using MultifdBench.Core;
using MultifdBench.Core.Files;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Methods;
using MultifdBench.Results;
using MultifdBench.Results.Bundles;
using MultifdBench.Workloads;

namespace MultifdBench.Bench.Verbs.Bundle;

/// <summary><c>bench bundle</c>: a results folder as one file from which it can be run again.</summary>
/// <param name="methods">What a profile may name.</param>
internal sealed class BundleVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "bundle";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Packs a results folder of 'bench matrix' into one file: its CSV files, profile, seed, host facts and library versions, the scenario
        files of its guests, and the SHA-256 of each. 'bench rerun' runs it again elsewhere. It is a zip file without the memory of guests.

        Examples:
          bench bundle results/20260101-120000-host-quick --out quick.zip
          bench rerun quick.zip
        """;

    private readonly Argument<string> _folder = new("DIR") { Description = "results folder of 'bench matrix'" };
    private readonly Option<string> _out = new("--out") { HelpName = "FILE", Description = "the bundle to write", Required = true };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description) { _folder, _out };
        command.SetAction(parsed => Run(parsed.GetValue(_folder)!, parsed.GetValue(_out)!, session));
        return command;
    }

    private int Run(string folder, string path, ConsoleSession session)
    {
        ResultSet results = ResultSet.Load(folder);
        if (results.ProfileYaml is null || results.HostJson is null)
            throw new UsageException($"{folder} has no {(results.ProfileYaml is null ? ResultSetFiles.Profile : ResultSetFiles.Host)}: "
                + "only a results folder of 'bench matrix' can be run again, and bundled for it.");
        string profilePath = Path.Combine(folder, ResultSetFiles.Profile);
        MatrixProfile profile = new ProfileFile(methods, folder).Parse(results.ProfileYaml, profilePath);
        Dictionary<string, IReadOnlyList<string>> scenarios = profile.Workloads.Distinct()
            .Select(workload => (workload, WorkloadCatalog.ScenarioFiles(workload)))
            .Where(pair => pair.Item2.Count > 0).ToDictionary();
        string? ranWith = HostIdentity.Parse(results.HostJson)?.GitCommit;
        BundleManifest about = new(BundleManifest.CurrentFormat, profile.Name, profile.Seed, ranWith, HostFacts.BuiltFrom(), [], []);
        BundleManifest written = BundleWriter.Write(path, results, about, scenarios);
        foreach (string note in Notes(profile, written)) session.Note(note);
        long bytes = FileStatus.Of(path).Kind == FileKind.Regular ? new FileInfo(path).Length : 0;
        session.Output.WriteLine(
            Invariant.Text($"{RepositoryFolders.Display(path)}: {written.Files.Count} files of profile {profile.Name}, seed {profile.Seed}")
                + (bytes > 0 ? $", {Units.FormatSize(bytes)}" : ""));
        return ExitCodes.Done;
    }

    private static IEnumerable<string> Notes(MatrixProfile profile, BundleManifest written)
    {
        string[] outside = [.. profile.Workloads.Where(workload => workload.Contains(':', StringComparison.Ordinal)
            && written.Scenarios.All(scenario => scenario.Workload != workload))];
        if (outside.Length > 0)
            yield return $"Not in the bundle: what {string.Join(", ", outside)} may read. Whoever runs it again needs the same files.";
        if (written.RunCommit != written.BundleCommit)
            yield return "Another build made the results: the scenario files in the bundle are this build's.";
    }
}
