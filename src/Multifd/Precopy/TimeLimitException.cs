namespace MultifdBench.Multifd.Precopy;

/// <summary>
/// The migration's own time limit passed before the guest could be stopped. Of its own type, because this is a result and a time-out of
/// anything else, a device's job for example, is a failure.
/// </summary>
public sealed class TimeLimitException(string message) : Exception(message);
