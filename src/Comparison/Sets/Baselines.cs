using System.Text.RegularExpressions;
using MultifdBench.Core;
using MultifdBench.Results;

namespace MultifdBench.Comparison.Sets;

/// <summary>Result sets that are kept by name to compare with: a folder each, below one folder that is committed.</summary>
/// <param name="root">That folder; it need not exist.</param>
public sealed partial class Baselines(string root)
{
    /// <summary>The names, in order.</summary>
    public IReadOnlyList<string> Names => Directory.Exists(root)
        ? [.. Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)!).Where(IsName).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The folder of a baseline, for <see cref="SessionSet.Load"/>.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public string Find(string name)
    {
        IReadOnlyList<string> names = Names;
        if (names.Contains(name)) return PathOf(name);
        string known = names.Count == 0 ? $"there are none in {root} yet" : $"baselines: {string.Join(", ", names)}";
        throw new UsageException($"--baseline {name} does not exist; {known}. Keep one with --set-baseline {name} DIR."
            + NearestName.Suggest(name, names));
    }

    /// <summary>Keeps a copy of result sets under a name, in place of what had that name.</summary>
    /// <param name="name">Letters, digits, dot, dash and underscore.</param>
    /// <param name="folder">A results folder, or a folder of sessions.</param>
    /// <returns>The copy, and whether there was another one.</returns>
    /// <exception cref="UsageException">The name cannot be a folder's.</exception>
    /// <exception cref="ResultsException">The folder holds no results, or the disk refuses; what had the name is untouched.</exception>
    public (string Folder, bool WasThere) Set(string name, string folder)
    {
        if (!IsName(name))
            throw new UsageException($"--set-baseline {name}: use letters, digits, '.', '-' and '_', for example main or v1.2.");
        IReadOnlyList<string> sets = SessionSet.FoldersOf(folder);
        // Read before they are kept: a baseline that does not parse fails every comparison with it.
        SessionSet.Load(folder);
        string target = PathOf(name), fresh = $"{target}.new", old = $"{target}.old";
        try
        {
            Remove(fresh);
            Remove(old);
            bool isOneSet = sets is [var only] && only == folder;
            foreach (string set in sets) Copy(set, isOneSet ? fresh : Path.Combine(fresh, Path.GetFileName(set)));
            bool wasThere = Directory.Exists(target);
            if (wasThere) Directory.Move(target, old);
            Directory.Move(fresh, target);
            Remove(old);
            return (target, wasThere);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultsException($"The baseline {target} cannot be written: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private string PathOf(string name) => Path.Combine(root, name);

    private static bool IsName(string name) => Name().IsMatch(name) && !name.EndsWith(".new", StringComparison.Ordinal)
        && !name.EndsWith(".old", StringComparison.Ordinal);

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Copies the files of a results folder, and nothing else that lies in it.</summary>
    private static void Copy(string set, string target)
    {
        Directory.CreateDirectory(target);
        foreach (string file in ResultSetFiles.All.Where(file => File.Exists(Path.Combine(set, file))))
            File.Copy(Path.Combine(set, file), Path.Combine(target, file));
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex Name();
}
