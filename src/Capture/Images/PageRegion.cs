namespace MultifdBench.Capture.Images;

/// <summary>
/// A range of neighbouring pages at their source. The pages of an image are those of its regions, one region after the other.
/// </summary>
/// <param name="Address">Address of the first page: virtual for a process, as the dump says for a core, the offset in a raw image.</param>
/// <param name="Pages">Number of pages, at least one.</param>
/// <param name="Name">What the source calls it: <c>[heap]</c>, <c>[anon]</c>, a segment's number.</param>
public sealed record PageRegion(ulong Address, long Pages, string Name);

/// <summary>A run of neighbouring pages of an image.</summary>
/// <param name="First">Number of the first page in the image.</param>
/// <param name="Count">How many, at least one.</param>
public readonly record struct PageRun(uint First, uint Count);
