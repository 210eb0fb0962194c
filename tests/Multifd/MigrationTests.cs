using MultifdBench.Core;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;

namespace MultifdBench.Tests.Multifd;

/// <summary>Whole migrations of a guest that keeps writing; the memories are compared byte for byte by the run itself.</summary>
public sealed class MigrationTests
{
    private static readonly (WireLayout Layout, ZeroPageDetection Zero)[] LayoutsAndModes =
    [
        (WireLayout.Qemu90, ZeroPageDetection.Multifd), (WireLayout.Qemu90, ZeroPageDetection.Legacy),
        (WireLayout.Qemu90, ZeroPageDetection.None),
        (WireLayout.Qemu72, ZeroPageDetection.Legacy), (WireLayout.Qemu72, ZeroPageDetection.None),
    ];

    public static TheoryData<string, int, string, string> AllCombinations()
    {
        TheoryData<string, int, string, string> data = [];
        foreach (string method in BuiltIn.Methods.All.Select(method => method.Name))
        {
            foreach (int channels in (int[])[1, 2, 8])
            {
                foreach ((WireLayout layout, ZeroPageDetection zero) in LayoutsAndModes)
                    data.Add(method, channels, layout.Name(), zero.Name());
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(AllCombinations))]
    public void WritingGuest_ArrivesByteForByte(string method, int channels, string layout, string zeroPages)
    {
        Availability here = BuiltIn.Methods.Probe(new MethodRequest(method));
        Assert.SkipUnless(here.IsAvailable, here.ToString());
        using GuestSetup guest = new(new ScribblingGuest(pages: 1500, threads: 2), null, reuse: false);
        MigrationParameters parameters = new()
        {
            Channels = channels,
            WireLayout = WireLayouts.Parse(layout),
            ZeroPageDetection = ZeroPageDetections.Parse(zeroPages),
        };
        using MemoryTransport transport = new();

        RunMeasurement run = new MigrationRun(guest, Create(method), BuiltIn.OnTheWire, parameters, transport)
            .Execute(TestContext.Current.CancellationToken);

        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        Assert.Equal(run.Sent.Pages, run.Received.Pages);
        Assert.Equal(run.Sent.PayloadBytes, run.Received.PayloadBytes);
        Assert.Equal(run.Sent.Pages.Total, run.Sent.Rounds.Sum(round => round.Pages.Total));
        Assert.Equal(run.Sent.WireBytes, run.Sent.Rounds.Sum(round => round.WireBytes));
        Assert.True(run.Sent.Pages.Total >= guest.Source.TotalPages, "every page is sent at least once");
        if (zeroPages == "none") Assert.Equal(0, run.Sent.Pages.Zero);
        else Assert.True(run.Sent.Pages.Zero > 0, "a quarter of the guest is zero");
    }

    [Fact]
    public void Tcp_CarriesTheSameMigration()
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 1500, threads: 1), null, reuse: false);
        using LoopbackTcpTransport transport = new();
        RunMeasurement run = new MigrationRun(guest, Create("none"), BuiltIn.OnTheWire, new MigrationParameters { Channels = 4 }, transport)
            .Execute(TestContext.Current.CancellationToken);
        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
    }

    private static IMultifdMethod Create(string method) => BuiltIn.Methods.Create(new MethodRequest(method));
}
