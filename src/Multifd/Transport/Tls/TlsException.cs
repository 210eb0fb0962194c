namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>
/// A connection could not be encrypted as it was asked for: a certificate that will not do, a peer that does not speak TLS, a handshake
/// that took too long. The message names the certificate and the reason; there is no fall-back.
/// </summary>
public sealed class TlsException(string message, Exception? cause = null) : Exception(message, cause);
