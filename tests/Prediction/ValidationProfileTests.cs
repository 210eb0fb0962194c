using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Methods;
using MultifdBench.Prediction.Validation;

namespace MultifdBench.Tests.Prediction;

/// <summary>What is predicted and then run is what the definitions say can be, in software.</summary>
public class ValidationProfileTests
{
    [Fact]
    public void TheMethodsOfTheCatalog_AreThoseThatNeedNoDevice()
    {
        MatrixProfile profile = ValidationProfile.Local(BuiltIn.Methods);
        Assert.Equal(
            [("none", ""), ("zlib", "level=1"), ("zstd", "level=1"), ("qpl", "qpl_path=software"), ("lz4", "acceleration=1")],
            profile.Methods.Select(choice => (choice.Method, string.Join(' ', choice.Options.Select(one => $"{one.Key}={one.Value}")))));
        Assert.Equal(30, MatrixPlan.Create(profile, BuiltIn.Methods).Runs.Count);
        Assert.Equal(profile.Methods, ValidationProfile.OverLink(BuiltIn.Methods).Methods);
    }

    [Fact]
    public void AMethodOfNobodys_IsAmongThem_WhenItsCodecIsMeasured()
    {
        SimulatedForm form = new("theirs", WorkPlace.Cpu);
        SoftwareCodec codec = new("theirs", new MethodRequest("invented"));
        Assert.Equal(["invented"], Methods(new InventedMethod(form) { Codecs = [codec] }));
        Assert.Empty(Methods(new InventedMethod(form)));
        Assert.Empty(Methods(new InventedMethod(form with { WorkPlace = WorkPlace.DeviceCall, Device = "card" }) { Codecs = [codec] }));
        Assert.Empty(Methods(new InventedMethod()));
    }

    private static string[] Methods(InventedMethod method) =>
        [.. ValidationProfile.Local(new MethodCatalog([method])).Methods.Select(choice => choice.Method)];
}
