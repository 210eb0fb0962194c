using MultifdBench.Core;
using MultifdBench.Management;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Matrix;

/// <summary>
/// Policies of a profile that do not come with the program: a results folder keeps their files, so that it can be gone on with, bundled
/// and run again whatever becomes of them. Stateless, thread-safe.
/// </summary>
public static class OwnPolicies
{
    /// <summary>The texts of a profile's own policies, by the names that they have in a results folder.</summary>
    /// <exception cref="UsageException">A policy does not exist or is wrong, or two would have one name.</exception>
    public static IReadOnlyDictionary<string, string> Of(MatrixProfile profile)
    {
        Dictionary<string, string> kept = new(StringComparer.Ordinal);
        foreach (string policy in profile.Also.Select(block => block.Policy ?? []).Prepend(profile.Policy).SelectMany(list => list))
        {
            if (IsBuiltIn(policy)) continue;
            string name = ResultSetFiles.KeptPolicy(policy), yaml = PolicyCatalog.Get(policy).Yaml;
            if (!kept.TryAdd(name, yaml) && kept[name] != yaml)
                throw new UsageException($"--policy {policy}: another policy of these runs has a file of this name; rename one of them.");
        }

        return kept;
    }

    /// <summary>The profile with those of its policies that a folder keeps in place of the files that it names.</summary>
    /// <param name="profile">As it was recorded.</param>
    /// <param name="folder">A results folder.</param>
    public static MatrixProfile From(MatrixProfile profile, string folder)
    {
        return profile with
        {
            Policy = [.. profile.Policy.Select(Kept)],
            Also = [.. profile.Also.Select(block => block with { Policy = block.Policy is { } own ? [.. own.Select(Kept)] : null })],
        };

        string Kept(string policy)
        {
            string path = Path.Combine(folder, ResultSetFiles.KeptPolicy(policy));
            return !IsBuiltIn(policy) && File.Exists(path) ? path : policy;
        }
    }

    private static bool IsBuiltIn(string policy) => PolicyCatalog.Names.Contains(policy);
}
