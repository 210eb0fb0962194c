using System.Globalization;

namespace MultifdBench.Reporting.Tables;

/// <summary>How wide texts may be: what the user says, else the terminal, else a default that needs no terminal.</summary>
public static class TerminalWidth
{
    /// <summary>The environment variable that shells keep the width in; where it is set, it wins.</summary>
    public const string Variable = "COLUMNS";

    /// <summary>The width of tables that no person watches, characters.</summary>
    public const int Default = 100;

    private const int Least = 20;
    private const int Most = 10_000;

    /// <summary>The width that <see cref="Variable"/> asks for; null where it is not set to a width.</summary>
    public static int? Asked() => Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The width that <see cref="Variable"/> asks for, else the terminal's, else <see cref="Default"/>.</summary>
    /// <param name="isInteractive">Whether a person watches standard output, which is then a terminal.</param>
    public static int Of(bool isInteractive) => Asked() ?? (isInteractive && Console.WindowWidth >= Least ? Console.WindowWidth : Default);

    /// <summary>A width as text; null for what is none.</summary>
    internal static int? Parse(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width is >= Least and <= Most ? width : null;
}
