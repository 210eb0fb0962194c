using System.Globalization;

namespace MultifdBench.Methods.Options;

/// <summary>An option whose values are the powers of two from 1 to a highest, which is the default.</summary>
/// <param name="name">As on the command line, without dashes.</param>
/// <param name="max">The highest value, a power of two above 1.</param>
/// <param name="summary">One line for the help text, with the values in it.</param>
public sealed class PowerOption(string name, int max, string summary) : MethodOption<int>(name, summary, max)
{
    /// <summary>Why another value will not do, after it: <c>cannot split a packet of 128 pages</c>.</summary>
    public string Refusal { get; init; } = "is not possible";

    /// <summary>What the highest value means, for messages: <c>one per page</c>.</summary>
    public required string HighestMeans { get; init; }

    /// <inheritdoc/>
    public override string Placeholder => "N";

    /// <inheritdoc/>
    public override bool IsNumber => true;

    /// <inheritdoc/>
    public override string? Problem(int value) => value >= 1 && value <= Default && int.IsPow2(value) ? null : Refuse(TextOf(value));

    /// <inheritdoc/>
    public override string TextOf(int value) => value.ToString(CultureInfo.InvariantCulture);

    private protected override int? Parse(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;

    private protected override string Unknown(string text) => Refuse(text);

    private string Refuse(string text)
    {
        IEnumerable<string> lower = Enumerable.Range(0, int.Log2(Default)).Select(power => TextOf(1 << power));
        return $"--{Name} {text} {Refusal}: use {string.Join(", ", lower)} or {DefaultText} ({HighestMeans}).";
    }
}
