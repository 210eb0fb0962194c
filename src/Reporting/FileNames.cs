using System.Text;
using MultifdBench.Core;

namespace MultifdBench.Reporting;

/// <summary>Names of report files, from texts that may hold anything.</summary>
internal static class FileNames
{
    /// <summary>Lower-case letters, digits, dots and single dashes; never empty.</summary>
    public static string Part(string text)
    {
        StringBuilder name = new(text.Length);
        foreach (char letter in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter is '.') name.Append(letter);
            else if (name.Length > 0 && name[^1] != '-') name.Append('-');
        }

        string trimmed = name.ToString().Trim('-', '.');
        return trimmed.Length == 0 ? "unnamed" : trimmed;
    }

    /// <summary>
    /// The name itself, or with a number at the end where <paramref name="taken"/> has it; the result is added to <paramref name="taken"/>.
    /// </summary>
    public static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int i = 2; !taken.Add(unique); i++) unique = Invariant.Text($"{name}-{i}");
        return unique;
    }
}
