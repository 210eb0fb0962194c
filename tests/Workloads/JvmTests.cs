using MultifdBench.Tests.Workloads.Bands;

namespace MultifdBench.Tests.Workloads;

/// <summary>A JVM's heap against a real one with a session cache: its whole image, a systematic sample, a trace of 15 s.</summary>
public sealed class JvmTests() : ServerGuestTests("jvm", SampleData.JvmHeap, Image, (2.067, 2.2444), Server)
{
    private static readonly RealMemory Image = new(
        0.026, 2.619, 2.656, 3.14, 3.43, [2.12, 2.16, 2.20, 2.23, 2.28, 2.35, 3.14, 3.78, 4.34], 0.002, 0.003);

    private static readonly Lazy<ServerSample> Server = new(() => ServerSample.Of("jvm", 1024, "0.22"));

    [Fact]
    public void DirtyPages_FollowTheTrace() =>
        Server.Value.CheckDirtyPages(0.1, (0.103, 673.3), (0.31, 1673.8), (1.03, 4641.4), (3.09, 12_926.8), (10.3, 36_001));
}
