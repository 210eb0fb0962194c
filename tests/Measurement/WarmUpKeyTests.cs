using System.Reflection;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Results;

namespace MultifdBench.Tests.Measurement;

public sealed class WarmUpKeyTests
{
    private static readonly string[] RunNoOtherCode =
        [nameof(Combination.Channels), nameof(Combination.MaxBandwidthMbps), nameof(Combination.DowntimeLimitMs)];

    public static TheoryData<string> Axes => [.. Properties().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Axes))]
    public void EveryAxis_CountsUnlessItRunsNoOtherCode(string axis)
    {
        PlannedRun run = Planned();
        PropertyInfo property = Properties().Single(candidate => candidate.Name == axis);
        Combination other = run.Combination with { };
        property.SetValue(other, Changed(property.GetValue(other), property.PropertyType));
        Assert.NotEqual(run.Combination, other);
        Assert.Equal(RunNoOtherCode.Contains(axis), WarmUpKey.Of(run) == WarmUpKey.Of(run with { Combination = other }));
    }

    [Fact]
    public void OtherGuest_IsAnotherKey() =>
        Assert.NotEqual(WarmUpKey.Of(Planned()), WarmUpKey.Of(Planned() with { Guest = new GuestKey("idle", 1 << 20, 2) }));

    [Fact]
    public void Representative_HasTheMostChannels_AndNoLimit()
    {
        PlannedRun Of(string limit, int channels) => Planned(new RunSpec { Memory = "1MiB", MaxBandwidth = limit, Channels = channels });
        PlannedRun[] runs = [Of("10", 8), Of("0", 4)];
        Assert.NotEqual(0, runs[0].Parameters.Precopy.MaxBandwidthBytesPerSecond);
        PlannedRun chosen = WarmUpKey.Representative(runs);
        Assert.Equal((8, null), (chosen.Combination.Channels, chosen.Combination.MaxBandwidthMbps));
        Assert.Equal((8, 0), (chosen.Parameters.Channels, chosen.Parameters.Precopy.MaxBandwidthBytesPerSecond));
        Assert.Equal(runs[0].Guest, chosen.Guest);
    }

    private static IEnumerable<PropertyInfo> Properties() => typeof(Combination).GetProperties().Where(property => property.CanWrite);

    private static object Changed(object? value, Type type) => value switch
    {
        string text => text + "x",
        int number => number + 1,
        bool flag => !flag,
        double number => number + 1,
        null => Convert.ChangeType(7, Nullable.GetUnderlyingType(type)!, System.Globalization.CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"{type}: say here how to change it"),
    };

    private static PlannedRun Planned(RunSpec? spec = null) =>
        new RunPlanner(BuiltIn.Methods).Plan(spec ?? new RunSpec { Memory = "1MiB" }, [])!;
}
