namespace MultifdBench.Bench.Cli;

/// <summary>
/// Where results and reports go by default: into the repository that the program was built in, wherever it is started from.
/// </summary>
/// <param name="Root">The folder of <c>Bench.sln</c>; for an installed tool the current folder.</param>
public sealed record RepositoryFolders(string Root)
{
    /// <summary><c>results/</c>.</summary>
    public string Results => Path.Combine(Root, "results");

    /// <summary><c>results/baseline/</c>, which is committed: result sets that are kept by name.</summary>
    public string Baselines => Path.Combine(Results, "baseline");

    /// <summary><c>reports/</c>.</summary>
    public string Reports => Path.Combine(Root, "reports");

    /// <summary>Looks upwards from the program and then from the current folder.</summary>
    public static RepositoryFolders Find() =>
        new(Upwards(AppContext.BaseDirectory) ?? Upwards(Environment.CurrentDirectory) ?? Environment.CurrentDirectory);

    /// <summary>A path as it reads best: relative to the current folder when it is below it.</summary>
    public static string Display(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string? Upwards(string start)
    {
        DirectoryInfo? folder = new(start);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Bench.sln"))) folder = folder.Parent;
        return folder?.FullName;
    }
}
