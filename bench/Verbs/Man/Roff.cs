namespace MultifdBench.Bench.Verbs.Man;

/// <summary>Text in the language of manual pages, man(7). Stateless.</summary>
internal static class Roff
{
    /// <summary>
    /// Text that shows as it is: a backslash, a hyphen, and a point or an apostrophe at the start of a line would mean something.
    /// </summary>
    public static string Escape(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped.StartsWith('.') || escaped.StartsWith('\'') ? "\\&" + escaped : escaped;
    }

    /// <summary>Bold text.</summary>
    public static string Bold(string text) => $"\\fB{Escape(text)}\\fR";

    /// <summary>Text that stands for a value of the user's.</summary>
    public static string Italic(string text) => $"\\fI{Escape(text)}\\fR";

    /// <summary>An argument of a macro, blanks included.</summary>
    public static string Argument(string text) => '"' + Escape(text).Replace("\"", "\\(dq", StringComparison.Ordinal) + '"';
}
