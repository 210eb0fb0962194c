using System.CommandLine;

namespace MultifdBench.Bench.Cli;

/// <summary>One verb of the command line: a folder under <c>Verbs</c> and a line in <see cref="BenchCommand"/>.</summary>
public interface IVerb
{
    /// <summary>The command with its options, help text and action.</summary>
    Command Create(ConsoleSession session);
}
