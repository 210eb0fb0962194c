using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Tests.Simulation;

namespace MultifdBench.Tests.Prediction;

/// <summary>
/// Where a method runs on a modelled host follows from what its definition says, of methods that nobody knows as of the catalog's.
/// </summary>
public class SimulatedPlaceTests
{
    private const string Iaa = "IAA";
    private const string Qat = "QAT";
    private const string Neither = "neither";

    [Theory]
    [InlineData("none", "none", null, Iaa, "none", "software")]
    [InlineData("none", "auto", null, Qat, "none", "software")]
    [InlineData("zlib", "none", null, Qat, "none", "software")]
    [InlineData("zlib", "auto", null, Qat, "qat", "hardware")]
    [InlineData("zlib", "auto", null, Iaa, "none", "software")]
    [InlineData("zlib", "qat", null, Iaa, "qat", "hardware")] // and then said to be missing
    [InlineData("zlib", "qpl", null, Iaa, "qpl", "hardware")]
    [InlineData("zlib", "qpl", null, Qat, "qpl", "software")]
    [InlineData("zlib", "qpl", false, Iaa, "qpl", "software")]
    [InlineData("zlib", "qpl", true, Qat, "qpl", "hardware")]
    [InlineData("zstd", "auto", null, Qat, "qat", "hardware")]
    [InlineData("zstd", "auto", null, Neither, "none", "software")]
    [InlineData("qpl", "none", null, Iaa, "qpl", "hardware")]
    [InlineData("qpl", "auto", null, Neither, "none", "software")]
    [InlineData("qpl", "qpl", false, Iaa, "none", "software")]
    [InlineData("qpl", "none", true, Neither, "qpl", "hardware")]
    [InlineData("qatzip", "none", null, Qat, "qat", "hardware")]
    [InlineData("qatzip", "auto", null, Iaa, "qat", "hardware")]
    public void AMethodOfTheCatalog_RunsWhereItDid(string method, string asked, bool? onDevice, string host, string accel, string path)
    {
        SimulatedPlace place = SimulatedPlace.Of(BuiltIn.Methods.Get(method), BuiltIn.Accelerator(asked), onDevice, Host(host))!;
        Assert.Equal((accel, path), (place.Accel, place.Path));
    }

    [Fact]
    public void AMethodOfNobodys_RunsOnTheFirstOfItsCandidatesThatTheHostHas()
    {
        SimulatedForm card = new("card", WorkPlace.DeviceCall) { Device = "qat", Accelerators = ["qat"] };
        SimulatedForm jobs = new("jobs", WorkPlace.DeviceStream) { Device = "iaa", Accelerators = ["qpl"], Path = "hardware" };
        SimulatedForm here = new("here", WorkPlace.Cpu) { Accelerators = ["qpl"] };
        SimulatedForm plain = new("plain", WorkPlace.Cpu);
        InventedMethod method = new(card, jobs, here, plain);
        Assert.Equal(new SimulatedPlace("qat", card), On(Qat, Accelerator.Auto));
        Assert.Equal(new SimulatedPlace("qpl", jobs), On(Iaa, Accelerator.Auto));
        Assert.Equal(new SimulatedPlace("qpl", here), On(Neither, Accelerator.Auto));
        Assert.Equal(new SimulatedPlace("none", plain), On(Qat, Accelerator.None));
        Assert.Equal(new SimulatedPlace("qpl", here), On(Iaa, Devices.Qpl, onDevice: false));
        Assert.Equal(new SimulatedPlace("qat", card), SimulatedPlace.OnDevice(method, Accelerator.Auto));
        Assert.Null(SimulatedPlace.OnDevice(method, Accelerator.None));
        Assert.Null(SimulatedPlace.Of(new InventedMethod(), Accelerator.Auto, onDevice: null, Host(Iaa)));

        SimulatedPlace? On(string host, Accelerator asked, bool? onDevice = null) => SimulatedPlace.Of(method, asked, onDevice, Host(host));
    }

    private static HostModel Host(string devices) =>
        Models.Host(devices == Qat ? "spr-qat" : "spr-v4", ("iaa.devices", devices == Iaa ? 1 : 0));
}
