using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Verbs.Received;
using MultifdBench.Codecs.Zstd;
using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Bench.Verbs.Replay;

/// <summary><c>bench replay</c>: a recorded migration, decoded and characterised.</summary>
internal sealed class ReplayVerb : IVerb
{
    private const string Description =
        """
        Decodes a recorded migration, one file per connection, plain or .zst, and says what was in it: bytes by connection, packets, pages, ratio,
        sizes of compressed pages, rounds. Recordings come from 'bench destination --from qemu --record DIR', or from any sink that wrote down what
        it read.

        Examples:
          bench replay --main rec/main --channel rec/channel-0 rec/channel-1 --multifd-compression zstd
          bench replay --main main.zst --channel c0.zst --channel c1.zst --multifd-compression zlib --ram-out ram --json
        """;

    private const string ReplayTiming = "the replay's own, not the migration's";
    private const string RecordedTiming = "the migration's, as recorded";

    private readonly Option<string> _main = new("--main") { HelpName = "FILE", Description = "the main connection", Required = true };
    private readonly Option<string[]> _channels = new("--channel")
    {
        HelpName = "FILE",
        Description = "the multifd connections, in any order",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Reception _reception = new();

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new("replay", Description) { _main, _channels };
        foreach (Option option in _reception.Options) command.Add(option);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        MethodRequest request = _reception.ReadMethod(parsed);
        string[] channels = parsed.GetValue(_channels)!;
        // Behind --channel everything is a file to the parser, a mistyped option too.
        if (Array.Find(channels, channel => channel.StartsWith("--", StringComparison.Ordinal)) is { } typed)
            throw new UsageException($"{typed} is no option of replay.{NearestName.Suggest(typed, parsed.CommandResult.Command.Options.Select(option => option.Name))}");
        using RecordedInbound inbound = Open(parsed.GetValue(_main)!, channels);
        IMultifdMethod method = Reception.CreateMethod(request);
        using QemuDestination destination = new(method, inbound);
        ReceivedMigration migration = destination.Receive(cancellation);
        return _reception.Report(migration, method, migration.HasRecordedTimes ? RecordedTiming : ReplayTiming, parsed, session);
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
        try
        {
            string? times = RecordingNames.FindTimes(path);
            return new InboundConnection(
                new StreamConnection(path, ZstdFile.OpenRead(path)), times: times is null ? null : new RecordedTimes(times, new StreamReader(ZstdFile.OpenRead(times))));
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
