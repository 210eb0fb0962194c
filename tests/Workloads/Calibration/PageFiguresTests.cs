using MultifdBench.Guest;
using MultifdBench.Multifd.Wire;
using MultifdBench.Workloads.Calibration;

namespace MultifdBench.Tests.Workloads.Calibration;

public sealed class PageFiguresTests
{
    /// <summary>The workloads do not know the wire, and look at as many pages at once as a packet has.</summary>
    [Fact]
    public void Stream_IsAsLongAsAPacket() => Assert.Equal(PacketHeader.PagesPerPacket, PageFigures.PacketPages);

    /// <summary>Equal pages cost a stream next to nothing after the first, but every packet is flushed.</summary>
    [Fact]
    public void Streams_AreOfWholePackets()
    {
        byte[] page = new byte[Page.SizeBytes];
        new Random(1).NextBytes(page);
        const int Packet = PageFigures.PacketPages;
        PageFigures one = Figures(page, 1), packet = Figures(page, Packet), two = Figures(page, 2 * Packet);
        Assert.InRange(one.ZstdStreamRatio, 0.9, 1);
        Assert.InRange(packet.ZstdStreamRatio, 20, 1.01 * Packet);
        Assert.InRange(two.ZstdStreamRatio, packet.ZstdStreamRatio, 2.01 * Packet);
        Assert.Equal((1, 256), (one.Pages, two.Pages));
    }

    private static PageFigures Figures(byte[] page, int count) => PageFigures.Of(
        visit =>
        {
            for (int i = 0; i < count; i++) visit(page);
        },
        TestContext.Current.CancellationToken);
}
