using System.Net.Sockets;
using System.Text;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Results;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Measurement.TwoHosts;

/// <summary>
/// Peers that are no source, or no destination, or hostile ones: a clear error on this side, and an answer where one can be given.
/// </summary>
public sealed class WrongPeerTests
{
    /// <summary>Purpose, index, reserved bytes and session of an opening.</summary>
    private const string Zeros22 = "\0\0\0\0\0\0\0\0\0\0\0" + "\0\0\0\0\0\0\0\0\0\0\0";

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n", "an HTTP client or server")]
    [InlineData("QEVM\0\0\0\u0003\u0007\0\0\0", "a QEMU source")]
    [InlineData("\u0011\u0022\u0033\u0044\0\0\0\u0001", "a multifd channel of a QEMU source")]
    [InlineData("\u00f1\u0007random bytes, as it were", "it begins with bytes f10772616e646f6d")]
    public void StrangerAtTheDestination_IsNamedAndTheSourceServed(string sent, string expected)
    {
        using TwoParties parties = new();
        using Socket peer = TcpSockets.Connect(parties.Address, Long);
        peer.Send(Encoding.Latin1.GetBytes(sent));
        Assert.Contains(expected, parties.AwaitNote(), StringComparison.Ordinal);
        ServeOne(parties);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MFD")]
    [InlineData("MFDBENCH\0\u0001")]
    public void SilentStrangerAtTheDestination_IsNamedAndTheSourceServed(string sent)
    {
        using TwoParties parties = new(options => options with { Silence = TimeSpan.FromSeconds(2) });
        using Socket peer = TcpSockets.Connect(parties.Address, Long);
        peer.Send(Encoding.Latin1.GetBytes(sent));
        Assert.Contains("has been silent for 2 s; its opening was awaited", parties.AwaitNote(), StringComparison.Ordinal);
        ServeOne(parties);
    }

    [Fact]
    public void ThousandIdleStrangersAtTheDestination_AreNotInTheWay()
    {
        using TwoParties parties = new(options => options with { Silence = TimeSpan.FromMinutes(5) });
        List<Socket> idle = [.. Enumerable.Range(0, 1000).Select(_ => TcpSockets.Connect(parties.Address, Long))];
        ServeOne(parties);
        idle.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void ProbeForAnOpenPort_IsNoPeer()
    {
        using TwoParties parties = new();
        using GuestSetup guest = TwoParties.Guest(pages: 100, threads: 0);
        Task<DestinationReport> serving = parties.Serve();
        TcpSockets.Connect(parties.Address, Long).Dispose();
        Assert.True(parties.Migrate(guest, new RunSpec()).Verified);
        Assert.Equal(RunOutcome.Completed, TwoParties.Await(serving).Outcome);
    }

    [Fact]
    public void SourceOfAnotherVersion_HearsOfThisOne()
    {
        using TwoParties parties = new();
        Task<DestinationReport> serving = parties.Serve();
        using ControlConnection peer = new(TcpSockets.Connect(parties.Address, Long), Long);
        peer.SendOpening(ConnectionOpening.Control with { Version = 2 });
        Assert.Equal(ConnectionOpening.CurrentVersion, Bounded.Run("opening", peer.ReceiveOpening)!.Value.Version);
        Assert.Contains("the peer speaks version 2", TwoParties.Await(serving).Reason, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> HostileSettings => new()
    {
        { "{", "settings that cannot be read" },
        { "null", "settings that cannot be read" },
        { "[1]", "settings that cannot be read" },
        { """{"settings":[]}""", "settings that cannot be read" },
        { """{"settings":[{"name":null,"value":"x"}],"blocks":[],"timeout_ms":1,"label":""}""", "a setting without a name" },
        { """{"settings":[{"value":"x"}],"blocks":[],"timeout_ms":1,"label":""}""", "a setting without a name" },
        { """{"settings":[{"name":"x","value":null}],"blocks":[],"timeout_ms":1,"label":""}""", "setting 'x' without a value" },
        { """{"settings":[],"blocks":[{"name":null,"length_bytes":4096}],"timeout_ms":1,"label":""}""", "not what this program sends "
            + "at $.blocks[0]" },
        { """{"settings":[],"blocks":[{"name":"a","length_bytes":"x"}],"timeout_ms":1,"label":""}""", "not what this program sends at "
            + "$.blocks[0].length_bytes" },
        { """{"settings":[null],"blocks":[],"timeout_ms":1,"label":""}""", "none may be empty" },
        { """{"settings":[{"name":"a","value":"1"},{"name":"a","value":"2"}],"blocks":[],"timeout_ms":1,"label":""}""", "a setting twice" },
        { """{"settings":[],"blocks":[{"name":"a","length_bytes":4096}],"timeout_ms":0,"label":""}""", "timeout is 0 ms" },
        { """{"settings":[],"blocks":[{"name":"a","length_bytes":4096}],"timeout_ms":1,"label":""}""", "ram-blocks are not the RAM blocks "
            + "that it lists" },
        { Message("a=4096", 4096, "multifd-compression", "zlib\\u001b"), "zlib  is not a method" },
        { Message("a=4096", 4096, "multifd-compression", "none", "multifd-channels", "300"), "--multifd-channels 300 is out of range" },
        { Message("a=4096", 4096, "multifd-compression", "none", "multifd-channels", "-1"), "--multifd-channels -1 is out of range" },
        { Message("a=4097", 4097), "has 4097 bytes" },
        { Message("a=-4096", -4096), "has -4096 bytes" },
        { Message("a=4611686018427387904", 4611686018427387904), "choose a smaller --memory" },
        { Message("=4096", 4096), "must be 1 to 255 printable" },
    };

    [Theory]
    [MemberData(nameof(HostileSettings))]
    public void HostileSettings_AreRefusedWithTheReason(string json, string expected)
    {
        using TwoParties parties = new();
        Task<DestinationReport> serving = parties.Serve();
        using ControlConnection peer = Open(parties);
        peer.Send(ControlFrameType.Settings, Encoding.UTF8.GetBytes(json));
        RefusedException e = Assert.Throws<RefusedException>(() => Bounded.Run("answer", () => peer.Receive("an answer", 1000)));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("constructor", e.Message, StringComparison.Ordinal);
        Assert.Equal((RunOutcome.Failed, e.Message),
            (TwoParties.Await(serving).Outcome, ControlConnection.Printable(TwoParties.Await(serving).Reason)));
    }

    [Fact]
    public void TooManySettingsOrBlocks_AreRefused()
    {
        string many = string.Join(',', Enumerable.Range(0, 65).Select(i => $$"""{"name":"n{{i}}","value":""}"""));
        HostileSettings_AreRefusedWithTheReason($$"""{"settings":[{{many}}],"blocks":[],"timeout_ms":1,"label":""}""",
            "sent 65 settings, at most 64");
        string blocks = string.Join(',', Enumerable.Repeat("""{"name":"a","length_bytes":4096}""", 4097));
        HostileSettings_AreRefusedWithTheReason($$"""{"settings":[],"blocks":[{{blocks}}],"timeout_ms":1,"label":""}""",
            "has 4097 RAM blocks, at most 4096");
    }

    [Fact]
    public void SourceThatMakesNoConnections_IsAnError()
    {
        using SessionConnections connections = new(channels: 2);
        ConnectionException e =
            Assert.Throws<ConnectionException>(() => Bounded.Run("wait", () => connections.WaitForAll(Short, () => false)));
        Assert.Equal("the source made 0 of 3 connections in 0.2 s", e.Message);
    }

    [Fact]
    public void ConnectionOfAnotherSession_IsTurnedAway()
    {
        using TwoParties parties = new();
        Task<DestinationReport> serving = parties.Serve();
        using ControlConnection peer = Open(parties);
        peer.Send(ControlFrameType.Settings, Encoding.UTF8.GetBytes(Message("a=4096", 4096)));
        Bounded.Run("answer", () => peer.Receive(ControlFrameType.Accepted, "an answer", 1000));
        using ControlConnection guessed = new(TcpSockets.Connect(parties.Address, Long), Long);
        guessed.SendOpening(new ConnectionOpening(ConnectionOpening.CurrentVersion, ConnectionPurpose.Migration, 1, Guid.NewGuid()));
        RefusedException e = Assert.Throws<RefusedException>(() => Bounded.Run("answer", () => guessed.Receive("an answer", 1000)));
        Assert.Contains("belongs to no migration that is expected here", e.Message, StringComparison.Ordinal);
        peer.Dispose();
        Assert.Equal("the source closed the control connection after 0 of 3 connections", TwoParties.Await(serving).Reason);
    }

    /// <summary>The source's connections fail because the destination has given up: its reason is what the user must hear.</summary>
    [Fact]
    public void DestinationThatGivesUpWhileConnectionsAreMade_IsHeard()
    {
        using Socket listener = TcpSockets.Listen(new HostAddress("127.0.0.1", 0));
        HostAddress address = HostAddress.Parse("", listener.LocalEndPoint!.ToString()!);
        Meddler.Start(() =>
        {
            using ControlConnection peer = new(listener.Accept(), Long);
            listener.Dispose();
            peer.ReceiveOpening();
            peer.SendOpening(ConnectionOpening.Control);
            peer.Receive("settings", HostMessages.MaxBytes);
            HostMessages.Send(peer, ControlFrameType.Accepted, new AcceptedMessage(Guid.NewGuid()));
            // Closed at once, as a destination does: the source waits for that.
            peer.TryRefuse("the disk is full");
        });
        using TwoParties parties = new();
        using GuestSetup guest = TwoParties.Guest(pages: 10, threads: 0);
        Assert.Equal("the disk is full", Assert.Throws<RefusedException>(() => parties.Migrate(guest, new RunSpec(), address)).Message);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "the peer is an HTTP client or server, not this program")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "the peer is an SSH client or server")]
    [InlineData("", "closed the connection without an answer, so it is no destination of this program")]
    [InlineData("MFDBENCH\0\u0002" + Zeros22, "the peer speaks version 2 of the control protocol")]
    [InlineData("MFDBENCH\0\u0001" + Zeros22 + "\0\u0063\0\0\0\0\0\0", "a frame of type 99 in place of its answer to the settings")]
    [InlineData("MFDBENCH\0\u0001" + Zeros22 + "\0\u0004\0\0\0\0\0\u0002{}", "its answer to the settings that cannot be read")]
    public void StrangerInPlaceOfADestination_IsNamed(string sent, string expected)
    {
        using Socket listener = TcpSockets.Listen(new HostAddress("127.0.0.1", 0));
        Meddler.Start(() => Answer(listener, sent));
        using TwoParties parties = new();
        using GuestSetup guest = TwoParties.Guest(pages: 10, threads: 0);
        HostAddress address = HostAddress.Parse("", listener.LocalEndPoint!.ToString()!);
        ConnectionException e = Assert.Throws<ConnectionException>(() => parties.Migrate(guest, new RunSpec(), address));
        Assert.StartsWith($"{address}: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SilentPeerInPlaceOfADestination_IsAnError()
    {
        using Socket listener = TcpSockets.Listen(new HostAddress("127.0.0.1", 0));
        RemoteDestination destination = new(HostAddress.Parse("", listener.LocalEndPoint!.ToString()!), Short);
        ConnectionException e = Assert.Throws<ConnectionException>(() => Bounded.Run("enquiry", destination.Enquire));
        Assert.Contains("has been silent for 0.2 s; its opening was awaited", e.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Hears the opening, answers, and closes its sending half once everything was heard, so that nothing is lost to a reset.
    /// </summary>
    private static void Answer(Socket listener, string sent)
    {
        using Socket peer = listener.Accept();
        peer.Receive(new byte[ConnectionOpening.SizeBytes]);
        peer.Send(Encoding.Latin1.GetBytes(sent));
        peer.Shutdown(SocketShutdown.Send);
        byte[] rest = new byte[4096];
        while (peer.Receive(rest) > 0)
        {
        }
    }

    private static void ServeOne(TwoParties parties)
    {
        using GuestSetup guest = TwoParties.Guest(pages: 100, threads: 0);
        Task<DestinationReport> serving = parties.Serve();
        Assert.True(parties.Migrate(guest, new RunSpec()).Verified);
        Assert.Equal(RunOutcome.Completed, TwoParties.Await(serving).Outcome);
    }

    private static ControlConnection Open(TwoParties parties)
    {
        ControlConnection peer = new(TcpSockets.Connect(parties.Address, Long), Long);
        peer.SendOpening(ConnectionOpening.Control);
        Assert.NotNull(Bounded.Run("opening", peer.ReceiveOpening));
        return peer;
    }

    /// <summary>Settings of a guest with the one block <c>a</c>, good apart from what the test is about.</summary>
    private static string Message(string ramBlocks, long bytes, params string[] replaced)
    {
        Dictionary<string, string> settings = new()
        {
            ["multifd-compression"] = "none",
            ["multifd-compression-accel"] = "none",
            ["multifd-channels"] = "2",
            ["wire-layout"] = "qemu-9.0",
            ["zero-page-detection"] = "multifd",
            ["memory"] = "4096",
            ["ram-blocks"] = ramBlocks,
        };
        for (int i = 0; i < replaced.Length; i += 2) settings[replaced[i]] = replaced[i + 1];
        string list = string.Join(',', settings.Select(pair => $$"""{"name":"{{pair.Key}}","value":"{{pair.Value}}"}"""));
        string block = $$"""{"name":"{{ramBlocks[..ramBlocks.IndexOf('=', StringComparison.Ordinal)]}}","length_bytes":{{bytes}}}""";
        return $$"""{"settings":[{{list}}],"blocks":[{{block}}],"timeout_ms":1000,"label":"x"}""";
    }
}
