using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Accelerators.Vendor;

/// <summary>A whole migration of a guest that keeps writing.</summary>
internal static class VendorMigration
{
    public static void AssertVerified(MethodRequest request, int channels)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 600, threads: 2), null, reuse: false);
        IMultifdMethod method = BuiltIn.Methods.Create(request with { Pages = new GuestSample(guest.Source, seed: 1) });
        using MemoryTransport transport = new();
        RunMeasurement run = new MigrationRun(guest, method, BuiltIn.OnTheWire, new MigrationParameters { Channels = channels }, transport)
            .Execute(TestContext.Current.CancellationToken);
        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        Assert.StartsWith("lib", method.Facts.Library, StringComparison.Ordinal);
        if (method.Facts.Path == "software") Assert.Equal("", method.Remarks);
        Assert.InRange(run.Sent.PayloadBytes, 1, run.Sent.Pages.Normal * (Page.SizeBytes + 64));
    }
}
