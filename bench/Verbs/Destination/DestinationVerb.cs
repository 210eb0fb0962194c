using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Methods;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary><c>bench destination</c>: the receiving end of a migration in a process of its own.</summary>
/// <param name="methods">What can be received.</param>
internal sealed class DestinationVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "destination";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Waits for a migration, receives it and ends: exit code 0 when it completed and the memories are equal, 1 when not. The source
        decides the settings that you do not give here; those that you give must agree with it. Listens on this machine only unless
        --listen names a host. With --from qemu the source is a real QEMU: its 'migrate tcp:HOST:PORT' with the capability multifd
        completes into this program, which says what arrived and can write the RAM out. See docs/real-guests.md.

        Examples:
          bench destination --listen 0.0.0.0:4444
          bench destination --listen 4444 --multifd-compression zstd --ram-out images
          bench destination --listen 0.0.0.0:4444 --keep
          bench destination --from qemu --listen 127.0.0.1:4444 --multifd-compression zstd --ram-out ram
          bench destination --from qemu --listen 127.0.0.1:4444 --multifd-compression zlib --record rec
        """;

    private readonly Option<string> _from = new("--from")
    {
        HelpName = $"{OwnDestination.Name}|{FromQemu.Name}",
        Description = "the kind of source to expect: this program, or a real QEMU",
        DefaultValueFactory = _ => OwnDestination.Name,
    };
    private readonly OwnDestination _own = new(methods);
    private readonly FromQemu _fromQemu = new(methods);

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description) { _from };
        // An option that both have is there once; the own destination reads those by name.
        foreach (Option option in _fromQemu.Options.Concat(_own.Options).DistinctBy(option => option.Name)) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        switch (parsed.GetValue(_from))
        {
            case OwnDestination.Name:
                RejectForeign(parsed, OwnDestination.Name, _own.Options, _fromQemu.Options);
                return _own.Run(parsed, session, cancellation);
            case FromQemu.Name:
                RejectForeign(parsed, FromQemu.Name, _fromQemu.Options, _own.Options);
                return _fromQemu.Run(parsed, session, cancellation);
            case var other:
                throw new UsageException($"--from {other} is unknown: use {OwnDestination.Name} or {FromQemu.Name}.");
        }
    }

    private void RejectForeign(ParseResult parsed, string from, IEnumerable<Option> own, IEnumerable<Option> others)
    {
        Option? given = others.ExceptBy(own.Select(option => option.Name), option => option.Name)
            .FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        if (given is not null) throw new UsageException($"{given.Name} has no meaning with {_from.Name} {from}: leave it out.");
    }
}
