namespace MultifdBench.Core;

/// <summary>
/// The request is wrong: an option, a value or a combination that can never run. The message is one line for the user and names
/// the option, the value, what is allowed and the remedy. Programs end with exit code 64.
/// </summary>
public sealed class UsageException(string message) : Exception(message);
