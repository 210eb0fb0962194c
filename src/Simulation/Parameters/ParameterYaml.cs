using System.Globalization;
using MultifdBench.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MultifdBench.Simulation.Parameters;

/// <summary>The YAML side of parameter files: nodes with their lines, and one-line errors that say what to write instead.</summary>
internal sealed class ParameterYaml
{
    private const string Example = "{ value: 2.1, unit: us, kind: assumed, source: \"why\" }";

    // A host has some fifty parameters; anything much larger is another kind of file.
    private const long MaxBytes = Units.MiB;
    private static readonly string[] Fields = ["value", "unit", "kind", "source"];
    private static readonly string[] Kinds = [.. Enum.GetNames<ParameterKind>().Select(name => name.ToLowerInvariant())];
    private readonly YamlMappingNode _root;

    private ParameterYaml(string file, YamlMappingNode root)
    {
        File = file;
        _root = root;
    }

    /// <summary>File name, for messages.</summary>
    public string File { get; }

    /// <summary>Reads a file whose top keys must be among <paramref name="known"/>.</summary>
    public static ParameterYaml Load(string path, string[] known)
    {
        string file = Path.GetFileName(path);
        ParameterYaml yaml = new(file, LoadRoot(path, file));
        foreach (YamlNode key in yaml._root.Children.Keys)
        {
            string name = yaml.Word(key);
            if (!known.Contains(name))
                throw new UsageException($"{yaml.Origin(key)}: unknown key '{name}'.{NearestName.Suggest(name, known)} Keys: {string.Join(", ", known)}.");
        }

        return yaml;
    }

    /// <summary>The text of a top key, or null.</summary>
    public string? Scalar(string key) => (Find(key) as YamlScalarNode)?.Value is { Length: > 0 } text ? text : null;

    /// <summary>The text of a top key that must be there.</summary>
    public string Need(string key) => Scalar(key) ?? throw new UsageException($"{File}: there is no '{key}'; add a line '{key}: ...'.");

    /// <summary>Where a top key stands.</summary>
    public string OriginOf(string key) => Origin(Find(key)!);

    /// <summary>All parameters below a top key, nested names joined by dots.</summary>
    public IEnumerable<Parameter> Parameters(string key) => Find(key) switch
    {
        null or YamlScalarNode { Value: null or "" } => [],
        YamlMappingNode mapping => Below(mapping, ""),
        YamlNode node => throw new UsageException($"{Origin(node)}: '{key}' must be a mapping of names to {Example}."),
    };

    private static YamlMappingNode LoadRoot(string path, string file)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes) throw new UsageException($"{path} is larger than {MaxBytes} bytes: that is no parameter file; give a YAML file.");
            using StreamReader reader = new(path);
            YamlStream stream = new();
            stream.Load(reader);
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? root
                : throw new UsageException($"{file}: a parameter file is one YAML mapping of name, summary and parameters.");
        }
        catch (YamlException e)
        {
            throw new UsageException($"{file}, line {e.Start.Line}: not valid YAML: {e.Message.ReplaceLineEndings(" ")}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"Parameter file '{path}' cannot be read: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private IEnumerable<Parameter> Below(YamlMappingNode mapping, string prefix)
    {
        foreach ((YamlNode key, YamlNode node) in mapping.Children)
        {
            string name = prefix + Word(key);
            if (node is not YamlMappingNode inner)
                throw new UsageException($"{Origin(node)}: parameter '{name}' needs unit, kind and source beside its value; write {name}: {Example}.");
            if (inner.Children.ContainsKey(new YamlScalarNode("value")))
            {
                yield return Read(name, inner);
                continue;
            }

            foreach (Parameter parameter in Below(inner, name + ".")) yield return parameter;
        }
    }

    private Parameter Read(string name, YamlMappingNode node)
    {
        Dictionary<string, YamlScalarNode> fields = [];
        foreach ((YamlNode key, YamlNode value) in node.Children)
        {
            string field = Word(key);
            if (!Fields.Contains(field) || value is not YamlScalarNode scalar)
                throw new UsageException($"{Origin(key)}: '{field}' is no field of parameter '{name}'.{NearestName.Suggest(field, Fields)} Fields: {string.Join(", ", Fields)}.");
            fields[field] = scalar;
        }

        string Text(string field) => fields.TryGetValue(field, out YamlScalarNode? scalar) && scalar.Value is { Length: > 0 } text
            ? text
            : throw new UsageException($"{Origin(node)}: parameter '{name}' has no {field}; write {name}: {Example}.");

        if (!double.TryParse(Text("value"), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
            throw new UsageException($"{Origin(node)}: {name} is '{Text("value")}'; a number is needed.");
        int kind = Array.IndexOf(Kinds, Text("kind"));
        if (kind < 0)
            throw new UsageException($"{Origin(node)}: kind '{Text("kind")}' of parameter '{name}' is unknown.{NearestName.Suggest(Text("kind"), Kinds)} Kinds: {string.Join(", ", Kinds)}.");
        return new Parameter(name, number, Text("unit"), (ParameterKind)kind, Text("source"), Origin(node));
    }

    private YamlNode? Find(string key) => _root.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node) ? node : null;

    private string Word(YamlNode key) => (key as YamlScalarNode)?.Value ?? throw new UsageException($"{Origin(key)}: a key must be a plain word.");

    private string Origin(YamlNode node) => $"{File}, line {node.Start.Line}";
}
