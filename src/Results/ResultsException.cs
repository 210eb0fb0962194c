namespace MultifdBench.Results;

/// <summary>
/// A result set cannot be read or written: disk full, folder in use, columns missing. The message is one line for the user and names
/// the file and the remedy.
/// </summary>
public sealed class ResultsException(string message, Exception? inner = null) : Exception(message, inner);
