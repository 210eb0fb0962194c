using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Profiles;
using MultifdBench.Comparison.Merging;
using MultifdBench.Comparison.Sets;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Methods;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Merge;

/// <summary><c>bench merge</c>: one result set from the shards of a matrix.</summary>
/// <param name="methods">What it can run.</param>
internal sealed class MergeVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "merge";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Makes one results folder from the shards of one matrix (matrix --shard K/N). Refuses shards of different profiles, seeds, builds or
        hosts, and shards that overlap or are missing. The new folder is complete, or it is not there.

        Examples:
          bench merge results/night-1 results/night-2 --out results/night
          bench merge results/shards --out results/night --allow-hosts
        """;

    private readonly Argument<string[]> _folders =
        new("DIR") { Arity = ArgumentArity.OneOrMore, Description = "results folders, or folders that hold them" };
    private readonly Option<string> _out = new("--out") { HelpName = "DIR", Description = "the new results folder", Required = true };
    private readonly Option<bool> _allowHosts =
        new("--allow-hosts") { Description = "the shards may come from different machines; host.json then lists them all" };
    private readonly Option<bool> _partial = new("--partial") { Description = "merge although shards are missing" };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description) { _folders, _out, _allowHosts, _partial };
        command.SetAction(parsed => Run(parsed, session));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session)
    {
        string folder = parsed.GetValue(_out)!;
        ResultSet[] shards = [.. (parsed.GetValue(_folders) ?? []).SelectMany(SessionSet.FoldersOf).Select(ResultSet.Load)];
        foreach (string note in ShardMerge.Write(shards, folder, parsed.GetValue(_allowHosts), parsed.GetValue(_partial), HasShare))
            session.Note(note);
        session.Output.WriteLine(RepositoryFolders.Display(Path.GetFullPath(folder)));
        return ExitCodes.Done;
    }

    private bool HasShare(ResultSet shard)
    {
        string path = Path.Combine(shard.Folder, ResultSetFiles.Profile);
        MatrixProfile profile = new ProfileFile(methods, shard.Folder).Parse(shard.ProfileYaml!, path);
        return MatrixPlan.Create(OwnPolicies.From(profile, shard.Folder), methods).Runs.Count > 0;
    }
}
