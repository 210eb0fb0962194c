using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MultifdBench.Multifd.Transport.Tls;

namespace MultifdBench.Tests.Multifd.Transport.Tls;

/// <summary>A certificate authority of a test, which makes certificates that will do and such that will not.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string ForServers = "1.3.6.1.5.5.7.3.1";
    public const string ForClients = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _own;

    public TestAuthority(string name = "test authority", DateTimeOffset? until = null, bool isAuthority = true)
    {
        // RSA, as certtool makes it for QEMU.
        using var key = RSA.Create(2048);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-3), until ?? DateTimeOffset.UtcNow.AddYears(1));
    }

    /// <summary>The authority's certificate, PEM.</summary>
    public string Pem => _own.ExportCertificatePem();

    /// <summary>A certificate and its key, both PEM.</summary>
    public (string Certificate, string Key) Issue(string name, string purpose, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        using var key = RSA.Create(2048);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        SubjectAlternativeNameBuilder names = new();
        if (IPAddress.TryParse(name, out IPAddress? address)) names.AddIpAddress(address);
        else names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.Create(
            _own, from ?? DateTimeOffset.UtcNow.AddDays(-2), until ?? DateTimeOffset.UtcNow.AddDays(2), RandomNumberGenerator.GetBytes(8));
        return (made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Writes a folder as QEMU's tls-creds-x509 has it.</summary>
    public string WriteFolder(string folder, string serverName = "localhost")
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "ca-cert.pem"), Pem);
        Write(folder, "server", Issue(serverName, ForServers));
        Write(folder, "client", Issue("client of a test", ForClients));
        return folder;
    }

    /// <summary>Replaces one side's files.</summary>
    public static void Write(string folder, string side, (string Certificate, string Key) issued)
    {
        File.WriteAllText(Path.Combine(folder, $"{side}-cert.pem"), issued.Certificate);
        File.WriteAllText(Path.Combine(folder, $"{side}-key.pem"), issued.Key);
    }

    /// <summary>One side's credentials, with this authority as the one that it trusts unless another is given.</summary>
    public TlsCredentials Credentials((string Certificate, string Key) issued, TestAuthority? trusted = null)
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPem((trusted ?? this).Pem);
        return new TlsCredentials(authorities, [X509Certificate2.CreateFromPem(issued.Certificate, issued.Key)], "own.pem", "ca.pem");
    }

    public void Dispose() => _own.Dispose();
}
