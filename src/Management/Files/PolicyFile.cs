using MultifdBench.Core;
using MultifdBench.Management.Rules;
using MultifdBench.Yaml;

namespace MultifdBench.Management.Files;

/// <summary>Reads policy files. All that is wrong with one is said at once, each problem with its line.</summary>
internal static class PolicyFile
{
    /// <summary>The most rules, actions and texts that a list may have: ten times what any fleet uses.</summary>
    public const int MaxItems = 100;

    private const string What = "a policy file is one YAML mapping of name, summary, poll and rules";
    private const int MaxNameLength = 40;

    // A poll of real software costs a question to the hypervisor and its answer.
    private const long MinPollNs = Units.NsPerMs;

    private const string NameKey = "name";
    private const string TitleKey = "title";
    private const string SummaryKey = "summary";
    private const string SourcesKey = "sources";
    private const string LeftOutKey = "left_out";
    private const string PollKey = "poll";
    private const string FastPollKey = "fast_poll";
    private const string InitialKey = "initial";
    private const string RulesKey = "rules";

    /// <summary>The keys of a file.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        [NameKey, TitleKey, SummaryKey, SourcesKey, LeftOutKey, PollKey, FastPollKey, InitialKey, RulesKey];

    /// <summary>Reads a file.</summary>
    /// <exception cref="UsageException">It cannot be read, or is no policy.</exception>
    public static PolicyDefinition Read(string path) => Read(YamlFile.Read(path, Path.GetFileName(path), What));

    /// <summary>Reads a text, likewise.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">How messages name it.</param>
    /// <exception cref="UsageException">It is no policy.</exception>
    public static PolicyDefinition Parse(string text, string name) => Read(YamlFile.Parse(text, name, What));

    private static PolicyDefinition Read(YamlFile file)
    {
        file.CheckKeys(file.Root, Keys);
        string name = ReadName(file);
        PolicyDefinition policy = new(ReadPoll(file, FastPollKey), ReadInitial(file), ReadRules(file))
        {
            Name = name,
            Title = PolicyYaml.Word(file, TitleKey) ?? name,
            Summary = PolicyYaml.Need(file, SummaryKey, "one line that says what it does"),
            Sources = PolicyYaml.Texts(file, SourcesKey),
            LeftOut = PolicyYaml.Texts(file, LeftOutKey),
            PollNs = ReadPoll(file, PollKey) ?? Missing(file),
            Yaml = file.Text,
        };
        file.ThrowProblems();
        return policy;
    }

    private static string ReadName(YamlFile file)
    {
        string name = PolicyYaml.Need(file, NameKey, "the word that rows and labels carry");
        bool isGood = name.Length <= MaxNameLength && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
        if (!isGood)
        {
            file.Add(file.Root.Find(NameKey)!.Line, Invariant.Text(
                $"name is '{name}'; write at most {MaxNameLength} small letters, digits and hyphens: it stands in labels and file names."));
        }

        return name;
    }

    private static long Missing(YamlFile file)
    {
        if (file.Root.Find(PollKey) is null)
            file.Add(0, $"there is no '{PollKey}'; add a line '{PollKey}: 1s', the time between two looks.");
        return MinPollNs;
    }

    private static long? ReadPoll(YamlFile file, string key)
    {
        if (file.Root.Find(key) is not { } node) return null;
        if (node is YamlScalar word && PolicyTime.TryParse(word.Text, out long ns) && ns >= MinPollNs) return ns;
        file.Add(node.Line, $"{key} is {PolicyYaml.Show(node)}; write {PolicyTime.PlainForms}; at least 1ms.");
        return null;
    }

    private static List<PolicyAction> ReadInitial(YamlFile file)
    {
        List<PolicyAction> actions = [];
        foreach (YamlNode node in PolicyYaml.List(file, file.Root, InitialKey))
        {
            if (node is YamlScalar word && PolicyAction.TryParse(word.Text, out PolicyAction action)) actions.Add(action);
            else PolicyYaml.AddUnknownAction(file, node);
        }

        return actions;
    }

    private static List<RuleDefinition> ReadRules(YamlFile file)
    {
        List<RuleDefinition> rules = [];
        if (file.Root.Find(RulesKey) is null) file.Add(0, $"there is no '{RulesKey}'; add them, or 'rules: []' for a policy without any.");
        foreach (YamlNode node in PolicyYaml.List(file, file.Root, RulesKey))
            if (RuleYaml.Read(file, node) is { } rule) rules.Add(rule);
        return rules;
    }
}
