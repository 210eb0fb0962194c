namespace MultifdBench.Workloads;

/// <summary>A workload as asked for: its name as typed and what the user may choose about it.</summary>
public sealed record WorkloadRequest
{
    /// <summary>The name as typed: <c>idle</c>, <c>stress:50K</c>, <c>image:guest.ram.zst</c> or the path of a scenario file.</summary>
    public required string Name { get; init; }

    /// <summary>Guest memory in bytes, a multiple of the page size. Ignored by <c>image:</c>, whose memory is the image.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>What every random choice of the workload derives from: same seed and memory size, same bytes on every machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Scenario parameters that replace those of the file, as text, keyed as in the file (<c>operations_per_second</c>,
    /// <c>areas.kernel_image.share</c>). Only scenarios have parameters.
    /// </summary>
    public IReadOnlyDictionary<string, string> Overrides { get; init; } = new Dictionary<string, string>();
}
