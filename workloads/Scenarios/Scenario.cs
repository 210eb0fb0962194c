using MultifdBench.Core;
using MultifdBench.Yaml;

namespace MultifdBench.Workloads.Scenarios;

/// <summary>
/// A workload as a YAML file: <c>name</c>, <c>summary</c>, <c>generator</c> and <c>parameters</c>; or <c>extends</c> another scenario
/// and gives only the parameters that differ. Nested parameters are addressed with dots: <c>areas.kernel_image.share</c>.
/// </summary>
internal sealed class Scenario
{
    private const int MaxExtends = 8;
    private static readonly string[] Keys = ["name", "summary", "generator", "extends", ScenarioYaml.ParametersKey];

    private readonly Dictionary<string, ScenarioValue> _values;

    private Scenario(
        string file, IReadOnlyList<string> paths, string name, string summary, string generator, Dictionary<string, ScenarioValue> values)
    {
        File = file;
        Paths = paths;
        Name = name;
        Summary = summary;
        Generator = generator;
        _values = values;
    }

    /// <summary>File name, for messages.</summary>
    public string File { get; }

    /// <summary>The files that it was read from: its own first, then those that it extends.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Name of the workload.</summary>
    public string Name { get; }

    /// <summary>One line for help texts.</summary>
    public string Summary { get; }

    /// <summary>Name of the generator that understands the parameters.</summary>
    public string Generator { get; }

    /// <summary>Reads a scenario file and those it extends.</summary>
    /// <exception cref="UsageException">The file is missing or broken; the message names file and line.</exception>
    public static Scenario Read(string path) => Read(path, MaxExtends);

    /// <summary>The parameters with <paramref name="overrides"/> in place of, or added to, those of the file.</summary>
    public ScenarioParameters Parameters(IReadOnlyDictionary<string, string> overrides)
    {
        var values = new Dictionary<string, ScenarioValue>(_values, StringComparer.Ordinal);
        foreach ((string key, string text) in overrides) values[key] = new ScenarioValue(text, $"scenario parameter set for '{Name}'");
        return new ScenarioParameters(Name, values);
    }

    private static Scenario Read(string path, int extendsLeft)
    {
        YamlFile yaml = YamlFile.Read(
            path, Path.GetFileName(path), "a scenario is one YAML mapping of name, summary, generator and parameters");
        yaml.CheckKeys(yaml.Root, Keys);
        string name = ScenarioYaml.Need(yaml, "name");
        string summary = ScenarioYaml.Need(yaml, "summary");
        ScenarioValue? extends = ScenarioYaml.Word(yaml, "extends");
        string? generator = extends is null ? ScenarioYaml.Need(yaml, "generator") : ScenarioYaml.Word(yaml, "generator")?.Text;
        Dictionary<string, ScenarioValue> own = ScenarioYaml.Parameters(yaml);
        yaml.ThrowProblems();
        Scenario? parent = extends is null ? null : ReadParent(path, extends, extendsLeft);
        var values = new Dictionary<string, ScenarioValue>(parent?._values ?? [], StringComparer.Ordinal);
        // A list takes the place of the other scenario's: phases of two would mix by their numbers.
        if (own.Keys.Any(ScenarioPhases.IsOne))
            foreach (string phase in values.Keys.Where(ScenarioPhases.IsOne).ToList()) values.Remove(phase);
        foreach ((string key, ScenarioValue value) in own) values[key] = value;
        return new Scenario(yaml.Name, [path, .. parent?.Paths ?? []], name, summary, generator ?? parent!.Generator, values);
    }

    private static Scenario ReadParent(string path, ScenarioValue extends, int extendsLeft)
    {
        if (extendsLeft == 0)
            throw new UsageException($"{extends.Origin}: extends more than {MaxExtends} scenarios in a row; is there a circle?");
        string beside = Path.Combine(Path.GetDirectoryName(path) ?? "", extends.Text);
        string? parent = System.IO.File.Exists(beside) ? beside : ScenarioFolder.Find(extends.Text);
        if (parent is not null) return Read(parent, extendsLeft - 1);
        IReadOnlyList<string> known = ScenarioFolder.Names();
        throw new UsageException(
            $"{extends.Origin}: scenario '{extends.Text}' to extend does not exist.{NearestName.Suggest(extends.Text, known)} Scenarios: "
                + $"{string.Join(", ", known)}, or a file beside this one.");
    }
}
