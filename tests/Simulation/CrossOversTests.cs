using System.Globalization;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Tests.Simulation;

public sealed class CrossOversTests
{
    private static readonly SweepAxis Methods = new("multifd-compression", ["none", "zstd"]);
    private static readonly SweepAxis Bandwidth = new("network.bandwidth_gbps", ["1", "4", "16"]);

    [Fact]
    public void LinesThatCross_AreNamedWithThePlace()
    {
        // ln(none ÷ zstd) is ln 2, 0.5 ln 2, −0.5 ln 2: it crosses zero halfway between 4 and 16 in logarithms, at 8.
        double half = Math.Sqrt(2);
        string sentence = Assert.Single(Describe([200, 100 * half, 100 / half], [100, 100, 100]));
        Assert.Equal("network.bandwidth_gbps: zstd is faster below about 8.00 Gbit/s, none above.", sentence);
    }

    [Fact]
    public void OneThatIsAlwaysFaster_IsSaidSo_AndWhereTheyAreEqual()
    {
        Assert.Equal("network.bandwidth_gbps: zstd is faster than none from 1 to 16 Gbit/s.",
            Assert.Single(Describe([3, 3, 3], [1, 2, 1])));
        Assert.Equal("network.bandwidth_gbps: zstd is faster than none from 1 to 16 Gbit/s, equal at 16 Gbit/s.",
            Assert.Single(Describe([3, 3, 3], [1, 2, 3.001])));
        Assert.Equal("network.bandwidth_gbps: none and zstd are equal everywhere from 1 to 16 Gbit/s.",
            Assert.Single(Describe([3, 3, 3], [3, 3, 3])));
    }

    [Fact]
    public void ATimeout_LosesToWhatCompletes_WithoutAnInventedPlace()
    {
        string sentence = Assert.Single(Describe([null, 100, 90], [500, 200, 200]));
        Assert.Equal("network.bandwidth_gbps: zstd is faster below a point between 1 and 4 Gbit/s, none above.", sentence);
    }

    [Fact]
    public void TwoTimeouts_AreNotEqual_AndNothingIsSaidOfTheirPlace()
    {
        Assert.Equal("network.bandwidth_gbps: none is faster than zstd from 4 to 16 Gbit/s; both timed out at 1 Gbit/s: not known there.",
            Assert.Single(Describe([null, 1, 1], [null, 2, 2])));
        Assert.Equal("network.bandwidth_gbps: none and zstd are equal everywhere from 4 to 16 Gbit/s; both timed out at 1 Gbit/s: "
            + "not known there.", Assert.Single(Describe([null, 2, 2], [null, 2, 2])));
        Assert.Equal("network.bandwidth_gbps: none and zstd both timed out everywhere from 1 to 16 Gbit/s: nobody knows which "
            + "one is faster.", Assert.Single(Describe([null, null, null], [null, null, null])));
    }

    [Fact]
    public void ACrossing_IsNotCarriedIntoWhatTimedOut()
    {
        Assert.Equal(
            "network.bandwidth_gbps: zstd is faster below a point between 1 and 16 Gbit/s, none above; both timed out at 4 Gbit/s: "
                + "not known there.", Assert.Single(Describe([200, null, 50], [100, null, 100])));
        Assert.Equal(
            "network.bandwidth_gbps: zstd is faster from 4 to about 8.00 Gbit/s, none above; both timed out at 1 Gbit/s: not known there.",
            Assert.Single(Describe([null, 100 * Math.Sqrt(2), 100 / Math.Sqrt(2)], [null, 100, 100])));
        Assert.EndsWith("none from there to 4 Gbit/s; both timed out at 16 Gbit/s: not known there.",
            Assert.Single(Describe([200, 50, null], [100, 100, null])), StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralCrossings_AreAllNamed()
    {
        string sentence = Assert.Single(Describe([1, 3, 1], [2, 2, 2]));
        Assert.StartsWith("network.bandwidth_gbps: none is faster below about ", sentence, StringComparison.Ordinal);
        Assert.Contains(", zstd is faster from there to about ", sentence, StringComparison.Ordinal);
        Assert.EndsWith(" Gbit/s, none above.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void AThirdAxis_IsFixedInEachSentence()
    {
        SweepAxis channels = new("multifd-channels", ["2", "4"]);
        SweepAxis[] axes = [Methods, Bandwidth, channels];
        SweepOutcome[] points = [.. SweepAxis.Grid(axes)
            .Select(changes => new SweepOutcome(changes, changes[0].Value == "none" ? 100 / Number(changes[1]) : 30 / Number(changes[2])))];
        IReadOnlyList<string> sentences = CrossOvers.Describe(axes, points, _ => "");
        Assert.Equal(2 + 3, sentences.Count);
        Assert.Contains(sentences,
            sentence => sentence.EndsWith("(multifd-channels=4).", StringComparison.Ordinal)
                && sentence.StartsWith("network.bandwidth_gbps:", StringComparison.Ordinal));
        Assert.Contains(sentences, sentence => sentence.EndsWith("(network.bandwidth_gbps=16).", StringComparison.Ordinal));
    }

    [Fact]
    public void WithoutAChoice_ThereIsNothingToCross() =>
        Assert.Empty(CrossOvers.Describe([Bandwidth],
            [.. SweepAxis.Grid([Bandwidth]).Select(changes => new SweepOutcome(changes, 1))], _ => ""));

    private static IReadOnlyList<string> Describe(double?[] none, double?[] zstd)
    {
        SweepAxis[] axes = [Methods, Bandwidth];
        SweepOutcome[] points =
        [
            .. SweepAxis.Grid(axes)
                .Select(changes => new SweepOutcome(changes,
                    (changes[0].Value == "none" ? none : zstd)[Bandwidth.Values.ToList().IndexOf(changes[1].Value)])),
        ];
        return CrossOvers.Describe(axes, points, key => key == Bandwidth.Key ? " Gbit/s" : "");
    }

    private static double Number(SweepChange change) => double.Parse(change.Value, CultureInfo.InvariantCulture);
}
