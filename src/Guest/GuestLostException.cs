namespace MultifdBench.Guest;

/// <summary>A guest waits for a page that will never come. Ends the guest's thread that meets it.</summary>
public sealed class GuestLostException() : Exception("The guest is lost: pages that it needs will not arrive.");
