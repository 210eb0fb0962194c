using MultifdBench.Codecs;

namespace MultifdBench.Capture.Census;

/// <summary>A codec that a census is asked for.</summary>
/// <param name="Name">As people know it: <c>zstd-1</c>.</param>
/// <param name="Library">The library that runs, with version.</param>
/// <param name="Create">One for each thread.</param>
public sealed record RegionCodecOffer(string Name, string Library, Func<IRegionCodec> Create);
