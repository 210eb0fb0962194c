namespace MultifdBench.Measurement.Host.Reading;

/// <summary>A device node that a library would open.</summary>
/// <param name="Path">Path on the host it belongs to.</param>
/// <param name="Exists">False also in a container that was not given it.</param>
/// <param name="ReadWrite">Whether this process may read and write it.</param>
public sealed record DeviceNode(string Path, bool Exists, bool ReadWrite);
