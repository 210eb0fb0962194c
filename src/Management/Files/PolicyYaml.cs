using MultifdBench.Core;
using MultifdBench.Management.Rules;
using MultifdBench.Yaml;

namespace MultifdBench.Management.Files;

/// <summary>Parts of policy files. What is wrong is added to the file's problems, with what to write instead.</summary>
internal static class PolicyYaml
{
    /// <summary>The text of a top key; null when it is not there, or is no single value, which is a problem.</summary>
    public static string? Word(YamlFile file, string key)
    {
        YamlNode? node = file.Root.Find(key);
        if (node is null or YamlScalar { IsNull: true }) return null;
        if (node is YamlScalar scalar) return scalar.Text;
        file.Add(node.Line, $"'{key}' must be a single value; write '{key}: ...'.");
        return null;
    }

    /// <summary>The text of a top key that must be there; its absence is a problem.</summary>
    public static string Need(YamlFile file, string key, string what)
    {
        if (Word(file, key) is { Length: > 0 } text) return text;
        if (file.Root.Find(key) is null or YamlScalar) file.Add(0, $"there is no '{key}'; add a line '{key}: ...', {what}.");
        return "";
    }

    /// <summary>The texts of a list below a top key; none when it is not there.</summary>
    public static IReadOnlyList<string> Texts(YamlFile file, string key)
    {
        List<string> texts = [];
        foreach (YamlNode node in List(file, file.Root, key))
        {
            if (node is YamlScalar { Text.Length: > 0 } word) texts.Add(word.Text);
            else file.Add(node.Line, $"'{key}' is a list of texts; put this one in quotes.");
        }

        return texts;
    }

    /// <summary>The entries of a list; none when it is not there.</summary>
    public static IReadOnlyList<YamlNode> List(YamlFile file, YamlMapping mapping, string key)
    {
        YamlNode? node = mapping.Find(key);
        switch (node)
        {
            case null or YamlScalar { IsNull: true }:
                return [];
            case YamlList { Items.Count: <= PolicyFile.MaxItems } list:
                return list.Items;
            default:
                file.Add(node.Line, Invariant.Text(
                    $"'{key}' must be a list of at most {PolicyFile.MaxItems} entries, each after a hyphen."));
                return [];
        }
    }

    /// <summary>Adds the problem of an action that is none.</summary>
    public static void AddUnknownAction(YamlFile file, YamlNode node)
    {
        string first = node is YamlScalar word ? word.Text.Split(' ')[0] : "";
        string suggestion = PolicyAction.Words.Contains(first) ? "" : NearestName.Suggest(first, PolicyAction.Words);
        file.Add(node.Line, $"the action is {Show(node)}.{suggestion} Write {PolicyAction.Forms}.");
    }

    /// <summary>A value for messages.</summary>
    public static string Show(YamlNode node) => node is YamlScalar { IsNull: false } word ? $"'{word.Text}'" : "no single value";
}
