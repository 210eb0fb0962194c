using MultifdBench.Core;

namespace MultifdBench.Methods.Options;

/// <summary>An option whose values are sizes of a range, in bytes, or <c>none</c>, which is 0 and the default.</summary>
/// <param name="name">As on the command line, without dashes.</param>
/// <param name="min">The smallest size.</param>
/// <param name="max">The largest size.</param>
/// <param name="summary">One line for the help text.</param>
public sealed class SizeOption(string name, int min, int max, string summary) : MethodOption<int>(name, summary, 0)
{
    private const string None = "none";

    /// <summary>The smallest size.</summary>
    public int Min => min;

    /// <summary>The largest size.</summary>
    public int Max => max;

    /// <inheritdoc/>
    public override string Placeholder => "SIZE";

    /// <inheritdoc/>
    public override bool IsNumber => false;

    /// <inheritdoc/>
    public override string? Problem(int value) =>
        value == 0 || (value >= min && value <= max) ? null : Refuse(TextOf(value), "is out of range");

    /// <inheritdoc/>
    public override string TextOf(int value) => value == 0 ? None : Units.ExactSize(value);

    private protected override int? Parse(string text)
    {
        if (text == None) return 0;
        return Units.TryParseSize(text, out long bytes) ? (int)Math.Min(bytes, int.MaxValue) : null;
    }

    private protected override string Unknown(string text) => Refuse(text, "is no size");

    private string Refuse(string text, string why) => $"--{Name} {text} {why}: use {TextOf(min)} to {TextOf(max)}, or {None}.";
}
