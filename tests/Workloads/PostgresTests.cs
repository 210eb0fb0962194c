using MultifdBench.Tests.Workloads.Bands;

namespace MultifdBench.Tests.Workloads;

/// <summary>A PostgreSQL server against a real one under pgbench at scale 30: image, sample, and a trace of 15 s.</summary>
public sealed class PostgresTests() : ServerGuestTests("postgres", SampleData.Postgres, Image, (5.770, 6.4854), Server)
{
    private static readonly RealMemory Image = new(
        0.012, 10.15, 9.42, 13.1, 16.6, [4.50, 7.31, 11.2, 11.9, 12.0, 17.4, 18.7, 18.8, 19.2], 0, 0.002);

    private static readonly Lazy<ServerSample> Server = new(() => ServerSample.Of("postgres"));

    [Fact]
    public void DirtyPages_FollowTheTrace() =>
        Server.Value.CheckDirtyPages(0.1, (0.1, 229.2), (0.3, 397.7), (1, 852.5), (3, 1899), (15, 6856));
}
