using System.Text.Json;
using System.Text.Json.Nodes;
using MultifdBench.Comparison.Sets;
using MultifdBench.Core;
using MultifdBench.Core.Files;
using MultifdBench.Results;

namespace MultifdBench.Comparison.Merging;

/// <summary>
/// One result set from the shards of one matrix: the same profile, seed and build, on one host unless allowed otherwise. Nothing is
/// dropped, and the folder appears whole or not at all.
/// </summary>
public static class ShardMerge
{
    /// <summary>Merges <paramref name="shards"/> into <paramref name="folder"/>.</summary>
    /// <param name="shards">The shards' result sets, at least one.</param>
    /// <param name="folder">Must not exist.</param>
    /// <param name="allowHosts">Whether the shards may come from different machines.</param>
    /// <param name="allowPartial">Whether shards may be missing.</param>
    /// <param name="hasShare">
    /// Whether the matrix has a combination for a shard; with more shards than combinations it has none for the last ones.
    /// </param>
    /// <returns>What a reader must know, one line each.</returns>
    /// <exception cref="ResultsException">
    /// The shards do not belong together, one is missing, or the disk refuses; <paramref name="folder"/> then does not exist.
    /// </exception>
    public static IReadOnlyList<string> Write(
        IReadOnlyList<ResultSet> shards, string folder, bool allowHosts, bool allowPartial, Func<ResultSet, bool> hasShare)
    {
        if (Path.Exists(folder)) throw new ResultsException($"{folder} is there already; choose another folder with --out.");
        CheckProfiles(shards);
        CheckHosts(shards, allowHosts);
        CheckRunIds(shards, hasShare);
        List<string> notes = [.. shards.SelectMany(shard => shard.Warnings)];
        CheckShardNumbers(shards, allowPartial, notes);
        WriteWhole(shards, Path.GetFullPath(folder));
        return notes;
    }

    private static void WriteWhole(IReadOnlyList<ResultSet> shards, string folder)
    {
        string temporary = OutputFile.PartialPath(folder);
        try
        {
            using (ResultSetWriter writer = ResultSetWriter.CreateWhole(
                temporary,
                [.. shards.SelectMany(shard => shard.Runs).OrderBy(run => run.TimestampUtc)],
                [.. shards.SelectMany(shard => shard.Rounds)],
                [.. shards.SelectMany(shard => shard.PageSizes)],
                [.. shards.SelectMany(shard => shard.Timeline)]))
            {
                if (shards[0].ProfileYaml is { } profile) writer.WriteProfile(ShardLine.Without(profile));
                foreach ((string name, string yaml) in shards[0].Policies) writer.WritePolicy(name, yaml);
                if (MergedHost(shards) is { } host) writer.WriteHost(host);
                writer.WriteSummary();
            }

            Directory.Move(temporary, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultsException($"Cannot write {folder}: {e.Message.TrimEnd('.')}. Choose another folder with --out.", e);
        }
        finally
        {
            if (Directory.Exists(temporary)) Directory.Delete(temporary, recursive: true);
        }
    }

    private static void CheckProfiles(IReadOnlyList<ResultSet> shards)
    {
        foreach (ResultSet shard in shards)
        {
            if (shard.ProfileYaml is null)
                throw new ResultsException(
                    $"{shard.Folder} has no {ResultSetFiles.Profile}; only results of 'bench matrix' can be merged.");
            if (FirstDifference(ShardLine.Without(shards[0].ProfileYaml!), ShardLine.Without(shard.ProfileYaml)) is { } difference)
                throw new ResultsException(
                    $"{shards[0].Name} and {shard.Name} are not shards of one matrix: their profiles differ in {difference}.");
            string[] policies = [.. shards[0].Policies.Except(shard.Policies).Concat(shard.Policies.Except(shards[0].Policies))
                .Select(policy => policy.Key).Distinct()];
            if (policies.Length > 0)
                throw new ResultsException($"{shards[0].Name} and {shard.Name} are not shards of one matrix: they differ in "
                    + $"{string.Join(", ", policies)}.");
        }
    }

    private static string? FirstDifference(string first, string second)
    {
        string[] a = first.Split('\n');
        string[] b = second.Split('\n');
        for (int i = 0; i < Math.Max(a.Length, b.Length); i++)
        {
            string left = a.ElementAtOrDefault(i)?.Trim() ?? "nothing";
            string right = b.ElementAtOrDefault(i)?.Trim() ?? "nothing";
            if (left != right) return $"'{left}' and '{right}'";
        }

        return null;
    }

    private static void CheckHosts(IReadOnlyList<ResultSet> shards, bool allowHosts)
    {
        HostIdentity? first = HostIdentity.Parse(shards[0].HostJson);
        foreach (ResultSet shard in shards.Skip(1))
        {
            HostIdentity? other = HostIdentity.Parse(shard.HostJson);
            if (first?.GitCommit != other?.GitCommit)
                throw new ResultsException($"{shards[0].Name} and {shard.Name} come from different builds: git_commit "
                    + $"{first?.GitCommit ?? "not recorded"} ≠ {other?.GitCommit ?? "not recorded"}.");
            string[] differences = first is null || other is null ? [] : [.. first.DifferencesFrom(other, [])];
            if (differences.Length > 0 && !allowHosts)
                throw new ResultsException(
                    $"{shards[0].Name} and {shard.Name} are from different hosts: {string.Join("; ", differences)}. Combinations of "
                        + "different hosts cannot be set against each other; --allow-hosts merges them all the same.");
        }
    }

    private static void CheckRunIds(IReadOnlyList<ResultSet> shards, Func<ResultSet, bool> hasShare)
    {
        Dictionary<string, ResultSet> owners = [];
        foreach (ResultSet shard in shards)
        {
            if (shard.Runs.Count == 0 && hasShare(shard))
                throw new ResultsException($"{shard.Folder} holds no runs yet; run it to its end with 'bench matrix --resume'.");
            foreach (RunRow run in shard.Runs)
            {
                if (!owners.TryAdd(run.RunId, shard))
                    throw new ResultsException(
                        $"{owners[run.RunId].Folder} and {shard.Folder} both hold the run {run.RunId}; shards of one matrix share none.");
            }
        }
    }

    private static void CheckShardNumbers(IReadOnlyList<ResultSet> shards, bool allowPartial, List<string> notes)
    {
        (int K, int N)[] numbers = [.. shards.Select(shard => ShardLine.Numbers(shard.ProfileYaml!)).OfType<(int, int)>()];
        if (numbers.Length == 0) return;
        int count = numbers[0].N;
        if (numbers.Length < shards.Count || numbers.Any(number => number.N != count))
            throw new ResultsException("The folders are not shards of one split: their --shard K/N have different N, or some have none.");
        int[] missing = [.. Enumerable.Range(1, count).Except(numbers.Select(number => number.K))];
        if (missing.Length == 0) return;
        string message = Invariant.Text($"Of {count} shards number {string.Join(", ", missing)} is missing");
        if (!allowPartial) throw new ResultsException($"{message}; name its folder too, or merge what there is with --partial.");
        notes.Add($"{message}: 'bench matrix --resume' on the merged folder runs it.");
    }

    /// <summary>As <see cref="HostIdentity.Parse"/>: what is no JSON object says nothing.</summary>
    private static JsonObject? ParseHost(string? json)
    {
        try
        {
            // A copy is made member by member, which is when a name that is there twice is found.
            return json is null ? null : (JsonNode.Parse(json) as JsonObject)?.DeepClone() as JsonObject;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>What all say, else a list of what they say; objects are merged field by field.</summary>
    private static JsonNode? Merged(IReadOnlyList<JsonNode?> hosts)
    {
        if (hosts.All(host => host is JsonObject))
        {
            string[] names = [.. hosts.SelectMany(host => host!.AsObject().Select(property => property.Key)).Distinct()];
            return new JsonObject(names.Select(name => KeyValuePair.Create(name, Merged([.. hosts.Select(host => host![name])]))));
        }

        string?[] values = [.. hosts.Select(host => host?.ToJsonString()).Distinct().Order(StringComparer.Ordinal)];
        JsonNode?[] nodes = [.. values.Select(value => value is null ? null : JsonNode.Parse(value))];
        return nodes.Length == 1 ? nodes[0] : new JsonArray(nodes);
    }

    /// <summary>
    /// The first shard's host, with what each shard's says differently; several hosts are listed in every field in which they differ.
    /// </summary>
    private static string? MergedHost(IReadOnlyList<ResultSet> shards)
    {
        JsonObject?[] hosts = [.. shards.Select(shard => ParseHost(shard.HostJson))];
        if (hosts[0] is null) return null;
        JsonArray parts = [.. shards.Zip(hosts).Select(pair => new JsonObject
        {
            ["folder"] = pair.First.Name,
            ["host_name"] = pair.Second?["host_name"]?.DeepClone(),
            ["command_line"] = pair.Second?["command_line"]?.DeepClone(),
        })];
        var merged = (JsonObject)Merged([.. hosts.Select(host => host ?? [])])!;
        merged["merged_from"] = parts;
        return merged.ToJsonString(
            new JsonSerializerOptions
            {
                WriteIndented = true,
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            });
    }
}
