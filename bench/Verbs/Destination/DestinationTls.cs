using System.CommandLine;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Tls;
using MultifdBench.Multifd.Transport.Tls;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary>How a destination encrypts; there is no way without named certificates, for a source knows none that are made here.</summary>
internal sealed class DestinationTls
{
    /// <summary>The folder.</summary>
    public Option<string?> Creds { get; } = new($"--{RunOptions.TlsCreds.Name}")
    {
        HelpName = RunOptions.TlsCreds.Placeholder,
        Description = "take only encrypted connections, with ca-cert.pem, server-cert.pem and server-key.pem of a folder as QEMU's "
            + "tls-creds-x509 has it",
    };

    /// <summary>This side; null for in the clear.</summary>
    /// <exception cref="Core.UsageException">A file will not do.</exception>
    public TlsEnd? Read(ParseResult parsed) => parsed.GetValue<string?>(Creds.Name) is { } folder
        ? TlsEnd.Destination(new TlsFolder(Creds.Name, folder).LoadDestination())
        : null;
}
