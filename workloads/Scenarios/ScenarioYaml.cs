using MultifdBench.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MultifdBench.Workloads.Scenarios;

/// <summary>The YAML side of scenarios: nodes with their line numbers, and one-line errors.</summary>
internal static class ScenarioYaml
{
    /// <summary>The mapping that a file consists of.</summary>
    public static YamlMappingNode Load(string path)
    {
        string file = Path.GetFileName(path);
        try
        {
            using var reader = new StreamReader(path);
            var stream = new YamlStream();
            stream.Load(reader);
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root) return root;
            throw new UsageException($"{file}: a scenario is one YAML mapping of name, summary, generator and parameters.");
        }
        catch (YamlException e)
        {
            throw new UsageException($"{file}, line {e.Start.Line}: not valid YAML: {OneLine(e.Message)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Scenario file '{path}' cannot be read: {OneLine(e.Message)}");
        }
    }

    /// <summary>The scalar entries of a mapping whose keys must be among <paramref name="known"/>.</summary>
    public static Dictionary<string, ScenarioValue> Scalars(YamlMappingNode mapping, string file, string[] known)
    {
        var scalars = new Dictionary<string, ScenarioValue>(StringComparer.Ordinal);
        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            string name = Key(key, file);
            if (!known.Contains(name))
                throw new UsageException($"{Origin(file, key)}: unknown key '{name}'.{NearestName.Suggest(name, known)} Keys: {string.Join(", ", known)}.");
            if (value is YamlScalarNode scalar) scalars.Add(name, new ScenarioValue(scalar.Value ?? "", Origin(file, value)));
        }

        return scalars;
    }

    /// <summary>The scalars below entry <paramref name="name"/> of a mapping, nested names joined by dots.</summary>
    public static IEnumerable<KeyValuePair<string, ScenarioValue>> Flatten(YamlMappingNode mapping, string name, string file)
    {
        if (!mapping.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? node)) return [];
        if (node is YamlMappingNode children) return Leaves(children, file, "");
        // "parameters:" with every line below it commented out is an empty scalar, and harmless.
        if (node is YamlScalarNode { Value: null or "" }) return [];
        throw new UsageException($"{Origin(file, node)}: '{name}' must be a mapping of parameter names to values.");
    }

    private static IEnumerable<KeyValuePair<string, ScenarioValue>> Leaves(YamlMappingNode mapping, string file, string prefix)
    {
        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            string name = prefix + Key(key, file);
            if (value is YamlScalarNode scalar)
            {
                yield return KeyValuePair.Create(name, new ScenarioValue(scalar.Value ?? "", Origin(file, value)));
                continue;
            }

            if (value is not YamlMappingNode nested)
                throw new UsageException($"{Origin(file, value)}: parameter '{name}' is a list; a single value or a mapping is needed.");
            foreach (KeyValuePair<string, ScenarioValue> child in Leaves(nested, file, name + ".")) yield return child;
        }
    }

    private static string Key(YamlNode key, string file) =>
        (key as YamlScalarNode)?.Value ?? throw new UsageException($"{Origin(file, key)}: a key must be a plain word.");

    private static string Origin(string file, YamlNode node) => $"{file}, line {node.Start.Line}";

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
