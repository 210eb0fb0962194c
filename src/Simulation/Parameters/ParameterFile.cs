using MultifdBench.Core;
using MultifdBench.Yaml;

namespace MultifdBench.Simulation.Parameters;

/// <summary>
/// A host or a scenario as a YAML file: <c>name</c>, <c>summary</c>, optionally <c>extends</c> and <c>fit</c> (what a fit has left), and
/// <c>parameters</c>.
/// </summary>
/// <param name="Path">Full path.</param>
/// <param name="Name">Its name, as results carry it.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Parameters">Its parameters and those of the files it extends.</param>
public sealed record ParameterFile(string Path, string Name, string Summary, ParameterSet Parameters)
{
    private const int MaxExtends = 8;
    private static readonly string[] Keys = ["name", "summary", "extends", "fit", "parameters"];

    /// <summary>Reads a file and those it extends, which stand beside it or came with the program.</summary>
    /// <exception cref="UsageException">A file is missing or broken; the message names file, line and remedy.</exception>
    public static ParameterFile Read(string path) => Read(path, MaxExtends);

    /// <summary>The file as one YAML document that reads back as itself, what it extends included.</summary>
    public string ToYaml()
    {
        System.Text.StringBuilder text = new();
        text.Append($"---\nname: {YamlFile.Quote(Name)}\nsummary: {YamlFile.Quote(Summary)}\nparameters:\n");
        foreach (Parameter one in Parameters.All)
        {
            string value = one.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            string kind = one.Kind.ToString().ToLowerInvariant();
            (string unit, string source) = (YamlFile.Quote(one.Unit), YamlFile.Quote(one.Source));
            text.Append($"  {one.Key}: {{ value: {value}, unit: {unit}, kind: {kind}, source: {source} }}\n");
        }

        return text.ToString();
    }

    private static ParameterFile Read(string path, int extendsLeft)
    {
        YamlFile yaml = ParameterYaml.Open(path);
        yaml.CheckKeys(yaml.Root, Keys);
        string name = ParameterYaml.Need(yaml, "name");
        string summary = ParameterYaml.Need(yaml, "summary");
        Dictionary<string, Parameter> own = ParameterYaml.Parameters(yaml, "parameters");
        yaml.ThrowProblems();
        ParameterFile? parent = ParameterYaml.Word(yaml, "extends") is { } extends ? ReadParent(path, extends, yaml, extendsLeft) : null;
        Dictionary<string, Parameter> parameters = new(parent?.Parameters.All.ToDictionary(one => one.Key) ?? [], StringComparer.Ordinal);
        string full = System.IO.Path.GetFullPath(path);
        foreach ((string key, Parameter parameter) in own) parameters[key] = parameter with { File = full };
        return new ParameterFile(full, name, summary, new ParameterSet(yaml.Name, parameters));
    }

    private static ParameterFile ReadParent(string path, string extends, YamlFile yaml, int extendsLeft)
    {
        string models = ModelFolder.BesideProgram.Root;
        string[] folders = [System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, System.IO.Path.Combine(models, "hosts"),
            System.IO.Path.Combine(models, "scenarios")];
        string? parent = folders.Select(folder => System.IO.Path.Combine(folder, extends + ".yaml")).FirstOrDefault(File.Exists);
        if (extendsLeft == 0) throw new UsageException($"{yaml.Name}: extends more than {MaxExtends} files in a row; is there a circle?");
        return parent is not null
            ? Read(parent, extendsLeft - 1)
            : throw new UsageException(
                $"{yaml.At(yaml.Root.Find("extends")!.Line)}: '{extends}' does not exist; put {extends}.yaml beside this file, or leave "
                    + "'extends' out.");
    }
}
