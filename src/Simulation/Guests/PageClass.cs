namespace MultifdBench.Simulation.Guests;

/// <summary>Pages of one kind.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">Share of the pages with content, any positive number: shares are divided by their sum.</param>
/// <param name="DirtyShare">Likewise among pages that the guest writes while it is migrated.</param>
/// <param name="Codecs">What each codec makes of them, by codec key.</param>
public sealed record PageClass(string Name, double Share, double DirtyShare, IReadOnlyDictionary<string, CodecCost> Codecs);
