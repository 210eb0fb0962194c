using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>
/// What one end of a connection shows of itself, and whom it trusts. The private key stays in the certificate's handle: it is never
/// written, logged or copied. Thread-safe.
/// </summary>
public sealed class TlsCredentials : IDisposable
{
    private readonly X509Certificate2Collection _authorities;
    private readonly X509Certificate2Collection _chain;

    /// <summary>Takes over certificates.</summary>
    /// <param name="authorities">The certificate authorities that peers' certificates must come from; owned.</param>
    /// <param name="chain">The own certificate with its private key, then those between it and an authority; owned.</param>
    /// <param name="ownName">Where the own certificate is from, for messages: a file, or that it was made for the run.</param>
    /// <param name="authorityName">Where the authorities are from.</param>
    public TlsCredentials(
        X509Certificate2Collection authorities, X509Certificate2Collection chain, string ownName, string authorityName)
    {
        _authorities = authorities;
        _chain = chain;
        OwnName = ownName;
        AuthorityName = authorityName;
        // Offline: nothing is fetched from the addresses that a certificate names.
        Own = SslStreamCertificateContext.Create(chain[0], [.. chain.Skip(1)], offline: true);
    }

    /// <summary>The own certificate's origin.</summary>
    public string OwnName { get; }

    /// <summary>The authorities' origin.</summary>
    public string AuthorityName { get; }

    /// <summary>The own certificate with its chain.</summary>
    internal SslStreamCertificateContext Own { get; }

    /// <summary>The rule by which a peer's certificate is judged.</summary>
    internal X509ChainPolicy NewPolicy() => CertificateChains.NewPolicy(_authorities);

    /// <summary>Frees the certificates and the key.</summary>
    public void Dispose()
    {
        foreach (X509Certificate2 certificate in _authorities.Concat(_chain)) certificate.Dispose();
    }
}
