using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Methods;
using MultifdBench.Yaml;

namespace MultifdBench.Bench.Profiles;

/// <summary>Profiles as YAML: the ones beside the program by name, any other by path.</summary>
/// <param name="methods">What a profile may name.</param>
/// <param name="policies">
/// The results folder, or what a bundle had of one, whose profile is read: its policies are looked for there first. Null for none.
/// </param>
public sealed class ProfileFile(MethodCatalog methods, string? policies = null)
{
    private const string What = "a profile is one YAML mapping of workloads, methods, channels and other keys; see docs/cli.md";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "profiles");

    /// <summary>Names of the profiles beside the program.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal)];

    /// <summary>Reads a profile.</summary>
    /// <param name="nameOrPath">A name from <see cref="Names"/>, or the path of a YAML file.</param>
    /// <exception cref="UsageException">There is none, or it does not parse; the message names file and line.</exception>
    public MatrixProfile Load(string nameOrPath)
    {
        string inFolder = Path.Combine(Folder, nameOrPath + ".yaml");
        string path = Names.Contains(nameOrPath) ? inFolder : nameOrPath;
        if (!Path.Exists(path))
        {
            throw new UsageException(
                $"--profile {nameOrPath} does not exist. Profiles: {string.Join(", ", Names)}, or the path of a YAML "
                    + $"file.{NearestName.Suggest(nameOrPath, Names)}");
        }

        return Profile(YamlFile.Read(path, path, What));
    }

    /// <summary>Reads the profile that a results folder was made with.</summary>
    /// <exception cref="UsageException">It cannot be read or does not parse; the message names file and line.</exception>
    public MatrixProfile Read(string path) => Profile(YamlFile.Read(path, path, What));

    /// <summary>Parses a profile's text; <paramref name="path"/> is for messages.</summary>
    /// <exception cref="UsageException">It does not parse; every problem is a line of the message, with file and line.</exception>
    public MatrixProfile Parse(string yaml, string path) => Profile(YamlFile.Parse(yaml, path, What));

    /// <summary>A wrong value is named with its line here; the plan, which would find it too, does not know lines.</summary>
    private MatrixProfile Profile(YamlFile file)
    {
        MatrixProfile profile = ProfileYaml.Read(file, methods);
        foreach ((int line, string problem) in ProfileYaml.Judge(file, methods, policies)) file.Add(line, problem);
        file.ThrowProblems();
        return profile;
    }

    /// <summary>A profile as YAML that <see cref="Parse"/> reads back.</summary>
    public static string ToYaml(MatrixProfile profile) => YamlFile.Write(ProfileYaml.Plain(profile));
}
