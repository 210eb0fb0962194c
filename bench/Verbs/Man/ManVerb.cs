using System.CommandLine;
using MultifdBench.Bench.Cli;

namespace MultifdBench.Bench.Verbs.Man;

/// <summary><c>bench man</c>: the manual page, made from the command line's own definitions.</summary>
internal sealed class ManVerb : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "man";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Prints the manual page of every verb and option, as 'man' reads it.

        Examples:
          bench man | man -l -
          bench man > ~/.local/share/man/man1/bench.1
        """;

    private readonly Argument<string?> _verb = new("VERB")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "only this verb [default: all of them]",
    };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description) { _verb };
        command.SetAction(parsed => Run(parsed.RootCommandResult.Command, parsed.GetValue(_verb), session));
        return command;
    }

    private static int Run(Command root, string? verb, ConsoleSession session)
    {
        new ManPage(session.Output).Write(root, verb);
        return ExitCodes.Done;
    }
}
