using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Cli.Received;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Core;
using MultifdBench.Measurement.Received;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Bench.Verbs.Replay;

/// <summary><c>bench replay</c>: a recorded migration, decoded and characterised.</summary>
/// <param name="methods">What can be decoded.</param>
internal sealed class ReplayVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "replay";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Decodes a recorded migration, one file per connection, plain or .zst, and says what was in it: bytes by connection, packets, pages,
        ratio, sizes of compressed pages, rounds. Recordings come from 'bench destination --from qemu --record DIR', or from any sink that
        wrote down what it read.

        Examples:
          bench replay rec --multifd-compression zstd
          bench replay --main rec/main --channel rec/channel-0 rec/channel-1 --multifd-compression zstd
          bench replay --main main.zst --channel c0.zst --channel c1.zst --multifd-compression zlib --ram-out ram --json
        """;

    private const string ReplayTiming = "the replay's own, not the migration's";
    private const string RecordedTiming = "the migration's, as recorded";

    private readonly Argument<string?> _folder =
        new("DIR") { Arity = ArgumentArity.ZeroOrOne, Description = "the folder that --record wrote: main, channel-0 ..., plain or .zst" };
    private readonly Option<string?> _main = new("--main") { HelpName = "FILE", Description = "the main connection" };
    private readonly Option<string[]> _channels = new("--channel")
    {
        HelpName = "FILE",
        Description = "the multifd connections, in any order",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Reception _reception = new(methods);

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description) { _folder, _main, _channels };
        foreach (Option option in _reception.Options) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        MethodRequest request = _reception.ReadMethod(parsed);
        string[] channels = parsed.GetValue(_channels) ?? [];
        // Behind --channel everything is a file to the parser, a mistyped option too.
        if (Array.Find(channels, channel => channel.StartsWith("--", StringComparison.Ordinal)) is { } typed)
            throw new UsageException($"{typed} is no option of "
                + $"replay.{NearestName.Suggest(typed, parsed.CommandResult.Command.Options.Select(option => option.Name))}");
        (string main, channels) = Recorded(parsed.GetValue(_folder), parsed.GetValue(_main), channels);
        _reception.CheckOutputs(parsed);
        using RecordedInbound inbound = Open(main, channels);
        IMultifdMethod method = _reception.CreateMethod(request);
        ReceptionWarmUp.Run(method, methods.OnTheWire, cancellation);
        using QemuDestination destination = new(method, methods.OnTheWire, inbound);
        ReceivedMigration migration = destination.Receive(cancellation);
        return _reception.Report(migration, method, migration.HasRecordedTimes ? RecordedTiming : ReplayTiming, parsed, session);
    }

    /// <summary>The files to read: a folder's, or those that are named.</summary>
    private (string Main, string[] Channels) Recorded(string? folder, string? main, string[] channels)
    {
        if (folder is not null)
        {
            if (main is not null || channels.Length > 0)
                throw new UsageException(
                    $"{folder} is a recording already: leave out {_main.Name} and {_channels.Name}, or name the files alone.");
            if (File.Exists(folder))
                throw new UsageException(
                    $"{folder} is a file: name it with {_main.Name} and the others with {_channels.Name}, or give their folder.");
            if (!Directory.Exists(folder))
                throw new UsageException($"{folder} does not exist; give the folder that 'bench destination --from qemu --record' wrote.");
            return RecordingNames.Find(folder)
                ?? throw new UsageException($"{folder} holds no recording (files main and channel-0 ..., plain or .zst); name the files "
                    + $"with {_main.Name} and {_channels.Name}.");
        }

        if (main is null || channels.Length == 0)
            throw new UsageException($"{(main is null ? _main.Name : _channels.Name)} is missing: name the main connection's file with "
                + $"{_main.Name} and the channels' with {_channels.Name}, or give a recording's folder alone.");
        return (main, channels);
    }

    private RecordedInbound Open(string main, string[] channels)
    {
        List<InboundConnection> opened = [];
        try
        {
            opened.Add(Open(_main.Name, main));
            foreach (string channel in channels) opened.Add(Open(_channels.Name, channel));
            return new RecordedInbound(opened[0], opened[1..]);
        }
        catch
        {
            opened.ForEach(connection => connection.Dispose());
            throw;
        }
    }

    private static InboundConnection Open(string option, string path)
    {
        if (Directory.Exists(path))
            throw new UsageException($"{option} {path} cannot be read: it is a folder; name the recording of one connection, or give the "
                + $"folder alone: bench replay {path}.");
        try
        {
            string? times = RecordingNames.FindTimes(path);
            return new InboundConnection(
                new StreamConnection(path, ZstdFile.OpenRead(path)),
                times: times is null ? null : new RecordedTimes(times, new StreamReader(ZstdFile.OpenRead(times))));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"{option} {path} does not exist; name the recording of one connection.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {path} cannot be read: {e.Message.TrimEnd('.')}; name the recording of one connection.");
        }
    }
}
