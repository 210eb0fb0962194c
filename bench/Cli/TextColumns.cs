namespace MultifdBench.Bench.Cli;

/// <summary>Text in lines of a width, broken at blanks; a word that is longer stays whole.</summary>
/// <param name="output">Where to.</param>
/// <param name="width">Characters in a line.</param>
internal sealed class TextColumns(TextWriter output, int width)
{
    /// <summary>The least that a column of text is worth breaking lines for.</summary>
    private const int LeastColumn = 20;

    /// <summary>Writes a paragraph, and an empty line.</summary>
    public void WriteParagraph(string text)
    {
        WriteRow("", text);
        output.WriteLine();
    }

    /// <summary>Writes a text beside what is at the left of its first line.</summary>
    /// <param name="left">With the blanks that belong behind it.</param>
    /// <param name="text">Broken to the width that is left.</param>
    public void WriteRow(string left, string text)
    {
        string start = left;
        foreach (string line in Break(text, Math.Max(LeastColumn, width - left.Length)))
        {
            output.WriteLine((start + line).TrimEnd());
            start = new string(' ', left.Length);
        }
    }

    /// <summary>Writes a text whose lines but the first are set in.</summary>
    /// <param name="indent">In front of every line.</param>
    /// <param name="further">Behind it, in front of all lines but the first.</param>
    /// <param name="text">Broken to the width that is left.</param>
    public void WriteHanging(string indent, string further, string text)
    {
        string start = indent;
        foreach (string line in Break(text, Math.Max(LeastColumn, width - indent.Length - further.Length)))
        {
            output.WriteLine((start + line).TrimEnd());
            start = indent + further;
        }
    }

    /// <summary>The lines of a text; one, and empty, for a text without words.</summary>
    internal static IEnumerable<string> Break(string text, int width)
    {
        string line = "";
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }
}
