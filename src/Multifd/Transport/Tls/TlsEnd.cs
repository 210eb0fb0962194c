using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>
/// One side of encrypted connections: who it is and whom it takes for its peer. Both sides show a certificate and verify the other's, as
/// QEMU does with <c>verify-peer=on</c>. Immutable, thread-safe; any number of connections may share it.
/// </summary>
public sealed class TlsEnd
{
    /// <summary>How long a handshake may take unless told otherwise.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(30);

    private readonly TlsCredentials _credentials;
    private readonly string? _hostName;

    private TlsEnd(TlsCredentials credentials, string? hostName)
    {
        _credentials = credentials;
        _hostName = hostName;
    }

    /// <summary>How long a handshake may take.</summary>
    public TimeSpan HandshakeLimit { get; private init; } = DefaultLimit;

    /// <summary>TLS 1.3 if both can, else 1.2; what is older is broken.</summary>
    private SslProtocols Versions { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Whether this is the side that connects.</summary>
    public bool IsSource => _hostName is not null;

    /// <summary>What the peer is called in messages.</summary>
    internal string PeerName => IsSource ? "destination" : "source";

    /// <summary>The side that connects: a TLS client.</summary>
    /// <param name="credentials">Its certificate; the caller disposes it when no connection is left.</param>
    /// <param name="hostName">The name that the destination's certificate must have; QEMU's <c>tls-hostname</c>.</param>
    public static TlsEnd Source(TlsCredentials credentials, string hostName) => new(credentials, hostName);

    /// <summary>The side that is connected to: a TLS server that demands a certificate.</summary>
    /// <param name="credentials">Its certificate; the caller disposes it when no connection is left.</param>
    public static TlsEnd Destination(TlsCredentials credentials) => new(credentials, hostName: null);

    /// <summary>The same side with another limit for handshakes.</summary>
    public TlsEnd WithLimit(TimeSpan limit) => new(_credentials, _hostName) { HandshakeLimit = limit, Versions = Versions };

    /// <summary>
    /// The same side with TLS 1.2 alone, for peers that never read. After a TLS 1.3 handshake the library's servers send session tickets,
    /// which cannot be switched off; a QEMU source does not read them, and its close becomes a reset that may take the last packets along.
    /// </summary>
    public TlsEnd WithoutTickets() => new(_credentials, _hostName) { HandshakeLimit = HandshakeLimit, Versions = SslProtocols.Tls12 };

    /// <summary>Shakes hands on a stream; blocks.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="reject">Hears why the peer's certificate will not do.</param>
    internal void Authenticate(SslStream stream, Action<string> reject)
    {
        bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            string? problem = Judge(certificate, chain, errors);
            if (problem is not null) reject(problem);
            return problem is null;
        }

        // Without resumption: each connection has a full handshake, as QEMU's have.
        if (IsSource)
            stream.AuthenticateAsClient(new SslClientAuthenticationOptions
            {
                TargetHost = _hostName,
                EnabledSslProtocols = Versions,
                ClientCertificateContext = _credentials.Own,
                CertificateChainPolicy = _credentials.NewPolicy(),
                RemoteCertificateValidationCallback = Validate,
                AllowTlsResume = false,
                AllowRenegotiation = false,
            });
        else
            stream.AuthenticateAsServer(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = _credentials.Own,
                ClientCertificateRequired = true,
                EnabledSslProtocols = Versions,
                CertificateChainPolicy = _credentials.NewPolicy(),
                RemoteCertificateValidationCallback = Validate,
                AllowTlsResume = false,
                AllowRenegotiation = false,
            });
    }

    /// <summary>What is wrong with the peer's certificate, in one clause; null when it will do.</summary>
    private string? Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return null;
        if (certificate is not X509Certificate2 shown || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return $"the {PeerName} showed no certificate: give it a {(IsSource ? "server" : "client")}-cert.pem";
        string name = $"the {PeerName}'s certificate ({Describe(shown)})";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            X509ChainStatusFlags flags = chain is null ? default : CertificateChains.ProblemsOf(chain);
            return $"{name} {Explain(flags, shown, chain)}";
        }

        return $"{name} is not for '{_hostName}', the name that is connected to: it is for {Names(shown)}. "
            + "Give --tls-hostname the name in the certificate";
    }

    private string Explain(X509ChainStatusFlags flags, X509Certificate2 shown, X509Chain? chain)
    {
        if (CertificateChains.IsForeign(flags)) return $"is foreign: it does not come from the authority in {_credentials.AuthorityName}";
        if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            X509Certificate2 late = chain?.ChainElements.Select(element => element.Certificate)
                .FirstOrDefault(one => TimeProblem(one, DateTimeOffset.UtcNow) is not null) ?? shown;
            string whose = late.Equals(shown) ? "" : $"comes from an authority ({Describe(late)}) that ";
            return whose + (TimeProblem(late, DateTimeOffset.UtcNow) ?? "is outside the time for which it is valid");
        }

        return flags.HasFlag(X509ChainStatusFlags.NotValidForUsage)
            ? $"is not for this use: a {PeerName} needs one for {(IsSource ? "TLS servers" : "TLS clients")}"
            : $"is refused: {flags}";
    }

    /// <summary>Why a certificate is not valid at a time, in one clause; null when it is.</summary>
    public static string? TimeProblem(X509Certificate2 certificate, DateTimeOffset now)
    {
        static string Text(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        if (now.UtcDateTime > certificate.NotAfter.ToUniversalTime()) return $"expired on {Text(certificate.NotAfter)}";
        return now.UtcDateTime < certificate.NotBefore.ToUniversalTime() ? $"is not valid before {Text(certificate.NotBefore)}" : null;
    }

    private static string Describe(X509Certificate2 certificate) => certificate.Subject.Length > 0 ? certificate.Subject : "without a name";

    private static string Names(X509Certificate2 certificate)
    {
        string[] names =
        [
            .. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString()))),
        ];
        return names.Length > 0 ? string.Join(", ", names) : certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);
    }
}
