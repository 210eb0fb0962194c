using System.CommandLine;
using MultifdBench.Bench.Cli;

namespace MultifdBench.Bench.Verbs.Completion;

/// <summary><c>bench completion</c>: scripts that let a shell complete verbs, options and values.</summary>
internal sealed class CompletionVerb : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "completion";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Prints a script that completes verbs, options and their values. It asks 'bench' itself, so it never lags behind the program.

        Examples:
          source <(bench completion bash)                          in ~/.bashrc
          source <(bench completion zsh)                           in ~/.zshrc, after compinit
          bench completion fish > ~/.config/fish/completions/bench.fish
        """;

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish" };

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        _shell.AcceptOnlyFromAmong([.. CompletionScripts.Shells]);
        Command command = new(Name, Description) { _shell };
        command.SetAction(parsed =>
        {
            session.Output.Write(CompletionScripts.Of(parsed.GetValue(_shell)!));
            return ExitCodes.Done;
        });
        return command;
    }
}
