using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Workloads;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Tests.Workloads;

/// <summary>Small vocabulary of the workload tests.</summary>
internal static class Guests
{
    public static GuestWorkload Create(string name, long mib = 32, ulong seed = 1, params (string Key, string Value)[] overrides) =>
        (GuestWorkload)WorkloadCatalog.Create(new WorkloadRequest
        {
            Name = name,
            MemoryBytes = mib * Units.MiB,
            Seed = seed,
            Overrides = overrides.ToDictionary(pair => pair.Key, pair => pair.Value),
        });

    /// <summary>A guest of 32 MiB whose time passes when the test says so.</summary>
    public static GuestWorkload Create(string name, TimeProvider time, params (string Key, string Value)[] overrides)
    {
        GuestWorkload guest = Create(name, overrides: overrides);
        return new GuestWorkload(guest.Name, guest.Layout, guest.Program, time, guest.Phases);
    }

    public static GuestMemory Filled(IWorkload workload)
    {
        var memory = new GuestMemory(workload.Layout);
        memory.Clear();
        workload.Fill(memory);
        return memory;
    }

    public static IEnumerable<byte[]> Pages(RamBlock block, long first, long count) =>
        Enumerable.Range(0, (int)count).Select(i => block.GetPage(first + i).ToArray());

    /// <summary>All pages of a guest, copied.</summary>
    public static byte[][] AllPages(string name, long mib, params (string Key, string Value)[] overrides)
    {
        using GuestMemory memory = Filled(Create(name, mib, overrides: overrides));
        return [.. Pages(memory.Blocks[0], 0, memory.TotalPages)];
    }

    public static bool IsZero(byte[] page) => !page.AsSpan().ContainsAnyExcept((byte)0);

    public static string Refusal(Action action)
    {
        string message = Assert.Throws<UsageException>(action).Message;
        Assert.All(message.Split(Environment.NewLine),
            line => Assert.False(string.IsNullOrWhiteSpace(line) || line.Contains('\n', StringComparison.Ordinal), message));
        return message;
    }
}
