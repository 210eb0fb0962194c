using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Yaml;

namespace MultifdBench.Management.Rules;

/// <summary>What a rule can be told, as data: the loader, the manual and the schema have it from here.</summary>
/// <param name="key">Its key in the file.</param>
/// <param name="standard">What holds where the file does not say, as the file would have it; null when the file must say.</param>
/// <param name="help">What it does, a clause without a full stop.</param>
/// <param name="forms">What may be written.</param>
internal abstract class RuleParameter(string key, string? standard, string help, string forms)
{
    public string Key { get; } = key;

    public string? Standard { get; } = standard;

    public string Help { get; } = help;

    public string Forms { get; } = forms;

    /// <summary>The value that is written; null when it is none, and then the file has one more problem.</summary>
    public abstract object? Read(YamlFile file, YamlNode node);

    /// <summary>The value where nothing is written.</summary>
    public abstract object ReadStandard();
}

/// <summary>One of a type.</summary>
internal abstract class RuleParameter<T>(string key, string? standard, string help, string forms)
    : RuleParameter(key, standard, help, forms)
    where T : notnull;

/// <summary>One whose value is a single word or number.</summary>
/// <param name="key">Its key.</param>
/// <param name="standard">Its default.</param>
/// <param name="help">What it does.</param>
/// <param name="form">How its values are written.</param>
internal sealed class ScalarParameter<T>(string key, string? standard, string help, ScalarForm<T> form)
    : RuleParameter<T>(key, standard, help, form.Text)
    where T : notnull
{
    public override object? Read(YamlFile file, YamlNode node)
    {
        if (node is YamlScalar { IsNull: false } scalar && form.TryRead(scalar.Text, out T value)) return value;
        file.Add(node.Line, $"{Key} {(node is YamlScalar { IsNull: false } word ? $"is '{word.Text}'" : "has no single value")}; write "
            + $"{form.Text}.");
        return null;
    }

    public override object ReadStandard() =>
        form.TryRead(Standard!, out T value) ? value : throw new InvalidOperationException($"the default of {Key} is none of its values");
}

/// <summary>Tries to read a value.</summary>
internal delegate bool TryRead<T>(string text, out T value);

/// <summary>How a value is written.</summary>
/// <param name="Text">What may be written, for messages: <c>a whole number from 1 to 100</c>.</param>
/// <param name="TryRead">The reader.</param>
internal sealed record ScalarForm<T>(string Text, TryRead<T> TryRead);

/// <summary>The forms that there are.</summary>
internal static class ScalarForms
{
    /// <summary>A limit of downtime, ns.</summary>
    public static ScalarForm<long> Downtime { get; } = new($"{PolicyTime.PlainForms}; at most 2000s, as in QEMU",
        (string text, out long ns) => PolicyTime.TryParse(text, out ns) && ns <= PolicyAction.MaxDowntimeNs);

    /// <summary>A fixed time, ns.</summary>
    public static ScalarForm<long> Time { get; } = new(PolicyTime.PlainForms, PolicyTime.TryParse);

    /// <summary>A time that may grow with memory.</summary>
    public static ScalarForm<PolicyTime> ScaledTime { get; } = new(PolicyTime.Forms, PolicyTime.TryParse);

    /// <summary>An action.</summary>
    public static ScalarForm<PolicyAction> Action { get; } = new(PolicyAction.Forms, PolicyAction.TryParse);

    /// <summary>Yes or no.</summary>
    public static ScalarForm<bool> Flag { get; } = new("true or false", (string text, out bool value) =>
    {
        value = text == "true";
        return text is "true" or "false";
    });

    /// <summary>A percentage above 0, as a fraction.</summary>
    public static ScalarForm<double> Percent { get; } =
        new("a percentage above 0% and up to 100%: 4%", (string text, out double value) => Units.TryParsePercent(text, out value));

    /// <summary>A whole number between two bounds, both allowed.</summary>
    public static ScalarForm<int> Count(int min, int max) => new(Invariant.Text($"a whole number from {min} to {max}"),
        (string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= min && value <= max);

    /// <summary>A number between two bounds, both allowed.</summary>
    public static ScalarForm<double> Number(double min, double max) => new(Invariant.Text($"a number from {min} to {max}"),
        (string text, out double value) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value >= min && value <= max);
}
