namespace MultifdBench.Measurement.Tls;

/// <summary>How a run is encrypted.</summary>
/// <param name="Folder">A folder as QEMU's <c>tls-creds-x509</c> has it; empty for certificates made for the run.</param>
/// <param name="HostName">The name that the destination's certificate must have; empty for the host that is connected to.</param>
public sealed record TlsChoice(string Folder, string HostName);
