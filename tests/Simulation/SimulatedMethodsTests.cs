using MultifdBench.Core;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Tests.Simulation;

/// <summary>Which costs a method has and where its work is done come from its definition: the simulator knows no method by name.</summary>
public class SimulatedMethodsTests
{
    [Theory]
    [InlineData("none", "auto", "software", "", 5, 1, null, WorkPlace.Nowhere)]
    [InlineData("zlib", "none", "software", "", 1, 1, "zlib", WorkPlace.Cpu)]
    [InlineData("zlib", "auto", "software", "", 6, 1, "zlib-6", WorkPlace.Cpu)]
    [InlineData("zlib", "qpl", "software", "dynamic", 6, 1, "qpl-dynamic", WorkPlace.Cpu)]
    [InlineData("zlib", "qat", "hardware", "", 9, 1, "qat-9", WorkPlace.DeviceCall)]
    [InlineData("zstd", "none", "software", "", null, 1, "zstd", WorkPlace.Cpu)]
    [InlineData("zstd", "qat", "hardware", "", 3, 1, "qat-3", WorkPlace.DeviceCall)]
    [InlineData("qpl", "none", "software", "canned", null, 128, "qpl-canned", WorkPlace.Cpu)]
    [InlineData("qatzip", "none", "software", "", 2, 1, "qat-2", WorkPlace.DeviceCall)]
    public void MethodsOfTheCatalog_CostWhatTheyDid(
        string method, string accel, string path, string huffman, int? level, int? streams, string? codec, WorkPlace place) =>
        Assert.Equal(
            new SimulatedMethod(codec, place)
            {
                Device = place == WorkPlace.DeviceCall ? "qat" : null,
                IsPageByPage = method is "none" or "qpl",
            },
            SimulatedMethods.Of(BuiltIn.Methods.SimulatedForms, method, accel, path, huffman, level, streams));

    [Fact]
    public void JobsOnIaa_KnowTheirFallback_TablesAndStreams()
    {
        SimulatedForms forms = BuiltIn.Methods.SimulatedForms;
        Assert.Equal(
            OnIaa(new("iaa-dynamic", WorkPlace.DeviceBatch, "qpl-dynamic", 1, IsDynamic: true) { IsPageByPage = true }),
            SimulatedMethods.Of(forms, "qpl", "qpl", "hardware", "dynamic", null, 4));
        Assert.Equal(OnIaa(new("iaa", WorkPlace.DeviceBatch, "qpl") { IsPageByPage = true }),
            SimulatedMethods.Of(forms, "qpl", "none", "hardware", "fixed", null, 4));
        Assert.Equal(
            OnIaa(new("iaa-stream-dynamic", WorkPlace.DeviceStream, null, 4, IsDynamic: true)),
            SimulatedMethods.Of(forms, "zlib", "qpl", "hardware", "dynamic", null, 4));
    }

    private static SimulatedMethod OnIaa(SimulatedMethod method) => method with { Device = "iaa", Instead = "--qpl-path software" };

    /// <summary>A method of nobody's, at the costs of zlib.</summary>
    [Fact]
    public void AMethodThatTheSimulatorHasNotHeardOf_IsSimulated()
    {
        SimulatedForms forms = new([("dummy", [new SimulatedForm("zlib", WorkPlace.Cpu) { Accelerators = ["card"] }])]);
        MigrationSetup known = Models.Setup("zlib", 2);
        MigrationSetup dummy = known with { Method = SimulatedMethods.Of(forms, "dummy", "card", "software", "", 3, 1) };
        Assert.Equal(Models.Run(Models.IdealHost(), Models.Guest(), known).TotalNs,
            Models.Run(Models.IdealHost(), Models.Guest(), dummy).TotalNs);
        Assert.Equal(
            "The simulator does not know method zlib with accelerator none; use dummy with accelerator card (dummy).",
            Assert.Throws<UsageException>(() => SimulatedMethods.Of(forms, "zlib", "none", "software", "", 1, 1)).Message);
    }
}
