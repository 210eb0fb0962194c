using System.Text;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.TwoHosts;

/// <summary>The first 32 bytes between two hosts.</summary>
public sealed class ConnectionOpeningTests
{
    [Fact]
    public void Bytes_AreWhereTheFormatHasThem()
    {
        byte[] bytes = new byte[ConnectionOpening.SizeBytes];
        ConnectionOpening opening = new(1, ConnectionPurpose.Migration, 255, new Guid("00112233-4455-6677-8899-aabbccddeeff"));
        opening.Write(bytes);
        Assert.Equal("4d464442454e4348" + "0001" + "0001" + "00ff" + "0000" + "00112233445566778899aabbccddeeff",
            Convert.ToHexStringLower(bytes));
        Assert.Equal(opening, ConnectionOpening.Read(bytes));
        opening.Check();
    }

    [Theory]
    [InlineData("QEVM\0\0\0\u0003", "a QEMU source (its stream begins with QEVM; a destination takes it with --from qemu)")]
    [InlineData("\u0011\u0022\u0033\u0044\0\0\0\u0001", "a multifd channel of a QEMU source")]
    [InlineData("GET / HTTP/1.1", "an HTTP client or server")]
    [InlineData("HTTP/1.1 400 Bad", "an HTTP client or server")]
    [InlineData("SSH-2.0-x", "an SSH client or server")]
    [InlineData("\u0016\u0003\u0001\0\0\0\0\0", "a TLS client")]
    [InlineData("MFDBENCX", "it begins with bytes 4d464442454e4358")]
    public void ForeignPeer_IsNamed(string first, string expected)
    {
        WireException e = Assert.Throws<WireException>(() => ConnectionOpening.CheckMagic(Encoding.Latin1.GetBytes(first)));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherVersionOrPurpose_IsRefusedAfterReading()
    {
        WireException version = Assert.Throws<WireException>((ConnectionOpening.Control with { Version = 7 }).Check);
        Assert.Contains("version 7 of the control protocol, this program version 1", version.Message, StringComparison.Ordinal);
        WireException purpose = Assert.Throws<WireException>((ConnectionOpening.Control with { Purpose = (ConnectionPurpose)9 }).Check);
        Assert.Contains("purpose 9", purpose.Message, StringComparison.Ordinal);
    }
}
