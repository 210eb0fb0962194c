using System.Globalization;

namespace MultifdBench.Methods.Options;

/// <summary>An option whose values are the whole numbers of a range.</summary>
/// <param name="name">As on the command line, without dashes.</param>
/// <param name="min">The lowest value.</param>
/// <param name="max">The highest value.</param>
/// <param name="defaultValue">The value when none is given.</param>
/// <param name="summary">One line for the help text.</param>
public sealed class IntegerOption(string name, int min, int max, int defaultValue, string summary)
    : MethodOption<int>(name, summary, defaultValue)
{
    /// <summary>The column of levels, and their key in profiles.</summary>
    public const string LevelColumn = "level";

    private readonly int? _minInQemu;

    /// <summary>The lowest value.</summary>
    public int Min => min;

    /// <summary>The highest value.</summary>
    public int Max => max;

    /// <summary>The lowest value that QEMU takes: <see cref="Min"/> unless said otherwise.</summary>
    public int MinInQemu
    {
        get => _minInQemu ?? min;
        init => _minInQemu = value;
    }

    /// <inheritdoc/>
    public override string Placeholder => TextOf(min) + (min < 0 ? ".." : "-") + TextOf(max);

    /// <inheritdoc/>
    public override bool IsNumber => true;

    private string Remedy => $"use {TextOf(min)} to {TextOf(max)} (default {DefaultText}).";

    /// <summary>
    /// The level of a method's codec: an option of its own per method on the command line, as in QEMU, and one key and column for all.
    /// </summary>
    public static IntegerOption Level(string name, int min, int max, int defaultValue, string summary, int? minInQemu = null) =>
        new(name, min, max, defaultValue, summary) { Key = LevelColumn, Column = LevelColumn, MinInQemu = minInQemu ?? min };

    /// <inheritdoc/>
    public override string? Problem(int value) =>
        value >= min && value <= max ? null : $"--{Name} {TextOf(value)} is out of range: {Remedy}";

    /// <inheritdoc/>
    public override string TextOf(int value) => value.ToString(CultureInfo.InvariantCulture);

    private protected override int? Parse(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : null;

    private protected override string Unknown(string text) => $"--{Name} {text} is no whole number: {Remedy}";
}
