using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;
using MultifdBench.Tests.Results;
using MultifdBench.Workloads;

namespace MultifdBench.Tests.Measurement;

/// <summary>Pages of a real Redis guest arrive byte for byte with every method, level, channel count, layout and zero-page mode.</summary>
public sealed class AcceptanceTests
{
    // 1.5 MiB: three packets, so that every channel count from 1 to 8 leaves some channels with and some without pages.
    private const int SlicePages = 3 * 128;

    [Fact]
    public void EveryCombination_OfARealGuest_IsVerified()
    {
        using TemporaryFolder folder = new();
        string image = folder["slice.ram"];
        WriteSlice(image);
        using GuestSetup guest = new(
            WorkloadCatalog.Create(new WorkloadRequest { Name = $"image:{image}", MemoryBytes = 1 << 20, Seed = 1 }), null, reuse: true);
        Assert.Equal(SlicePages, guest.Source.TotalPages);
        int runs = 0;
        foreach (MethodRequest request in Requests())
        {
            IMultifdMethod method = BuiltIn.Methods.Create(request);
            foreach (MigrationParameters parameters in Parameters())
            {
                using MemoryTransport transport = new();
                RunMeasurement run = new MigrationRun(guest, method, BuiltIn.OnTheWire, parameters, transport)
                    .Execute(TestContext.Current.CancellationToken);
                string what = $"{request.Method} {method.Facts.Level} {parameters.Channels} channels "
                    + $"{parameters.WireLayout} {parameters.ZeroPageDetection}";
                Assert.True(run is { Outcome: RunOutcome.Completed, Verified: true }, $"{what}: {run.Outcome} {run.Reason}");
                Assert.Equal(SlicePages, run.Sent.Pages.Total);
                runs++;
            }
        }

        Assert.True(runs >= 7 * 4 * 5, $"{runs} runs");
    }

    /// <summary>Pages from the middle of the sample, with zero pages between them.</summary>
    private static void WriteSlice(string path)
    {
        byte[] pages = SampleData.PagesOrSkip(SampleData.RedisGuest);
        int start = pages.Length / 8192 * 4096;
        byte[] slice = pages.AsSpan(start, SlicePages * 4096).ToArray();
        for (int page = 0; page < SlicePages; page += 5) slice.AsSpan(page * 4096, 4096).Clear();
        File.WriteAllBytes(path, slice);
    }

    private static IEnumerable<MethodRequest> Requests()
    {
        foreach (IMethodDefinition definition in BuiltIn.Methods.All.Where(
            definition => BuiltIn.Methods.Probe(new MethodRequest(definition.Name)).IsAvailable))
        {
            if (BuiltIn.LevelOf(definition.Name) is not { } level)
            {
                yield return new MethodRequest(definition.Name);
                continue;
            }

            foreach (int value in (int[])[level.Min, 1, 9]) yield return new MethodRequest(definition.Name).WithLevel(value);
        }
    }

    private static IEnumerable<MigrationParameters> Parameters() =>
        from channels in (int[])[1, 2, 4, 8]
        from layout in (WireLayout[])[WireLayout.Qemu72, WireLayout.Qemu90]
        from zero in (ZeroPageDetection[])[ZeroPageDetection.None, ZeroPageDetection.Legacy, ZeroPageDetection.Multifd]
        where layout != WireLayout.Qemu72 || zero != ZeroPageDetection.Multifd
        select new MigrationParameters { Channels = channels, WireLayout = layout, ZeroPageDetection = zero };
}
