namespace MultifdBench.Workloads.Scenarios;

/// <summary>The scenario files that stand beside the program, in <c>workloads/</c>.</summary>
internal static class ScenarioFolder
{
    /// <summary>The folder; scenarios may be in folders inside it.</summary>
    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "workloads");

    /// <summary>Paths of all scenario files, in ordinal order, so that listings do not depend on the file system.</summary>
    public static IReadOnlyList<string> Files()
    {
        if (!Directory.Exists(Path)) return [];
        return [.. Directory.EnumerateFiles(Path, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    /// <summary>Names of the scenarios, in the order of <see cref="Files"/>.</summary>
    public static IReadOnlyList<string> Names() => [.. Files().Select(NameOf)];

    /// <summary>The file of the scenario called <paramref name="name"/>, or null. A scenario's file is named after it.</summary>
    public static string? Find(string name) =>
        Files().FirstOrDefault(file => NameOf(file).Equals(name, StringComparison.Ordinal));

    private static string NameOf(string file) => System.IO.Path.GetFileNameWithoutExtension(file);
}
