using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary><c>bench destination</c>: the receiving end of a migration, in a process of its own.</summary>
internal sealed class DestinationVerb : IVerb
{
    private const string Description =
        """
        Listens for one migration, receives it, and says what arrived. With --from qemu the source is a real QEMU: 'migrate tcp:HOST:PORT' with the
        capability multifd completes into this program, and its RAM can be written out. See docs/real-guests.md.

        Examples:
          bench destination --from qemu --listen 127.0.0.1:4444 --multifd-compression zstd --ram-out ram
          bench destination --from qemu --listen 127.0.0.1:4444 --multifd-compression zlib --record rec
        """;

    private readonly Option<string> _from = new("--from") { HelpName = "qemu", Description = "what the source is", Required = true };
    private readonly FromQemu _fromQemu = new();

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new("destination", Description) { _from };
        foreach (Option option in _fromQemu.Options) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation) => parsed.GetValue(_from) switch
    {
        FromQemu.Name => _fromQemu.Run(parsed, session, cancellation),
        string other => throw new UsageException($"--from {other} is unknown: use {FromQemu.Name}."),
        null => throw new UsageException($"--from is missing: use {FromQemu.Name}."),
    };
}
