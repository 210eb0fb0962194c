using MultifdBench.Core;

namespace MultifdBench.Bench.Cli;

/// <summary>An option that takes one of a few words.</summary>
internal static class OptionChoice
{
    /// <summary>Which word it is; 0, and a problem, for another one.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="option">The option's name.</param>
    /// <param name="words">The words.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static int Read(string text, string option, string[] words, List<string> problems)
    {
        int index = Array.IndexOf(words, text);
        if (index >= 0) return index;
        problems.Add($"{option} {text} is unknown: use {string.Join(" or ", words)}.{NearestName.Suggest(text, words)}");
        return 0;
    }
}
