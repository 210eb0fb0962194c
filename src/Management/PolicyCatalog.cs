using MultifdBench.Core;
using MultifdBench.Management.Files;

namespace MultifdBench.Management;

/// <summary>The policies that come with the program, by name, and those of files of one's own. Thread-safe.</summary>
public static class PolicyCatalog
{
    /// <summary>The policy that does nothing: what QEMU does alone.</summary>
    public const string Default = "fixed";

    private const string Folder = "policies/";
    private const string Extension = ".yaml";

    // Every start of the program needs the names, and none all the policies: a file has the name of its policy, and is read when asked for.
    private static readonly Lazy<SortedDictionary<string, Lazy<PolicyDefinition>>> BuiltIn = new(FindBuiltIn);

    /// <summary>The policies that come with the program, in ordinal order of their names.</summary>
    public static IReadOnlyList<PolicyDefinition> All => [.. BuiltIn.Value.Values.Select(policy => policy.Value)];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => [.. BuiltIn.Value.Keys];

    /// <summary>A line for each: its name and what it does.</summary>
    public static string Overview
    {
        get
        {
            int width = Names.Max(name => name.Length);
            return string.Join(Environment.NewLine, All.Select(policy => $"{policy.Name.PadRight(width)}  {policy.Summary}"));
        }
    }

    /// <summary>A policy by its name, or of a file.</summary>
    /// <param name="nameOrFile">A name from <see cref="Names"/>, or the path of a YAML file.</param>
    /// <exception cref="UsageException">None has that name or path, or the file is wrong; the message names each problem.</exception>
    public static PolicyDefinition Get(string nameOrFile)
    {
        if (BuiltIn.Value.TryGetValue(nameOrFile, out Lazy<PolicyDefinition>? known)) return known.Value;
        if (!File.Exists(nameOrFile))
        {
            throw new UsageException($"--policy {nameOrFile} does not exist.{NearestName.Suggest(nameOrFile, Names)} Use "
                + $"{string.Join(", ", Names)}, or the path of a YAML file.");
        }

        PolicyDefinition own = PolicyFile.Read(nameOrFile);
        // Rows name a policy and nothing else of it: two of one name would be taken for one another.
        if (!BuiltIn.Value.TryGetValue(own.Name, out Lazy<PolicyDefinition>? same) || same.Value.Yaml == own.Yaml) return own;
        throw new UsageException($"{nameOrFile}: 'name: {own.Name}' is a policy that comes with the program; give this one a name of its "
            + "own.");
    }

    private static SortedDictionary<string, Lazy<PolicyDefinition>> FindBuiltIn()
    {
        SortedDictionary<string, Lazy<PolicyDefinition>> policies = new(StringComparer.Ordinal);
        foreach (string resource in typeof(PolicyCatalog).Assembly.GetManifestResourceNames().Where(IsPolicy))
            policies.Add(resource[Folder.Length..^Extension.Length], new Lazy<PolicyDefinition>(() => Read(resource)));

        return policies;
    }

    private static PolicyDefinition Read(string resource)
    {
        using StreamReader text = new(typeof(PolicyCatalog).Assembly.GetManifestResourceStream(resource)!);
        return PolicyFile.Parse(text.ReadToEnd(), resource);
    }

    private static bool IsPolicy(string resource) => resource.StartsWith(Folder, StringComparison.Ordinal);
}
