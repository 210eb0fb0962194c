using MultifdBench.Guest;
using ZstdSharp;

namespace MultifdBench.Tests;

/// <summary>
/// Page samples of real guests, which are not part of the repository: the folder named by <c>MULTIFD_BENCH_DATA</c>, else
/// <c>../shared/data</c> beside the repository. Tests that need them are skipped, with this reason, where they are absent.
/// </summary>
internal static class SampleData
{
    public const string IdleDebian = "idle-debian12.pages.zst";
    public const string PageCacheDebian = "page-cache-debian12.pages.zst";
    public const string Memcached = "memcached.pages.zst";
    public const string Postgres = "postgres-pgbench.pages.zst";
    public const string JvmHeap = "jvm-heap.pages.zst";
    public const string IdleGuest = "idle-guest.pages.zst";
    public const string RedisGuest = "redis-guest.pages.zst";
    public const string RedisYcsb = "redis-ycsb.pages.zst";

    private static readonly string Folder =
        Environment.GetEnvironmentVariable("MULTIFD_BENCH_DATA") ?? Path.Combine(RepositoryRoot(), "..", "shared", "data");

    /// <summary>Path of a sample file, or skips the calling test.</summary>
    public static string PathOrSkip(string name)
    {
        string path = Path.Combine(Folder, name);
        Assert.SkipUnless(File.Exists(path), $"sample {name} is not here: set MULTIFD_BENCH_DATA to the folder that holds it");
        return path;
    }

    /// <summary>All pages of a sample, or skips the calling test.</summary>
    public static byte[] PagesOrSkip(string name)
    {
        using FileStream file = File.OpenRead(PathOrSkip(name));
        using var decompressed = new DecompressionStream(file);
        using var bytes = new MemoryStream();
        decompressed.CopyTo(bytes);
        Assert.Equal(0, bytes.Length % Page.SizeBytes);
        return bytes.ToArray();
    }

    /// <summary>The folder that holds <c>Bench.sln</c>.</summary>
    public static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Bench.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Bench.sln is in no folder above the tests.");
    }
}
