using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary><c>bench destination</c>: the receiving end of a migration in a process of its own.</summary>
internal sealed class DestinationVerb : IVerb
{
    private const string Description =
        """
        Waits for a migration, receives it and ends: exit code 0 when it completed and the memories are equal, 1 when not. Settings that are
        not given here are the source's; those that are given must agree with it. Listens on this machine only unless --listen names a host.

        Examples:
          bench destination --listen 0.0.0.0:4444
          bench destination --listen 4444 --multifd-compression zstd --ram-out images
          bench destination --listen 0.0.0.0:4444 --keep
        """;

    private readonly Option<string> _from = new("--from") { HelpName = OwnDestination.Name, Description = "whose source is expected: this program's", DefaultValueFactory = _ => OwnDestination.Name };
    private readonly OwnDestination _own = new();

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new("destination", Description) { _from };
        foreach (Option option in _own.Options) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation) => parsed.GetValue(_from) switch
    {
        OwnDestination.Name => _own.Run(parsed, session, cancellation),
        var other => throw new UsageException($"--from {other} is unknown: use {OwnDestination.Name}."),
    };
}
