using MultifdBench.Tests.Workloads.Bands;

namespace MultifdBench.Tests.Workloads;

/// <summary>A memcached server against a real one with 690,000 items: its whole image, a systematic sample, a trace of 15 s.</summary>
public sealed class MemcachedTests() : ServerGuestTests("memcached", SampleData.Memcached, Image, (1.860, 1.9107), Server)
{
    private static readonly RealMemory Image = new(
        0.004, 2.156, 2.203, 2.399, 2.525, [1.60, 1.77, 1.90, 2.02, 2.15, 2.31, 2.47, 2.66, 2.96], 0, 0);

    private static readonly Lazy<ServerSample> Server = new(() => ServerSample.Of("memcached"));

    [Fact]
    public void DirtyPages_FollowTheTrace() =>
        Server.Value.CheckDirtyPages(0.1, (0.1, 370.9), (0.3, 890.2), (1, 2485.5), (3, 6450.4), (10, 17_442));
}
