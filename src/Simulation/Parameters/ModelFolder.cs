using MultifdBench.Core;

namespace MultifdBench.Simulation.Parameters;

/// <summary>The host and scenario files that stand beside the program, in <c>models/</c>; any other file is given by its path.</summary>
/// <param name="Root">The folder; it has <c>hosts</c> and <c>scenarios</c>.</param>
public sealed record ModelFolder(string Root)
{
    /// <summary>The files that came with the program.</summary>
    public static ModelFolder BesideProgram { get; } = new(Path.Combine(AppContext.BaseDirectory, "models"));

    /// <summary>Names of the hosts.</summary>
    public IReadOnlyList<string> Hosts => Names("hosts");

    /// <summary>Names of the scenarios.</summary>
    public IReadOnlyList<string> Scenarios => Names("scenarios");

    /// <summary>The file of a host.</summary>
    /// <param name="nameOrPath">A name from <see cref="Hosts"/>, or the path of a YAML file.</param>
    /// <param name="option">The option that it was given to, for the message.</param>
    /// <exception cref="UsageException">There is none.</exception>
    public string FindHost(string nameOrPath, string option = "--host") => Find("hosts", option, nameOrPath);

    /// <summary>The files of hosts of several kinds.</summary>
    /// <param name="namesOrPaths">Names or paths as <see cref="FindHost"/> takes them, with commas between them.</param>
    /// <exception cref="UsageException">One of them does not exist, or is there twice.</exception>
    public IReadOnlyList<string> FindHosts(string namesOrPaths)
    {
        string[] names = File.Exists(namesOrPaths) ? [namesOrPaths] : namesOrPaths.Split(',', StringSplitOptions.TrimEntries);
        string? twice = names.CountBy(name => name).FirstOrDefault(name => name.Value > 1).Key;
        return twice is null
            ? [.. names.Select(name => FindHost(name))]
            : throw new UsageException($"--host {namesOrPaths} names {twice} twice; hosts are of each kind by turns, once is enough.");
    }

    /// <summary>The file of a scenario, likewise.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public string FindScenario(string nameOrPath) => Find("scenarios", "--scenario", nameOrPath);

    private string Find(string kind, string option, string nameOrPath)
    {
        string path = Path.Combine(Root, kind, nameOrPath + ".yaml");
        if (File.Exists(path)) return path;
        if (File.Exists(nameOrPath)) return nameOrPath;
        IReadOnlyList<string> names = Names(kind);
        string[] several = nameOrPath.Split(',');
        if (several.Length > 1 && several.All(name => names.Contains(name.Trim())))
        {
            throw new UsageException($"{option} {nameOrPath} names {several.Length}, and one run has one: run it once for each, or "
                + "evacuate hosts of several kinds: --host A,B --guests K.");
        }

        throw new UsageException($"{option} {nameOrPath} does not exist.{NearestName.Suggest(nameOrPath, names)} Use "
            + $"{string.Join(", ", names)}, or the path of a YAML file.");
    }

    private string[] Names(string kind)
    {
        string folder = Path.Combine(Root, kind);
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)];
    }
}
