namespace MultifdBench.Bench.Cli;

/// <summary>
/// The request is right, and this host cannot fulfil it. The message is one line for the user: what is missing, and the remedy. Exit code
/// 2.
/// </summary>
internal sealed class UnavailableException(string message) : Exception(message);
