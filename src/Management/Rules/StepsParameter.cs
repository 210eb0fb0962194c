using MultifdBench.Core;
using MultifdBench.Management.Files;
using MultifdBench.Yaml;

namespace MultifdBench.Management.Rules;

/// <summary>One action of a list.</summary>
/// <param name="After">Iterations that must be exceeded; 0 for the next one that there is.</param>
/// <param name="Action">The action.</param>
internal readonly record struct IterationStep(int After, PolicyAction Action);

/// <summary>A list of actions with the iterations that each waits for.</summary>
/// <param name="key">Its key.</param>
/// <param name="help">What it does.</param>
internal sealed class StepsParameter(string key, string help)
    : RuleParameter<IReadOnlyList<IterationStep>>(key, null, help, "a list of '{ after: ITERATIONS, action: ACTION }'")
{
    private const string AfterKey = "after";
    private const string ActionKey = "action";

    private static readonly ScalarParameter<int> After =
        new(AfterKey, "0", "iterations since the first poll that must be exceeded", ScalarForms.Count(0, 1_000_000));

    private static readonly ScalarParameter<PolicyAction> Action = new(ActionKey, null, "what is done", ScalarForms.Action);

    /// <summary>What an entry of the list has.</summary>
    public static IReadOnlyList<RuleParameter> Fields { get; } = [After, Action];

    public override object? Read(YamlFile file, YamlNode node)
    {
        if (node is not YamlList { Items.Count: > 0 and <= PolicyFile.MaxItems } list)
        {
            file.Add(node.Line, Invariant.Text($"'{Key}' must be {Forms}, at most {PolicyFile.MaxItems}."));
            return null;
        }

        IterationStep?[] steps = [.. list.Items.Select(item => ReadStep(file, item))];
        return steps.All(step => step is not null) ? steps.Select(step => step!.Value).ToArray() : null;
    }

    public override object ReadStandard() => throw new InvalidOperationException($"{Key} has no default");

    private static IterationStep? ReadStep(YamlFile file, YamlNode item)
    {
        if (item is not YamlMapping mapping || mapping.Find(ActionKey) is not { } action)
        {
            file.Add(item.Line, "an entry is '{ after: ITERATIONS, action: ACTION }'; it must have an action.");
            return null;
        }

        file.CheckKeys(mapping, [.. Fields.Select(field => field.Key)]);
        object? after = mapping.Find(AfterKey) is { } node ? After.Read(file, node) : After.ReadStandard();
        return Action.Read(file, action) is PolicyAction does && after is int iterations ? new IterationStep(iterations, does) : null;
    }
}
