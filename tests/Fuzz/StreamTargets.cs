using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MultifdBench.Guest;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Multifd.Wire;
using MultifdBench.Tests.Multifd;
using MultifdBench.Tests.Multifd.Qemu;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Fuzz;

/// <summary>Main streams, of our own source and of real QEMUs.</summary>
internal sealed class MainStreamTarget : FuzzTarget, IMainStreamHandler, IPostcopyHandler
{
    private readonly GuestMemory _memory =
        new([new RamBlockSpec("pc.ram", 1 << 20), new RamBlockSpec("pc.rom", 1 << 17), new RamBlockSpec("pc.bios", 1 << 18)]);
    private readonly byte[][] _seeds;

    public MainStreamTarget() => _seeds =
        [OwnStream(), OwnStream(), PostcopyStream(), QemuRecording.Qemu72.Main, QemuRecording.Qemu100.Main];

    public override byte[] Make(Random random) => Mutator.Of(_seeds[random.Next(_seeds.Length)], random);

    public override void Feed(byte[] input) => new MainStreamReader(new ByteConnection(input), this, this).Run();

    public override bool Allows(Exception exception) => exception is WireException;

    protected override void Free() => _memory.Dispose();

    RamBlockTable IMainStreamHandler.OnBlocks(IReadOnlyList<RamBlockSpec> blocks) => new(_memory);

    void IMainStreamHandler.OnAgreement(ReadOnlyMemory<byte> agreement) => Assert.InRange(agreement.Length, 0, ushort.MaxValue);

    void IMainStreamHandler.OnZeroPage(RamBlock block, long offset) => block.GetSpan(offset, Page.SizeBytes).Clear();

    void IMainStreamHandler.OnBarrier()
    {
    }

    void IPostcopyHandler.OnPing(uint value)
    {
    }

    void IPostcopyHandler.OnDiscard(PageRange pages)
    {
        Assert.InRange(pages.First, 0, pages.Block.PageCount - 1);
        Assert.InRange(pages.Count, 1, pages.Block.PageCount - pages.First);
    }

    void IPostcopyHandler.OnRun()
    {
    }

    Span<byte> IPostcopyHandler.BeginPage(RamBlock block, long page) => block.GetSpan(page << Page.Shift, Page.SizeBytes);

    void IPostcopyHandler.EndPage(RamBlock block, long page, bool isZero)
    {
    }

    private byte[] PostcopyStream()
    {
        ByteConnection sent = new([]);
        MainStreamWriter writer = new(sent);
        writer.WriteHeader("multifd-bench");
        writer.WriteAdvise();
        writer.BeginSetup(_memory);
        writer.WriteFlush();
        writer.EndSection();
        foreach (RamBlock block in _memory.Blocks) writer.WriteDiscard(block, [(0, 3), (5, 1)]);
        writer.WriteRun(4);
        writer.BeginPart();
        for (int page = 0; page < 3; page++) writer.WritePage(_memory.Blocks[page], page);
        writer.WriteZeroPage(_memory.Blocks[0], 5);
        writer.EndSection();
        writer.BeginEnd();
        writer.EndSection();
        writer.WriteEof();
        return sent.Sent;
    }

    private byte[] OwnStream()
    {
        ByteConnection sent = new([]);
        MainStreamWriter writer = new(sent);
        writer.WriteHeader("multifd-bench");
        writer.WriteAgreement([1, 2, 3]);
        writer.BeginSetup(_memory);
        writer.WriteFlush();
        writer.EndSection();
        writer.BeginPart();
        for (int page = 0; page < 20; page++) writer.WriteZeroPage(_memory.Blocks[page % 3], page);
        writer.EndSection();
        writer.BeginEnd();
        writer.WriteFlush();
        writer.EndSection();
        writer.WriteEof();
        return sent.Sent;
    }
}

/// <summary>
/// Recordings of whole migrations, replayed with all their threads: mostly small ones of our own source, now and then a real QEMU's, which
/// has a megabyte of memory to map and clear. The first byte of an input says which recording, the second which of its connections it
/// replaces.
/// </summary>
internal sealed class RecordingTarget : FuzzTarget
{
    private readonly (string Method, byte[][] Connections)[] _recordings =
    [
        ("zlib", [QemuRecording.Qemu72.Main, .. QemuRecording.Qemu72.Channels]),
        ("zstd", [QemuRecording.Qemu100.Main, .. QemuRecording.Qemu100.Channels]),
        Own("none", WireLayout.Qemu72), Own("none", WireLayout.Qemu90), Own("qpl", WireLayout.Qemu90),
    ];

    public override byte[] Make(Random random)
    {
        int recording = random.Next(128) == 0 ? random.Next(2) : random.Next(2, _recordings.Length);
        byte[][] connections = _recordings[recording].Connections;
        int connection = random.Next(connections.Length);
        return [(byte)recording, (byte)connection, .. Mutator.Of(connections[connection], random)];
    }

    public override void Feed(byte[] input)
    {
        (string method, byte[][] recorded) = _recordings[input[0]];
        byte[][] connections = [.. recorded];
        connections[input[1]] = input[2..];
        using RecordedInbound inbound = new(Inbound(connections[0]), [.. connections.Skip(1).Select(Inbound)]);
        using QemuDestination destination = new(BuiltIn.Methods.Create(new MethodRequest(method)), BuiltIn.OnTheWire, inbound);
        // A failure is a result here; throwing it as well would cost a third of the time.
        if (destination.Receive(CancellationToken.None).Failure is not { } failure) return;
        Assert.True(failure is WireException, failure.ToString());
        Assert.DoesNotContain('\n', failure.Message);
    }

    public override bool Allows(Exception exception) => false;

    private static (string Method, byte[][] Connections) Own(string method, WireLayout layout)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 8, threads: 0), null, reuse: false);
        using RecordingTransport transport = new();
        MigrationParameters parameters = new()
        {
            Channels = 1,
            WireLayout = layout,
            ZeroPageDetection = layout == WireLayout.Qemu72 ? ZeroPageDetection.Legacy : ZeroPageDetection.Multifd,
        };
        MigrationRun migration = new(guest, BuiltIn.Methods.Create(new MethodRequest(method)), BuiltIn.OnTheWire, parameters, transport);
        RunMeasurement run = migration.Execute(CancellationToken.None);
        Assert.True(run.Verified, run.Reason);
        return (method, [transport.Main, .. transport.Channels]);
    }

    private static InboundConnection Inbound(byte[] bytes) => new(new ByteConnection(bytes, pieceBytes: 1 << 16));
}

/// <summary>The file that says when the bytes of a recorded connection arrived.</summary>
internal sealed class RecordedTimesTarget : FuzzTarget
{
    private readonly byte[] _seed = Encoding.ASCII.GetBytes("64,0\n1408,1500\n2752,1500\n100000,9000000\n");

    public override byte[] Make(Random random) => Mutator.Of(_seed, random);

    public override void Feed(byte[] input)
    {
        using RecordedTimes times = new("channel-0.times", new StringReader(Encoding.UTF8.GetString(input)));
        long last = 0;
        for (long bytes = 0; bytes < 200_000; bytes += 50_000)
        {
            long at = times.At(bytes);
            Assert.True(at >= last, "time does not fall");
            last = at;
        }
    }

    public override bool Allows(Exception exception) => exception is ConnectionException;
}

/// <summary>Frames of a control connection, over a socket.</summary>
internal sealed class ControlFrameTarget : FuzzTarget
{
    private const int MaxBodyBytes = 1 << 16;

    private readonly TemporaryFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _address;
    private readonly byte[] _seed;

    public ControlFrameTarget()
    {
        _address = new UnixDomainSocketEndPoint(_folder["control"]);
        _listener.Bind(_address);
        _listener.Listen();
        byte[] opening = new byte[ConnectionOpening.SizeBytes];
        ConnectionOpening.Control.Write(opening);
        _seed =
        [
            .. opening,
            0, (byte)ControlFrameType.Working, 0, 0, 0, 0, 0, 0,
            0, (byte)ControlFrameType.Accepted, 0, 0, 0, 0, 0, 4, 1, 2, 3, 4,
            0, (byte)ControlFrameType.Refused, 0, 0, 0, 0, 0, 6, .. "reason"u8,
        ];
    }

    public override byte[] Make(Random random) => Mutator.Of(_seed, random);

    public override void Feed(byte[] input)
    {
        using Socket peer = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        peer.Connect(_address);
        using ControlConnection control = new(_listener.Accept(), ControlConnection.DefaultSilence);
        peer.Send(input);
        peer.Shutdown(SocketShutdown.Send);
        control.ReceiveOpening()?.Check();
        while (true) Assert.InRange(control.Receive("anything", MaxBodyBytes).Body.Length, 0, MaxBodyBytes);
    }

    public override bool Allows(Exception exception) => exception is WireException or ConnectionException or RefusedException;

    protected override void Free()
    {
        _listener.Dispose();
        _folder.Dispose();
    }
}

/// <summary>Messages of two hosts, as JSON; settings that are taken are planned. The first byte says which message.</summary>
internal sealed class ControlMessageTarget : FuzzTarget
{
    private static readonly JsonSerializerOptions JsonOptions = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly ControlConnection _control =
        new(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), ControlConnection.DefaultSilence);
    private readonly byte[][] _seeds;

    public ControlMessageTarget()
    {
        RamBlockSpec[] blocks = [new("pc.ram", 1 << 20), new("pc.bios", 1 << 18)];
        Setting[] settings =
        [
            new(MethodCatalog.Option, "qpl"), new("multifd-channels", "2"), new("qpl-huffman", "dynamic"), new("streams", "16"),
            new(MigrationSettings.RamBlocks, MigrationSettings.Describe(blocks)), new("zero-page-detection", "multifd"),
        ];
        _seeds =
        [
            Json(SettingsMessage.Of(settings, blocks, 120_000, "qpl-2")),
            Json(new ReceivedMessage(null, false, 1, 2, 3, 4, 5, 6, 7, true, 8)),
            Json(new VerdictMessage("completed", "", true)),
            Json(new AcceptedMessage(Guid.Empty)),
        ];
    }

    public override byte[] Make(Random random)
    {
        int kind = random.Next(2) == 0 ? 0 : random.Next(_seeds.Length);
        return [(byte)kind, .. Mutator.Of(_seeds[kind], random)];
    }

    public override void Feed(byte[] input)
    {
        byte[] body = input[1..];
        switch (input[0])
        {
            case 0: Plan(HostMessages.Parse<SettingsMessage>(body, _control, "its settings")); break;
            case 1: _ = HostMessages.Parse<ReceivedMessage>(body, _control, "its result"); break;
            case 2: _ = HostMessages.Parse<VerdictMessage>(body, _control, "its verdict"); break;
            default: _ = HostMessages.Parse<AcceptedMessage>(body, _control, "its answer"); break;
        }
    }

    public override bool Allows(Exception exception) => exception is WireException or RefusedException;

    protected override void Free() => _control.Dispose();

    private static void Plan(SettingsMessage message)
    {
        IReadOnlyList<Setting> settings = message.Check();
        _ = MigrationSettings.Mismatches(settings, MigrationSettings.OfThisProgram);
        List<string> problems = [];
        RunSpec spec = MigrationSettings.ToSpec(BuiltIn.Methods, settings, new Dictionary<string, string>());
        PlannedRun? run = new RunPlanner(BuiltIn.Methods).Plan(spec, problems);
        Assert.True(run is not null || problems.Count > 0, "no plan, and no reason");
    }

    private static byte[] Json<T>(T message) =>
        JsonSerializer.SerializeToUtf8Bytes(message, JsonOptions);
}
