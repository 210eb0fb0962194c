namespace MultifdBench.Guest;

/// <summary>
/// The guest itself has failed: its process ended or outgrew its memory. One line for the user; a run that meets it has failed.
/// </summary>
public sealed class GuestException(string message) : Exception(message);
