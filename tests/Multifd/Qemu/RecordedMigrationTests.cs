using System.Security.Cryptography;
using CsCheck;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>
/// Recorded migrations of real QEMUs, replayed as they are and damaged in every way: a result or a clear failure, never a hang.
/// </summary>
public sealed class RecordedMigrationTests
{
    /// <summary>Of a connection, bytes: past the set-up, and some of what follows.</summary>
    private const int Beginning = 1024;

    public static TheoryData<string> Versions => ["7.2", "10.0"];

    [Theory]
    [InlineData("7.2", "pc-i440fx-7.2", WireLayout.Qemu72, 285, 0)]
    [InlineData("10.0", "pc-i440fx-10.0", WireLayout.Qemu90, 0, 285)]
    public void AsRecorded_RestoresTheGuest(string version, string machine, WireLayout layout, int zeroOnMain, int zeroInPackets)
    {
        QemuRecording recording = QemuRecording.Of(version);
        // In either order: channels say who they are.
        foreach (byte[][] channels in (byte[][][])[recording.Channels, [recording.Channels[1], recording.Channels[0]]])
        {
            recording.Replay(recording.Main, channels, received =>
            {
                Assert.Null(received.Failure);
                Assert.Equal((machine, layout, 2), (received.Machine, received.Layout, received.Channels));
                Assert.Equal(["pc.ram", "pc.rom", "pc.bios"], received.Memory!.Blocks.Select(block => block.Name));
                Assert.Equal(QemuRecording.LowMemorySha256,
                    Convert.ToHexStringLower(SHA256.HashData(received.Memory.Blocks[0].GetSpan(0, QemuRecording.LowMemoryBytes))));
                Assert.Equal((19, 285), (received.Pages.Normal, received.Pages.Zero));
                Assert.Equal((zeroOnMain, zeroInPackets),
                    (received.Connections[0].Pages.Zero, received.Connections.Skip(1).Sum(channel => channel.Pages.Zero)));
                Assert.Equal(["main", "channel 0", "channel 1"], received.Connections.Select(connection => connection.Name));
                Assert.Equal(recording.Main.Length + recording.Channels.Sum(bytes => bytes.Length), received.WireBytes);
                Assert.Equal(received.WireBytes, Sum(received.Arrivals.Windows));
                Assert.Equal(19, Sum(received.PageSizes.Pages));
                Assert.Single(received.Rounds);
                Assert.Equal(received.Pages, received.Rounds[0].Pages);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void ChannelCutAnywhere_IsAFailure(string version)
    {
        QemuRecording recording = QemuRecording.Of(version);
        for (int channel = 0; channel < 2; channel++)
        {
            byte[] whole = recording.Channels[channel];
            // One channel at every byte of its beginning: set-up, empty packets, pages, SYNC. Behind it is more of the same.
            for (int length = 0; length < whole.Length; length += version == "7.2" && channel == 1 && length < Beginning ? 1 : 13)
            {
                string message = recording.Failure(recording.Main, recording.With(channel, whole[..length]));
                Assert.True(message.Contains("channel", StringComparison.Ordinal) || IsTrailingEmpty(whole, length),
                    $"channel {channel} cut to {length} of {whole.Length}: '{message}'");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void MainStreamCut_SaysWhere(string version)
    {
        QemuRecording recording = QemuRecording.Of(version);
        // Every byte of the beginning, then a prime of them: a reception needs memory, which takes milliseconds. The devices' part, which
        // nothing but its end is taken from, is cut at every byte in DeviceStateTests.
        for (int length = 0; length < recording.Main.Length;
             length += length < Beginning ? 1 : length < RamPartBytes(recording) ? 13 : 499)
        {
            string message = recording.Failure(recording.Main[..length], recording.Channels);
            Assert.Contains($"the source closed it before its end", message, StringComparison.Ordinal);
            Assert.Contains($"(byte {length} of the main stream)", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void FlippedBits_EndInAResultOrAClearFailure(string version)
    {
        QemuRecording recording = QemuRecording.Of(version);
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 100_000], Gen.Int[0, 7]).Sample(
            (connection, position, bit) =>
            {
                byte[] damaged = [.. connection == 2 ? recording.Main : recording.Channels[connection]];
                damaged[position % damaged.Length] ^= (byte)(1 << bit);
                _ = connection == 2
                    ? recording.Failure(damaged, recording.Channels)
                    : recording.Failure(recording.Main, recording.With(connection, damaged));
            }, seed: "0N0XIzNsQ0O2", iter: 400, threads: 1);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void ChannelThatIsNotThere_IsNoticed(string version)
    {
        QemuRecording recording = QemuRecording.Of(version);
        Assert.Contains("a channel is missing", recording.Failure(recording.Main, [recording.Channels[0]]), StringComparison.Ordinal);
        Assert.Contains("channel id 1 with 1 channels", recording.Failure(recording.Main, [recording.Channels[1]]),
            StringComparison.Ordinal);
        Assert.Contains("there is no channel", recording.Failure(recording.Main, []), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void ConnectionsMixedUp_AreNamed(string version)
    {
        QemuRecording recording = QemuRecording.Of(version);
        Assert.Contains("main stream: this is a multifd channel",
            recording.Failure(recording.Channels[0], [recording.Main, recording.Channels[1]]), StringComparison.Ordinal);
        Assert.Contains("this is a main stream", recording.Failure(recording.Main, [recording.Main, recording.Channels[1]]),
            StringComparison.Ordinal);
        Assert.Contains("two connections say that they are channel 0",
            recording.Failure(recording.Main, [recording.Channels[0], recording.Channels[0]]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7.2", "zlib", "none")]
    [InlineData("10.0", "zstd", "zlib")]
    public void WrongMethod_NamesBoth(string version, string sent, string expected)
    {
        QemuRecording recording = QemuRecording.Of(version);
        Assert.Contains($"made by method {sent}, expected {expected}", recording.Failure(recording.Main, recording.Channels, expected),
            StringComparison.Ordinal);
    }

    [Fact]
    public void FailedMigration_KeepsWhatArrived()
    {
        QemuRecording recording = QemuRecording.Qemu72;
        recording.Replay(recording.Main[..^1], recording.Channels, received =>
        {
            Assert.NotNull(received.Failure);
            Assert.Equal((19, 285), (received.Pages.Normal, received.Pages.Zero));
            Assert.NotEmpty(received.Rounds);
        });
    }

    [Fact]
    public void BlockThatDoesNotFit_IsRefusedBeforeItIsAllocated()
    {
        byte[] main = [.. QemuRecording.Qemu72.Main];
        // The total and the first block's length in the list, both 8 bytes: 2^56 more.
        int total = main.AsSpan().IndexOf("ram"u8) + "ram"u8.Length + 8, length = main.AsSpan().IndexOf("pc.ram"u8) + "pc.ram"u8.Length;
        main[total]++;
        main[length]++;
        string message = QemuRecording.Qemu72.Failure(main, QemuRecording.Qemu72.Channels);
        Assert.Contains("'pc.ram': ", message, StringComparison.Ordinal);
        Assert.Contains("that this machine has available; receive a smaller guest", message, StringComparison.Ordinal);
    }

    [Fact]
    public void PagesAheadOfTheBlockList_AreRefused()
    {
        QemuRecording recording = QemuRecording.Qemu72;
        byte[] channel = recording.Channels[0];
        // The set-up's SYNC is taken out.
        byte[] early = [.. channel[..InitPacket.SizeBytes], .. channel[(InitPacket.SizeBytes + PacketHeader.SizeBytes)..]];
        byte[] noBarrier = recording.Main[..(recording.Main.AsSpan().IndexOf("pc.ram"u8))];
        Assert.NotEqual("", recording.Failure(noBarrier, recording.With(0, early)));
        Assert.NotEqual("", recording.Failure(recording.Main, recording.With(0, early)));
    }

    /// <summary>QEMU 7.2 may end a channel with an empty packet behind its last SYNC; nothing is lost without it.</summary>
    private static bool IsTrailingEmpty(byte[] whole, int length) => length == whole.Length - PacketHeader.SizeBytes;

    /// <summary>Where the first device section begins: its type byte, its id and the name of the first device.</summary>
    private static int RamPartBytes(QemuRecording recording) => recording.Main.AsSpan().IndexOf("timer"u8) - 6;

    private static long Sum(ReadOnlySpan<long> values)
    {
        long sum = 0;
        foreach (long value in values) sum += value;
        return sum;
    }
}
