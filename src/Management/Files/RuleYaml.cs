using MultifdBench.Core;
using MultifdBench.Management.Rules;
using MultifdBench.Yaml;

namespace MultifdBench.Management.Files;

/// <summary>Rules of policy files: <c>rule:</c> names the kind, the other keys are its parameters.</summary>
internal static class RuleYaml
{
    /// <summary>The key that names a rule's kind.</summary>
    public const string KindKey = "rule";

    /// <summary>The rule that is written; null when it is none, and then the file has more problems.</summary>
    public static RuleDefinition? Read(YamlFile file, YamlNode node)
    {
        string[] names = [.. RuleKind.All.Select(kind => kind.Name)];
        if (node is not YamlMapping mapping || mapping.Find(KindKey) is not YamlScalar name)
        {
            file.Add(node.Line, $"a rule is a mapping that begins with '{KindKey}: ' and one of {string.Join(", ", names)}.");
            return null;
        }

        if (RuleKind.All.FirstOrDefault(kind => kind.Name == name.Text) is { } known) return Read(file, mapping, known);
        file.Add(name.Line, $"there is no rule '{name.Text}'.{NearestName.Suggest(name.Text, names)} Rules: {string.Join(", ", names)}.");
        return null;
    }

    private static RuleDefinition? Read(YamlFile file, YamlMapping mapping, RuleKind kind)
    {
        file.CheckKeys(mapping, [KindKey, .. kind.Parameters.Select(parameter => parameter.Key)]);
        Dictionary<RuleParameter, object> values = [];
        foreach (RuleParameter parameter in kind.Parameters)
        {
            YamlNode? node = mapping.Find(parameter.Key);
            object? standard = parameter.Standard is null ? null : parameter.ReadStandard();
            object? value = node is null ? standard : parameter.Read(file, node);
            if (value is not null) values.Add(parameter, value);
            else if (node is null)
                file.Add(mapping.Line, $"rule '{kind.Name}' has no '{parameter.Key}', {parameter.Help}; write {parameter.Forms}.");
        }

        return values.Count == kind.Parameters.Count ? new RuleDefinition(kind, new RuleValues(values)) : null;
    }
}
