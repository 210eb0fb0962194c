using MultifdBench.Codecs.Zstd;
using MultifdBench.Methods;
using MultifdBench.Multifd.Qemu;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>
/// A recorded migration of a real QEMU, made with <c>bench destination --from qemu --record</c>: a stopped guest of 1 MiB with a firmware
/// of ours (no code of anybody else), two channels, two barriers with pages between them.
/// </summary>
internal sealed class QemuRecording
{
    /// <summary>
    /// SHA-256 of the first 640 KiB of <c>pc.ram</c>, from the guest's own <c>pmemsave</c> (its memory is the same in both recordings).
    /// </summary>
    public const string LowMemorySha256 = "df710ae7b37ee21ce1557e291d348fa0909ea5c905d54ebbd8fb5ca2dfe8d698";

    public const int LowMemoryBytes = 640 << 10;

    private readonly string _method;

    private QemuRecording(string name)
    {
        Folder = Path.Combine(SampleData.RepositoryRoot(), "tests", "Multifd", "Qemu", "Recordings", name);
        _method = name[(name.LastIndexOf('-') + 1)..];
        Main = Read("main");
        Channels = [Read("channel-0"), Read("channel-1")];
    }

    /// <summary>QEMU 7.2.22, method zlib.</summary>
    public static QemuRecording Qemu72 { get; } = new("qemu-7.2-zlib");

    /// <summary>QEMU 10.0.13, method zstd.</summary>
    public static QemuRecording Qemu100 { get; } = new("qemu-10.0-zstd");

    public string Folder { get; }

    public byte[] Main { get; }

    public byte[][] Channels { get; }

    public static QemuRecording Of(string version) => version == "7.2" ? Qemu72 : Qemu100;

    /// <summary>The channels with one of them replaced.</summary>
    public byte[][] With(int channel, byte[] bytes)
    {
        byte[][] channels = [.. Channels];
        channels[channel] = bytes;
        return channels;
    }

    /// <summary>Plays bytes to a fresh destination and looks at the result while its memory is there.</summary>
    public void Replay(byte[] main, byte[][] channels, Action<ReceivedMigration> look, string? method = null) => Bounded.Run("replay", () =>
    {
        using RecordedInbound inbound = new(new InboundConnection(new ByteConnection(main)),
            [.. channels.Select(bytes => new InboundConnection(new ByteConnection(bytes)))]);
        using QemuDestination destination =
            new(BuiltIn.Methods.Create(new MethodRequest(method ?? _method)), BuiltIn.OnTheWire, inbound);
        look(destination.Receive(CancellationToken.None));
    });

    /// <summary>The failure of a replay in one line; empty when it had none.</summary>
    public string Failure(byte[] main, byte[][] channels, string? method = null)
    {
        string message = "";
        Replay(main, channels, received => message = Describe(received), method);
        return message;
    }

    private static string Describe(ReceivedMigration received)
    {
        if (received.Failure is null) return "";
        Assert.True(received.Failure is MultifdBench.Multifd.Wire.WireException, received.Failure.ToString());
        Assert.DoesNotContain('\n', received.Failure.Message);
        return received.Failure.Message;
    }

    private byte[] Read(string name)
    {
        using Stream file = ZstdFile.OpenRead(Path.Combine(Folder, name + ".zst"));
        using MemoryStream bytes = new();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
