using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Tests.Simulation;

/// <summary>The question that this suite is for can be asked of every guest that it ships: what does each method cost?</summary>
public sealed class ScenarioPricesTests
{
    // A stream of zlib on qpl with dynamic tables.
    private const string Unpriced = "iaa-stream-dynamic";

    private static readonly string[] Huffman = ["fixed", "dynamic", "canned"];

    public static TheoryData<string> Scenarios => [.. ModelFolder.BesideProgram.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void EveryShippedScenario_PricesEveryMethod(string scenario)
    {
        // This host has IAA and QAT.
        HostModel host = Models.Host("spr-qat");
        GuestModel guest = Models.ReadGuest(ModelFolder.BesideProgram.FindScenario(scenario), Units.GiB);
        ILookup<bool, SimulatedMethod> methods = Methods().ToLookup(method => method.Codec != Unpriced);
        Assert.All(methods[true], method => SimulatedMigration.Check(host, guest, new MigrationSetup { Method = method }));
        // Nobody has published or measured it, and the ratio of fixed tables is not its own.
        Assert.All(methods[false], method => Assert.Contains($"does not say what {Unpriced} makes of", Assert.Throws<UsageException>(
            () => SimulatedMigration.Check(host, guest, new MigrationSetup { Method = method })).Message, StringComparison.Ordinal));
        Assert.Single(methods[false]);
    }

    /// <summary>LZ4's own table is of Silesia; what lz4 makes of other guests nobody has published.</summary>
    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Lz4_IsPricedWhereASourceIs_AndElsewhereRefusedWithAWayOut(string scenario)
    {
        GuestModel guest = Models.ReadGuest(ModelFolder.BesideProgram.FindScenario(scenario), Units.GiB);
        MigrationSetup setup = new() { Method = Of("lz4", "none", "software", "") };
        if (guest.Name == "files:silesia")
        {
            SimulatedMigration.Check(Models.Host("spr-qat"), guest, setup);
            return;
        }

        UsageException refusal = Assert.Throws<UsageException>(() => SimulatedMigration.Check(Models.Host("spr-qat"), guest, setup));
        Assert.Contains("does not say what lz4 makes of page class", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'simulate --measure-guest FILE --workload image:FILE'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void EveryPrice_SaysWhereItIsFrom_AndMovesBytes(string scenario)
    {
        ParameterFile file = ParameterFile.Read(ModelFolder.BesideProgram.FindScenario(scenario));
        Assert.All(file.Parameters.All.Where(one => one.Key.StartsWith("classes.", StringComparison.Ordinal)),
            one => Assert.True(one.Source.Length > 0, one.Key));
        GuestModel guest = GuestModel.From(file.Name, file.Parameters, Units.GiB);
        Assert.All(guest.Classes.SelectMany(one => one.Codecs), codec => Assert.InRange(codec.Value.Ratio, 1, 10));
        // Software costs a CPU something.
        Assert.All(
            guest.Classes.SelectMany(one => one.Codecs)
                .Where(codec => !codec.Key.StartsWith("iaa", StringComparison.Ordinal) && codec.Key != "qat"),
            codec => Assert.True(codec.Value is { CompressNs: > 1000, DecompressNs: > 1000 }, codec.Key));
    }

    /// <summary>
    /// What of the catalog is in QEMU, on the paths and with the tables that it has: a new method fails here until the scenarios know it.
    /// What is not in QEMU no published testbed ran; the simulator refuses it by name where no source has it. Models of this machine do.
    /// </summary>
    private static IEnumerable<SimulatedMethod> Methods()
    {
        foreach (string name in BuiltIn.Methods.All
            .Where(definition => definition.NotInQemu(new MethodRequest(definition.Name)) is null).Select(definition => definition.Name))
        {
            foreach (string path in (string[])["software", "hardware"])
            {
                foreach (string huffman in Huffman) yield return Of(name, "none", path, huffman);
            }
        }

        foreach (string huffman in Huffman.Except(["canned"]))
        {
            yield return Of("zlib", "qpl", "software", huffman);
            yield return Of("zlib", "qpl", "hardware", huffman);
        }

        yield return Of("zlib", "qat", "hardware", "");
        yield return Of("zstd", "qat", "hardware", "");
    }

    private static SimulatedMethod Of(string method, string accel, string path, string huffman) =>
        SimulatedMethods.Of(BuiltIn.Methods.SimulatedForms, method, accel, path, huffman, level: null, streams: 1);
}
