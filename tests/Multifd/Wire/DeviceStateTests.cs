using MultifdBench.Multifd.Wire;
using MultifdBench.Tests.Multifd.Qemu;

namespace MultifdBench.Tests.Multifd.Wire;

/// <summary>
/// The end of a real guest's main stream: found behind devices of unknown length, and never before all of it has arrived.
/// </summary>
public sealed class DeviceStateTests
{
    private const string Json = """{"page_size": 4096, "devices": []}""";

    /// <summary>What a socket gives at once, where it is the cuts that count: elsewhere seven bytes.</summary>
    private const int PieceBytes = 4096;

    [Fact]
    public void RecordedDevices_EndWithTheStream()
    {
        Drain(Devices(QemuRecording.Qemu72));
        Drain(Devices(QemuRecording.Qemu100));
    }

    [Theory]
    [InlineData("7.2")]
    [InlineData("10.0")]
    public void RecordedDevicesCutAtEveryByte_AreAFailure(string version)
    {
        byte[] devices = Devices(QemuRecording.Of(version));
        for (int length = 0; length < devices.Length; length++)
        {
            if (Fails(devices.AsSpan(0, length).ToArray(), PieceBytes)) continue;
            Assert.Fail($"cut to {length} of {devices.Length} bytes: taken as whole");
        }
    }

    [Fact]
    public void DescriptionInsideADevice_IsNotTheEnd()
    {
        byte[] first = Description(Json).ToArray();
        Drain([1, 2, 3, .. first, 4, 5, .. first]);
        Assert.True(Fails([1, 2, 3, .. first, 4, 5]));
    }

    [Fact]
    public void DeviceThatLooksLikeTheBeginning_DoesNotHideTheRealOne()
    {
        byte[] promising = new BigEndian().U8(0).U8(6).U32(1_000_000).Text("{\"page_size\"").ToArray();
        Drain([.. promising, 0, 7, .. Description(Json).ToArray()]);
        Drain([.. promising, .. Description(Json).ToArray()]);
    }

    [Fact]
    public void DescriptionOfAnotherLength_IsNotWhole()
    {
        Assert.True(Fails(new BigEndian().U8(0).U8(6).U32((uint)Json.Length + 1).Text(Json).ToArray()));
        Assert.True(Fails(new BigEndian().U8(0).U8(6).U32((uint)Json.Length - 1).Text(Json).ToArray()));
    }

    [Fact]
    public void SourceThatAwaitsAnAnswer_IsNotWaitedFor()
    {
        MainStreamInput input = new(new ByteConnection([9, 9, .. Description(Json).ToArray(), 42]));
        DeviceState.Drain(input, awaitsAnswer: true);
        Assert.Equal(42, input.TryGet8());
    }

    private static BigEndian Description(string json) => new BigEndian().U8(0).U8(6).U32((uint)json.Length).Text(json);

    private static byte[] Devices(QemuRecording recording) => recording.Main[(recording.Main.AsSpan().IndexOf("timer"u8) - 6)..];

    private static void Drain(byte[] bytes, int pieceBytes = 7) =>
        DeviceState.Drain(new MainStreamInput(new ByteConnection(bytes, pieceBytes)), awaitsAnswer: false);

    private static bool Fails(byte[] bytes, int pieceBytes = 7)
    {
        try
        {
            Drain(bytes, pieceBytes);
            return false;
        }
        catch (WireException)
        {
            return true;
        }
    }
}
