using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Methods;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Results;

namespace MultifdBench.Tests.Measurement.TwoHosts;

/// <summary>What both sides must agree on: a difference is an error on both, with the name and both values.</summary>
public sealed class SettingsTests
{
    private static readonly RunSpec Canned =
        new() { Method = new MethodChoice { Method = "qpl" }.With("qpl_huffman", "canned"), Channels = 2 };
    private static readonly RunSpec Dictionary =
        new() { Method = new MethodChoice { Method = "zstd" }.With("dictionary", "8KiB"), Channels = 2 };

    private static readonly RunSpec Zlib = new() { Method = new MethodChoice { Method = "zlib" }.With("level", "3"), Channels = 2 };

    public static TheoryData<bool, string, string, string> Stated => new()
    {
        { false, "multifd-compression", "zstd", "zlib" },
        { false, "multifd-zlib-level", "9", "3" },
        { false, "multifd-compression-accel", "qpl", "none" },
        { false, "multifd-channels", "4", "2" },
        { false, "wire-layout", "qemu-7.2", "qemu-9.0" },
        { false, "zero-page-detection", "legacy", "multifd" },
        { false, "page-size", "16384", "4096" },
        { false, "memory", "8192", "1363968" },
        { false, "ram-blocks", "pc.ram=4096", "pc.ram=1228800,/rom@etc/acpi/tables=131072,tiny=4096" },
        { false, "version", "9.9.9", "0.1.0" },
        { true, "qpl-huffman", "fixed", "canned" },
        { true, "streams", "16", "128" },
        { true, "canned-table", "0123456789abcdef", "" },
    };

    public static TheoryData<string, string, string> StatedOfADictionary => new()
    {
        { "dictionary", "16KiB", "8KiB" },
        { "dictionary-id", "0123456789abcdef", "" },
    };

    [Theory]
    [MemberData(nameof(StatedOfADictionary))]
    public void AnotherDictionary_IsAnErrorOnBothSides(string name, string atDestination, string atSource) =>
        AssertRefused(Dictionary, name, atDestination, atSource);

    [Fact]
    public void TheDictionarysIdentity_CanBeInsistedOn()
    {
        using GuestSetup guest = TwoParties.Guest(pages: 300, threads: 0);
        IReadOnlyList<Setting> first = Migrate(guest, Dictionary, []);
        Assert.Matches("^[0-9a-f]{16}$", first.Single(setting => setting.Name == "dictionary-id").Value);
        Assert.Equal(first, Migrate(guest, Dictionary, first));
    }

    [Theory]
    [MemberData(nameof(Stated))]
    public void Difference_IsAnErrorOnBothSides(bool isCanned, string name, string atDestination, string atSource) =>
        AssertRefused(isCanned ? Canned : Zlib, name, atDestination, atSource);

    private static void AssertRefused(RunSpec spec, string name, string atDestination, string atSource)
    {
        using TwoParties parties = new(options => options with { Stated = [new Setting(name, atDestination)] });
        using GuestSetup guest = TwoParties.Guest(pages: 300, threads: 0);
        Task<DestinationReport> serving = parties.Serve();
        RefusedException e = Assert.Throws<RefusedException>(() => parties.Migrate(guest, spec));
        DestinationReport report = TwoParties.Await(serving);
        Assert.Equal((RunOutcome.Failed, e.Message), (report.Outcome, report.Reason));
        Assert.StartsWith($"{name} is {atSource}", e.Message, StringComparison.Ordinal);
        Assert.Contains($" at the source and {atDestination} at the destination", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EqualSettings_AreAgreedOn()
    {
        using GuestSetup guest = TwoParties.Guest(pages: 300, threads: 0);
        IReadOnlyList<Setting> first = Migrate(guest, Canned, []);
        Assert.Equal(
            ["version", "page-size", "multifd-compression", "multifd-compression-accel", "qpl-huffman", "streams", "canned-table",
                "multifd-channels", "wire-layout", "zero-page-detection", "memory", "ram-blocks"],
            first.Select(setting => setting.Name));
        Assert.Equal(first, Migrate(guest, Canned, first));
    }

    [Fact]
    public void LevelOfAMethodThatDoesNotRun_HasNoEffect()
    {
        using GuestSetup guest = TwoParties.Guest(pages: 300, threads: 0);
        Assert.Contains(new Setting("multifd-zlib-level", "3"), Migrate(guest, Zlib, [new Setting("multifd-zstd-level", "20")]));
    }

    [Fact]
    public void SeveralDifferences_AreAllNamed()
    {
        Setting[] source = [new("a", "1"), new("b", "2"), new("c", "3")];
        Assert.Equal(
            ["a is 1 at the source and 2 at the destination", "c is 3 at the source and 4 at the destination"],
            MigrationSettings.Mismatches(source, [new("c", "4"), new("b", "2"), new("d", "5"), new("a", "2")]));
    }

    private static IReadOnlyList<Setting> Migrate(GuestSetup guest, RunSpec spec, IReadOnlyList<Setting> stated)
    {
        using TwoParties parties = new(options => options with { Stated = stated });
        Task<DestinationReport> serving = parties.Serve();
        Assert.True(parties.Migrate(guest, spec).Verified);
        return TwoParties.Await(serving).Settings;
    }
}
