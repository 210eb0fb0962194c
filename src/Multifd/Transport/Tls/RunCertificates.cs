using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>
/// Certificates for one run inside one process: an authority, and one for either side, in memory and nowhere else. They are as good as any
/// other for what encryption costs, and useless to anybody else: the authority's key is gone when they are made.
/// </summary>
public sealed class RunCertificates : IDisposable
{
    /// <summary>The name in the destination's certificate.</summary>
    public const string HostName = "localhost";

    private const string Origin = "made for this run";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan Validity = TimeSpan.FromDays(2);

    private readonly TlsCredentials _source;
    private readonly TlsCredentials _destination;

    /// <summary>Makes keys (P-256) and certificates.</summary>
    public RunCertificates()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 authority = MakeAuthority(key);
        _source = Make(authority, "source", ClientAuthentication);
        _destination = Make(authority, HostName, ServerAuthentication);
    }

    /// <summary>The side that connects.</summary>
    public TlsEnd Source => TlsEnd.Source(_source, HostName);

    /// <summary>The side that is connected to.</summary>
    public TlsEnd Destination => TlsEnd.Destination(_destination);

    /// <summary>Frees the certificates and their keys.</summary>
    public void Dispose()
    {
        _source.Dispose();
        _destination.Dispose();
    }

    private static X509Certificate2 MakeAuthority(ECDsa key)
    {
        CertificateRequest request = new("CN=authority of a run", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        (DateTimeOffset from, DateTimeOffset until) = Period();
        return request.CreateSelfSigned(from, until);
    }

    private static TlsCredentials Make(X509Certificate2 authority, string name, string purpose)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        // No longer than the authority's, whose seconds are whole.
        using X509Certificate2 bare =
            request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(16));
        X509Certificate2 trusted = X509CertificateLoader.LoadCertificate(authority.RawData);
        return new TlsCredentials([trusted], [bare.CopyWithPrivateKey(key)], Origin, $"the certificates {Origin}");
    }

    /// <summary>From an hour ago: hosts' clocks differ.</summary>
    private static (DateTimeOffset From, DateTimeOffset Until) Period() =>
        (DateTimeOffset.UtcNow - TimeSpan.FromHours(1), DateTimeOffset.UtcNow + Validity);
}
