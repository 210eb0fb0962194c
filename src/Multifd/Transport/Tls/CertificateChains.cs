using System.Security.Cryptography.X509Certificates;

namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>How chains of certificates are judged: one's own when a folder is read, and the peer's when hands are shaken.</summary>
public static class CertificateChains
{
    /// <summary>These authorities and no others; nothing is looked up.</summary>
    public static X509ChainPolicy NewPolicy(X509Certificate2Collection authorities)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    /// <summary>All that was found wrong with a chain.</summary>
    public static X509ChainStatusFlags ProblemsOf(X509Chain chain) =>
        chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (sum, status) => sum | status.Status);

    /// <summary>Whether it is that the certificate does not come from the authorities.</summary>
    public static bool IsForeign(X509ChainStatusFlags problems) => (problems & (X509ChainStatusFlags.PartialChain
        | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid)) != 0;
}
