using MultifdBench.Multifd.Accounting;

namespace MultifdBench.Tests.Multifd.Accounting;

/// <summary>Bytes over time: no byte is lost, however long it lasts, and the timeline stays small.</summary>
public sealed class ByteTimelineTests
{
    private const long Origin = 1_000_000_000_000;

    [Fact]
    public void Bytes_FallIntoTheirWindows()
    {
        ByteTimeline timeline = new(Origin);
        Assert.True(timeline.Windows.IsEmpty);
        timeline.Add(Origin, 1);
        timeline.Add(Origin + ByteTimeline.FirstWindowNs - 1, 2);
        timeline.Add(Origin + (3 * ByteTimeline.FirstWindowNs), 4);
        timeline.Add(Origin - 5, 8);
        Assert.Equal([11, 0, 0, 4], timeline.Windows.ToArray());
    }

    [Fact]
    public void LongTimeline_WidensItsWindows()
    {
        ByteTimeline timeline = new(Origin);
        for (int hour = 0; hour < 24; hour++) timeline.Add(Origin + (hour * 3600L * 1_000_000_000), 10);
        Assert.InRange(timeline.Windows.Length, 512, 1024);
        Assert.Equal(240, timeline.Windows.ToArray().Sum());
        Assert.Equal(0, timeline.WindowNs % ByteTimeline.FirstWindowNs);
        Assert.Equal(10, timeline.Windows[0]);
        Assert.Equal(10, timeline.Windows[^1]);
    }

    [Fact]
    public void Sum_TakesTheWiderWindows()
    {
        ByteTimeline narrow = new(Origin), wide = new(Origin);
        narrow.Add(Origin + ByteTimeline.FirstWindowNs, 5);
        wide.Add(Origin + (1500 * ByteTimeline.FirstWindowNs), 7);
        narrow.Add(wide);
        Assert.Equal((2 * ByteTimeline.FirstWindowNs, 751, 5, 7),
            (narrow.WindowNs, narrow.Windows.Length, narrow.Windows[0], narrow.Windows[750]));
    }
}
