using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MultifdBench.Core;
using MultifdBench.Multifd.Transport.Tls;

namespace MultifdBench.Measurement.Tls;

/// <summary>
/// A folder of certificates as QEMU's <c>tls-creds-x509</c> has it: <c>ca-cert.pem</c>, and for either side its certificate and key. All
/// of it is judged when it is read, so that a wrong file is named before anything runs. Keys are read where they lie; nothing is copied.
/// </summary>
/// <param name="option">The option that names the folder, for messages.</param>
/// <param name="folder">The folder.</param>
public sealed class TlsFolder(string option, string folder)
{
    private const string Authority = "ca-cert.pem";

    /// <summary>The side that connects.</summary>
    /// <exception cref="UsageException">A file is missing, cannot be read, or will not do; the message names it and the reason.</exception>
    public TlsCredentials LoadSource() => Load("client");

    /// <summary>The side that is connected to.</summary>
    /// <exception cref="UsageException">As for <see cref="LoadSource"/>.</exception>
    public TlsCredentials LoadDestination() => Load("server");

    private TlsCredentials Load(string side)
    {
        if (!Directory.Exists(folder))
            throw Refuse($"there is no such folder; it needs {Authority}, {side}-cert.pem and {side}-key.pem");
        X509Certificate2Collection authorities = ReadCertificates(Authority);
        X509Certificate2Collection chain = ReadCertificates($"{side}-cert.pem");
        X509Certificate2 bare = chain[0];
        chain[0] = WithKey(bare, $"{side}-cert.pem", $"{side}-key.pem");
        bare.Dispose();
        Judge(authorities, chain, side);
        return new TlsCredentials(authorities, chain, PathOf($"{side}-cert.pem"), PathOf(Authority));
    }

    private X509Certificate2Collection ReadCertificates(string file)
    {
        string text = ReadText(file);
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw Refuse($"{PathOf(file)} is no certificate: {e.Message.TrimEnd('.')}");
        }

        if (certificates.Count == 0) throw Refuse($"{PathOf(file)} has no certificate: it must be PEM (-----BEGIN CERTIFICATE-----)");
        foreach (X509Certificate2 certificate in certificates)
        {
            if (TlsEnd.TimeProblem(certificate, DateTimeOffset.UtcNow) is { } problem)
                throw Refuse($"{PathOf(file)} ({certificate.Subject}) {problem}");
        }

        return certificates;
    }

    /// <summary>The certificate with its key. What is wrong with the key is said without a word of its content.</summary>
    private X509Certificate2 WithKey(X509Certificate2 certificate, string file, string keyFile)
    {
        string pem = ReadText(keyFile);
        if (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
            throw Refuse($"{PathOf(keyFile)} is protected by a passphrase, which cannot be given here; use a key without one that only you "
                + "can read");
        try
        {
            return X509Certificate2.CreateFromPem(certificate.ExportCertificatePem(), pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // The library's words may be about the key.
            throw Refuse($"{PathOf(keyFile)} is not the private key of {PathOf(file)} ({certificate.Subject}), or no key in PEM at all");
        }
    }

    private void Judge(X509Certificate2Collection authorities, X509Certificate2Collection chain, string side)
    {
        foreach (X509Certificate2 authority in authorities)
        {
            if (authority.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => !constraints.CertificateAuthority))
                throw Refuse($"{PathOf(Authority)} ({authority.Subject}) is not of an authority: it may sign no certificates");
        }

        using X509Chain judge = new();
        judge.ChainPolicy = CertificateChains.NewPolicy(authorities);
        judge.ChainPolicy.ExtraStore.AddRange(chain);
        if (judge.Build(chain[0])) return;
        X509ChainStatusFlags flags = CertificateChains.ProblemsOf(judge);
        throw Refuse(CertificateChains.IsForeign(flags)
            ? $"{PathOf($"{side}-cert.pem")} ({chain[0].Subject}) does not come from the authority in {PathOf(Authority)}"
            : $"{PathOf($"{side}-cert.pem")} ({chain[0].Subject}) will not do: {flags}");
    }

    private string ReadText(string file)
    {
        string path = PathOf(file);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refuse($"{path} is missing");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse($"{path} cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    private string PathOf(string file) => Path.Combine(folder, file);

    private UsageException Refuse(string problem) => new($"{option} {folder}: {problem}.");
}
