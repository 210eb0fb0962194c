using MultifdBench.Yaml;

namespace MultifdBench.Workloads.Scenarios;

/// <summary>The YAML side of scenarios. What is wrong is added to the file's problems.</summary>
internal static class ScenarioYaml
{
    /// <summary>The key whose value is the mapping of parameters.</summary>
    public const string ParametersKey = "parameters";

    /// <summary>The value of a top key; null when it is not there.</summary>
    public static ScenarioValue? Word(YamlFile file, string key)
    {
        YamlNode? node = file.Root.Find(key);
        if (node is null or YamlScalar { Text: "" }) return null;
        if (node is YamlScalar scalar) return Value(file, scalar);
        file.Add(node.Line, $"'{key}' must be a single value; write '{key}: ...'.");
        return null;
    }

    /// <summary>The value of a top key that must be there; its absence is a problem.</summary>
    public static string Need(YamlFile file, string key)
    {
        if (Word(file, key) is { } value) return value.Text;
        if (file.Root.Find(key) is null or YamlScalar) file.Add(0, $"the scenario has no '{key}'; add a line '{key}: …'.");
        return "";
    }

    /// <summary>The parameters, nested names joined by dots.</summary>
    public static Dictionary<string, ScenarioValue> Parameters(YamlFile file)
    {
        Dictionary<string, ScenarioValue> values = new(StringComparer.Ordinal);
        switch (file.Root.Find(ParametersKey))
        {
            case YamlMapping mapping:
                Flatten(file, mapping, "", values);
                break;
            // "parameters:" with every line below it commented out has no value, and is harmless.
            case null or YamlScalar { Text: "" }:
                break;
            case { } node:
                file.Add(node.Line, $"'{ParametersKey}' must be a mapping of parameter names to values.");
                break;
        }

        return values;
    }

    private static void Flatten(YamlFile file, YamlMapping mapping, string prefix, Dictionary<string, ScenarioValue> values)
    {
        foreach (YamlEntry entry in mapping.Entries)
        {
            string name = prefix + entry.Key;
            switch (entry.Value)
            {
                case YamlMapping nested:
                    if (name == ScenarioPhases.Key) file.Add(nested.Line, ScenarioPhases.Remedy);
                    Flatten(file, nested, name + ".", values);
                    break;
                case YamlScalar scalar when !values.TryAdd(name, Value(file, scalar)):
                    file.Add(entry.Line, $"parameter '{name}' is there already ({values[name].Origin}); leave one of them out.");
                    break;
                case YamlList list when name == ScenarioPhases.Key && list.Items.All(item => item is YamlMapping):
                    foreach ((int i, YamlNode item) in list.Items.Index())
                        Flatten(file, (YamlMapping)item, ScenarioPhases.Prefix(i), values);
                    break;
                case YamlList list:
                    file.Add(list.Line, $"parameter '{name}' is a list; a single value or a mapping is needed.");
                    break;
            }
        }
    }

    private static ScenarioValue Value(YamlFile file, YamlScalar scalar) => new(scalar.Text, file.At(scalar.Line));
}
