using CsCheck;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.Wire;

/// <summary>The first 64 bytes of a channel, byte by byte [QEMU multifd.c, MultiFDInit_t].</summary>
public sealed class InitPacketTests
{
    private static readonly Guid Uuid = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    private static byte[] Vector(byte id = 7) => new BigEndian()
        .U32(0x11223344).U32(1)
        // RFC 4122 order, which is the order in which the UUID is written.
        .Raw([0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff])
        .U8(id).Zeros(7 + 32).ToArray();

    [Fact]
    public void Write_GivesTheVector()
    {
        byte[] bytes = new byte[InitPacket.SizeBytes];
        bytes.AsSpan().Fill(0xcc);
        new InitPacket(Uuid, 7).Write(bytes);
        Assert.Equal(Vector(), bytes);
        Assert.Equal(64, bytes.Length);
    }

    [Fact]
    public void Read_TakesTheVector() => Assert.Equal(new InitPacket(Uuid, 7), InitPacket.Read(Vector(), channelCount: 8));

    [Fact]
    public void RoundTrip() => Gen.Select(Gen.Guid, Gen.Byte).Sample((uuid, id) =>
    {
        byte[] bytes = new byte[InitPacket.SizeBytes];
        new InitPacket(uuid, id).Write(bytes);
        return InitPacket.Read(bytes, 256) == new InitPacket(uuid, id);
    }, seed: "0N0XIzNsQ0O2", iter: 200);

    [Theory]
    [InlineData(0, "magic is 0x10223344, expected 0x11223344")]
    [InlineData(7, "version is 0, expected 1")]
    public void WrongField_IsNamed(int position, string expected)
    {
        byte[] bytes = Vector();
        bytes[position] ^= 1;
        Assert.Contains(expected, Assert.Throws<WireException>(() => InitPacket.Read(bytes, 8)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(255)]
    public void IdOfTheChannelCountOrMore_IsRefused(byte id)
    {
        // QEMU lets id == N through.
        string message = Assert.Throws<WireException>(() => InitPacket.Read(Vector(id), channelCount: 7)).Message;
        Assert.Contains($"channel id {id} with 7 channels", message, StringComparison.Ordinal);
        Assert.Contains("multifd-channels must be equal", message, StringComparison.Ordinal);
    }
}
