namespace MultifdBench.Measurement.Host.Idxd;

/// <summary>One engine of a device.</summary>
/// <param name="Name">Name: <c>engine1.0</c>.</param>
/// <param name="GroupId">The group whose queues it serves; −1 for none, null when unknown.</param>
public sealed record IdxdEngine(string Name, long? GroupId);
