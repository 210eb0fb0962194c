using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace MultifdBench.Bench.Profiles;

/// <summary>Profiles as YAML: the ones beside the program by name, any other by path.</summary>
public static class ProfileFile
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "profiles");

    /// <summary>Names of the profiles beside the program.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    /// <summary>Reads a profile.</summary>
    /// <param name="nameOrPath">A name from <see cref="Names"/>, or the path of a YAML file.</param>
    /// <exception cref="UsageException">There is none, or it does not parse; the message names file and line.</exception>
    public static MatrixProfile Load(string nameOrPath)
    {
        string inFolder = Path.Combine(Folder, nameOrPath + ".yaml");
        string path = Names.Contains(nameOrPath) ? inFolder : nameOrPath;
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--profile {nameOrPath}: {e.Message} Profiles: {string.Join(", ", Names)}, or the path of a YAML file.{NearestName.Suggest(nameOrPath, Names)}");
        }
    }

    /// <summary>Parses a profile's text; <paramref name="path"/> is for messages.</summary>
    /// <exception cref="UsageException">It does not parse; the message names file and line.</exception>
    public static MatrixProfile Parse(string yaml, string path)
    {
        try
        {
            IDeserializer deserializer = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithEnforceNullability().Build();
            return deserializer.Deserialize<MatrixProfile?>(yaml) ?? throw new UsageException($"{path} is empty: a profile needs workloads, methods and channels; see docs/cli.md.");
        }
        catch (YamlException e)
        {
            string reason = (e.InnerException ?? e).Message;
            throw new UsageException($"{path}, line {e.Start.Line}: {reason} Keys of a profile are listed in docs/cli.md.");
        }
    }

    /// <summary>A profile as YAML that <see cref="Parse"/> reads back.</summary>
    public static string ToYaml(MatrixProfile profile) =>
        new SerializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull).Build().Serialize(profile);
}
