using System.Reflection;
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
            // YamlDotNet makes no read-only list by itself.
            IDeserializer deserializer = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance)
                .WithTypeMapping<IReadOnlyList<string>, List<string>>()
                .WithTypeMapping<IReadOnlyList<int>, List<int>>()
                .WithTypeMapping<IReadOnlyList<MethodChoice>, List<MethodChoice>>()
                .Build();
            MatrixProfile profile = deserializer.Deserialize<MatrixProfile?>(yaml)
                ?? throw new UsageException($"{path} is empty: a profile needs workloads, methods and channels; see docs/cli.md.");
            RejectKeysWithoutValue(profile, path);
            foreach (MethodChoice? method in profile.Methods) RejectKeysWithoutValue(method, path);
            return profile;
        }
        catch (YamlException e)
        {
            string reason = (e.InnerException ?? e).Message;
            throw new UsageException($"{path}, line {e.Start.Line}: {reason} Keys of a profile are listed in docs/cli.md.");
        }
    }

    /// <summary>YAML makes a null of a key without a value, whatever the property's type says.</summary>
    private static void RejectKeysWithoutValue(object? values, string path)
    {
        if (values is null) return;
        NullabilityInfoContext nullability = new();
        PropertyInfo? empty = Array.Find(
            values.GetType().GetProperties(),
            property => property.GetValue(values) is null && nullability.Create(property).ReadState == NullabilityState.NotNull);
        if (empty is null) return;
        string key = UnderscoredNamingConvention.Instance.Apply(empty.Name);
        throw new UsageException($"{path}: key '{key}' has no value; give it one, or leave it out for its default.");
    }

    /// <summary>A profile as YAML that <see cref="Parse"/> reads back.</summary>
    public static string ToYaml(MatrixProfile profile) =>
        new SerializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull).Build().Serialize(profile);
}
