using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Yaml;

namespace MultifdBench.Simulation.Parameters;

/// <summary>The YAML side of parameter files. What is wrong is added to the file's problems, with what to write instead.</summary>
internal static class ParameterYaml
{
    private const string Example = "{ value: 2.1, unit: us, kind: assumed, source: \"why\" }";
    private static readonly string[] Fields = ["value", "unit", "kind", "source"];
    private static readonly string[] Kinds = [.. Enum.GetNames<ParameterKind>().Select(name => name.ToLowerInvariant())];

    /// <summary>The text of a top key, or null.</summary>
    public static string? Word(YamlFile file, string key) =>
        (file.Root.Find(key) as YamlScalar)?.Text is { Length: > 0 } text ? text : null;

    /// <summary>The text of a top key that must be there; its absence is a problem.</summary>
    public static string Need(YamlFile file, string key)
    {
        if (Word(file, key) is { } text) return text;
        file.Add(0, $"there is no '{key}'; add a line '{key}: ...'.");
        return "";
    }

    /// <summary>Reads the YAML of a file.</summary>
    /// <exception cref="UsageException">It cannot be read, or is no mapping.</exception>
    public static YamlFile Open(string path) =>
        YamlFile.Read(path, Path.GetFileName(path), "a parameter file is one YAML mapping of name, summary and parameters");

    /// <summary>The mapping of value, unit, kind and source that is written for a parameter; null when there is none.</summary>
    /// <param name="mapping">What has the parameters.</param>
    /// <param name="key">The parameter's key, whose dots may be dots of names or mappings in mappings.</param>
    public static YamlMapping? Find(YamlMapping mapping, string key)
    {
        foreach (YamlEntry entry in mapping.Entries)
        {
            if (entry.Value is not YamlMapping inner) continue;
            if (entry.Key == key && inner.Find("value") is not null) return inner;
            bool isBelow = key.StartsWith(entry.Key + ".", StringComparison.Ordinal);
            if (isBelow && Find(inner, key[(entry.Key.Length + 1)..]) is { } found) return found;
        }

        return null;
    }

    /// <summary>All parameters below a top key, nested names joined by dots.</summary>
    public static Dictionary<string, Parameter> Parameters(YamlFile file, string key)
    {
        Dictionary<string, Parameter> parameters = new(StringComparer.Ordinal);
        switch (file.Root.Find(key))
        {
            case YamlMapping mapping:
                Read(file, mapping, "", parameters);
                break;
            case null or YamlScalar { Text: "" }:
                break;
            case { } node:
                file.Add(node.Line, $"'{key}' must be a mapping of names to {Example}.");
                break;
        }

        return parameters;
    }

    private static void Read(YamlFile file, YamlMapping mapping, string prefix, Dictionary<string, Parameter> parameters)
    {
        foreach (YamlEntry entry in mapping.Entries)
        {
            string name = prefix + entry.Key;
            if (entry.Value is not YamlMapping inner)
                file.Add(entry.Value.Line, $"parameter '{name}' needs unit, kind and source beside its value; write {name}: {Example}.");
            else if (inner.Find("value") is null)
                Read(file, inner, name + ".", parameters);
            else if (ReadOne(file, name, inner) is { } parameter && !parameters.TryAdd(name, parameter))
                file.Add(entry.Line, $"parameter '{name}' is there already ({parameters[name].Origin}); leave one of them out.");
        }
    }

    private static Parameter? ReadOne(YamlFile file, string name, YamlMapping mapping)
    {
        foreach (YamlEntry entry in mapping.Entries.Where(entry => !Fields.Contains(entry.Key) || entry.Value is not YamlScalar))
            file.Add(entry.Line,
                $"'{entry.Key}' is no field of parameter '{name}'.{NearestName.Suggest(entry.Key, Fields)} Fields: "
                    + $"{string.Join(", ", Fields)}.");
        string[] texts = [.. Fields.Select(field => (mapping.Find(field) as YamlScalar)?.Text ?? "")];
        foreach (string field in Fields.Where((_, i) => texts[i].Length == 0))
            file.Add(mapping.Line, $"parameter '{name}' has no {field}; write {name}: {Example}.");
        if (texts.Contains("")) return null;
        bool isNumber =
            double.TryParse(texts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number);
        if (!isNumber) file.Add(mapping.Line, $"{name} is '{texts[0]}'; a number is needed.");
        int kind = Array.IndexOf(Kinds, texts[2]);
        if (kind < 0)
            file.Add(mapping.Line,
                $"kind '{texts[2]}' of parameter '{name}' is unknown.{NearestName.Suggest(texts[2], Kinds)} Kinds: "
                    + $"{string.Join(", ", Kinds)}.");
        return isNumber && kind >= 0 ? new Parameter(name, number, texts[1], (ParameterKind)kind, texts[3], file.At(mapping.Line)) : null;
    }
}
