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

    private const string UsualName = "test authority";

    /// <summary>
    /// RSA keys, as certtool makes them for QEMU, PEM: of the usual authority, of any other, and three that an authority gives away in
    /// turn. One takes a fifth of a second of CPU, so that all tests share these.
    /// </summary>
    private static readonly Lazy<string>[] Keys = [.. Enumerable.Range(0, 5).Select(_ => new Lazy<string>(MakeKey))];

    private readonly X509Certificate2 _own;
    private int _issued;

    public TestAuthority(string name = UsualName, DateTimeOffset? until = null, bool isAuthority = true)
    {
        using RSA key = Key(name == UsualName ? 0 : 1);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-3), until ?? DateTimeOffset.UtcNow.AddYears(1));
    }

    /// <summary>The authority's certificate, PEM.</summary>
    public string Pem => _own.ExportCertificatePem();

    /// <summary>A certificate and its key, both PEM. The keys of three certificates in a row differ.</summary>
    public (string Certificate, string Key) Issue(string name, string purpose, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        using RSA key = Key(2 + (_issued++ % 3));
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

    private static string MakeKey()
    {
        using RSA key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <summary>A key of its own for each caller: two threads may not use one at once.</summary>
    private static RSA Key(int index)
    {
        RSA key = RSA.Create();
        key.ImportFromPem(Keys[index].Value);
        return key;
    }
}
