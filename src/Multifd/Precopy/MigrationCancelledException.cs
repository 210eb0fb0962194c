namespace MultifdBench.Multifd.Precopy;

/// <summary>A management policy gave the migration up; the guest goes on at the source. A result like a time-out, not a failure.</summary>
public sealed class MigrationCancelledException(string message) : Exception(message);
