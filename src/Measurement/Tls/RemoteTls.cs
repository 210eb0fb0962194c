using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;

namespace MultifdBench.Measurement.Tls;

/// <summary>A source's side of TLS to another process.</summary>
public static class RemoteTls
{
    /// <summary>The side that connects; null for in the clear.</summary>
    /// <param name="choice">What the user asked for.</param>
    /// <param name="destination">Where the destination listens: its certificate is for that host unless a name is given.</param>
    /// <exception cref="UsageException">No certificates are named, or they will not do.</exception>
    public static TlsEnd? Of(TlsChoice? choice, HostAddress destination)
    {
        if (choice is null) return null;
        string option = $"--{RunOptions.TlsCreds.Name}";
        if (choice.Folder.Length == 0)
            throw new UsageException($"--{RunOptions.Tls.Name} makes certificates that no other process knows: between two, name a folder "
                + $"on either side with {option} DIR.");
        string host = choice.HostName.Length > 0 ? choice.HostName : destination.Host;
        return TlsEnd.Source(new TlsFolder(option, choice.Folder).LoadSource(), host);
    }

    /// <summary>The side of a matrix's destination; null for in the clear.</summary>
    /// <exception cref="UsageException">Some runs are to be encrypted and some not, or the certificates will not do.</exception>
    public static TlsEnd? Of(Matrix.MatrixProfile profile, HostAddress destination)
    {
        bool[] values = [.. profile.Also.SelectMany(block => block.Tls ?? []).Concat(profile.Tls).Distinct()];
        if (values.Length > 1)
            throw new UsageException($"--destination {destination} takes encrypted connections or such in the clear, not both: give tls "
                + "one value.");
        return values is [true] ? Of(new TlsChoice(profile.TlsCreds, profile.TlsHostname), destination) : null;
    }
}
