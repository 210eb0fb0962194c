using CsCheck;
using MultifdBench.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.Destination;

/// <summary>
/// A destination fed with a recorded migration, whole and damaged in every way a network or an enemy can: it ends with a clear failure, all
/// its threads end, and it never acknowledges what it has not got.
/// </summary>
public sealed class ReplayTests
{
    public static TheoryData<string, string> Recordings => new()
    {
        { "none", "qemu-9.0" }, { "zlib", "qemu-7.2" }, { "zstd", "qemu-9.0" },
    };

    [Theory]
    [MemberData(nameof(Recordings))]
    public void AsRecorded_RestoresTheMemoryAndAnswers(string method, string layout)
    {
        using Recording recording = Record(method, layout);
        Replayed replayed = recording.Replay();
        Assert.Null(replayed.Fault);
        Assert.Null(replayed.Difference);
        Assert.Equal([0, 1, 0, 4, 0, 0, 0, 0], replayed.Answer);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void ChannelsInAnotherOrder_AreTakenById(string method, string layout)
    {
        using Recording recording = Record(method, layout);
        Replayed replayed = recording.Replay(recording.Main, [recording.Channels[1], recording.Channels[0]]);
        Assert.Null(replayed.Fault);
        Assert.Null(replayed.Difference);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void TruncatedChannel_NamesChannelAndPacket(string method, string layout)
    {
        using Recording recording = Record(method, layout);
        for (int channel = 0; channel < 2; channel++)
        {
            byte[] whole = recording.Channels[channel];
            foreach (int length in Cuts(whole.Length))
            {
                Replayed replayed = recording.Replay(recording.Main, recording.With(channel, whole[..length]));
                Assert.True(replayed.Fault is WireException,
                    $"channel {channel} cut to {length} of {whole.Length} bytes: {replayed.Fault}");
                Assert.Contains("channel", replayed.Message, StringComparison.Ordinal);
                if (length >= InitPacket.SizeBytes) Assert.Contains($"channel {channel}", replayed.Message, StringComparison.Ordinal);
                Assert.Empty(replayed.Answer);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void ChannelEndingAtAPacketBoundary_DoesNotHangTheBarrier(string method, string layout)
    {
        using Recording recording = Record(method, layout);
        foreach (int length in (int[])[InitPacket.SizeBytes, InitPacket.SizeBytes + PacketHeader.SizeBytes])
        {
            Replayed replayed = recording.Replay(recording.Main, recording.With(1, recording.Channels[1][..length]));
            Assert.Contains("channel 1: the source closed it before its SYNC", replayed.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void TruncatedMainStream_SaysSo(string method, string layout)
    {
        using Recording recording = Record(method, layout);
        for (int length = 0; length < recording.Main.Length; length += 1 + (recording.Main.Length / 150))
        {
            Replayed replayed = recording.Replay(recording.Main[..length], recording.Channels);
            Assert.True(replayed.Fault is WireException, $"cut to {length}: {replayed.Fault}");
            Assert.Contains("main stream: the source closed it before its end", replayed.Message, StringComparison.Ordinal);
            Assert.Empty(replayed.Answer);
        }
    }

    [Fact]
    public void MainStreamEndingBeforeAChannelsSync_DoesNotHangTheChannel()
    {
        using Recording recording = Record("none", "qemu-9.0");
        byte[] sync = new byte[PacketHeader.SizeBytes];
        new PacketHeader { Flags = PacketFlags.Sync }.Write(sync, WireLayout.Qemu90);
        byte[][] channels = recording.With(0, [.. recording.Channels[0], .. sync]);
        Assert.Contains("channel 0, packet 0", recording.Replay(recording.Main, channels).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void FlippedBitsInHeaders_EndInAResultOrAClearFailure(string method, string layout)
    {
        using Recording recording = Record(method, layout);
        int headerBits = 8 * (InitPacket.SizeBytes + PacketHeader.SizeBytes);
        for (int bit = 0; bit < headerBits; bit += 61) CheckDamaged(recording, bit / 8, (byte)(1 << (bit % 8)));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void FlippedBitsAnywhere_EndInAResultOrAClearFailure(string method, string layout)
    {
        using Recording recording = Record(method, layout);
        Gen.Select(Gen.Int[0, recording.Channels[0].Length - 1], Gen.Int[0, 7]).Sample(
            (position, bit) => CheckDamaged(recording, position, (byte)(1 << bit)), seed: "0N0XIzNsQ0O2", iter: 150, threads: 1);
    }

    [Fact]
    public void DuplicatedChannelId_IsNamed()
    {
        using Recording recording = Record("none", "qemu-9.0");
        Assert.Contains("two connections say that they are channel 0",
            recording.Replay(recording.Main, [recording.Channels[0], recording.Channels[0]]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingChannel_IsNamed()
    {
        using Recording recording = Record("none", "qemu-9.0");
        Assert.Contains("a channel ended after 0 of the 64 bytes", recording.Replay(recording.Main, recording.With(1, [])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void MoreChannelsThanExpected_AreNamed()
    {
        using Recording recording = Record("none", "qemu-9.0");
        Assert.Contains("channel id 1 with 1 channels", recording.Replay(recording.Main, [recording.Channels[1]]).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "zstd")]
    [InlineData("zstd", "zlib")]
    [InlineData("zlib", "none")]
    public void WrongMethod_NamesBothAndTheOption(string sent, string expected)
    {
        using Recording recording = Record(sent, "qemu-9.0");
        string message = recording.Replay(recording.Main, recording.Channels, BuiltIn.Methods.Create(new MethodRequest(expected))).Message;
        Assert.Contains($"made by method {sent}, expected {expected}; multifd-compression must be equal on both sides", message,
            StringComparison.Ordinal);
        Assert.Contains("channel ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void HostilePayloadSize_IsRefusedBeforeItIsAllocated()
    {
        using Recording recording = Record("zlib", "qemu-9.0");
        byte[] damaged = [.. recording.Channels[0]];
        // Bytes 20 to 23 of the header that follows the initial packet and the set-up's SYNC.
        int size = InitPacket.SizeBytes + PacketHeader.SizeBytes + 20;
        damaged[size] = 0x7f;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        string message = recording.Replay(recording.Main, recording.With(0, damaged)).Message;
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 32 << 20);
        Assert.Contains("next_packet_size is 21", message, StringComparison.Ordinal);
        Assert.Contains("channel 0, packet ", message, StringComparison.Ordinal);
    }

    private static Recording Record(string method, string layout) => Recording.Make(method, WireLayouts.Parse(layout));

    private static void CheckDamaged(Recording recording, int position, byte mask)
    {
        byte[] damaged = [.. recording.Channels[0]];
        damaged[position] ^= mask;
        Replayed replayed = recording.Replay(recording.Main, recording.With(0, damaged));
        if (replayed.Fault is null) return;
        Assert.True(replayed.Fault is WireException, $"byte {position}, mask {mask:x2}: {replayed.Fault}");
        Assert.DoesNotContain('\n', replayed.Message);
        // Until its initial packet is read, a channel has no number.
        string place = position < InitPacket.SizeBytes ? "initial packet" : "channel 0";
        bool isNamed = replayed.Message.Contains(place, StringComparison.Ordinal)
            || replayed.Message.Contains("two connections say", StringComparison.Ordinal);
        Assert.True(isNamed, $"byte {position}: {replayed.Message}");
        Assert.Empty(replayed.Answer);
    }

    /// <summary>Every length around the first headers, and fifty more.</summary>
    private static IEnumerable<int> Cuts(int length)
    {
        int[] edges = [0, 1, 63, 64, 65, 75, 76, 77, 64 + 1343, 64 + 1344, 64 + 1345, 64 + 1344 + 12, 64 + (2 * 1344) - 1, 64 + (2 * 1344),
            64 + (2 * 1344) + 1, length - 1344, length - 1];
        IEnumerable<int> spread = Enumerable.Range(0, 50).Select(i => (int)((long)length * i / 50));
        return edges.Concat(spread).Where(cut => cut >= 0 && cut < length).Distinct().Order();
    }
}
