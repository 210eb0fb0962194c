namespace MultifdBench.Capture;

/// <summary>
/// A capture or a page image that cannot be had: the process is gone or not ours, the file is damaged, the disk refuses. The message is
/// one line for the user that names what it is about and the remedy.
/// </summary>
public sealed class CaptureException(string message) : Exception(message);
