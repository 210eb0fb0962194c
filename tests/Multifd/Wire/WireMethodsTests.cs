using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.Wire;

/// <summary>The method bits of packets come from outside the protocol.</summary>
public class WireMethodsTests
{
    private static readonly WireMethods Two = new([new("plain", 0), new("a", 0x02)]);

    [Fact]
    public void AMethodMore_IsTaken()
    {
        WireMethods three = Two.With(new("b", 0x80));
        Assert.Equal((0x82u, "b", "method bits 0x82"), (three.Mask, three.NameOf(0x81), three.NameOf(0x82)));
        Assert.Equal(0x02u, Two.Mask);
        Assert.Same(three, three.With(new("other name", 0x80)));
    }

    [Theory]
    [InlineData(PacketFlags.Sync)]
    [InlineData(0x04 | PacketFlags.DeviceState)]
    public void ABitOfTheProtocol_IsRefused(uint flag) => Assert.Throws<ArgumentException>(() => new WireMethods([new("a", flag)]));

    [Fact]
    public void OneFlagForTwo_IsRefused() =>
        Assert.Contains("a, b have the same flag 0x2",
            Assert.Throws<ArgumentException>(() => new WireMethods([new("a", 2), new("b", 2)])).Message, StringComparison.Ordinal);
}
