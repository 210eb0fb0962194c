using MultifdBench.Guest;

namespace MultifdBench.Multifd.Destination;

/// <summary>A guest that a destination can let go on before all of its pages are there.</summary>
/// <param name="Guest">The guest; paused when it is told to go on. Has no <see cref="IGuest.PostcopyRefusal"/>.</param>
/// <param name="Source">Its memory at the source, which holds still from then on: each page is compared with it once.</param>
public sealed record PostcopyGuest(IGuest Guest, GuestMemory Source);
