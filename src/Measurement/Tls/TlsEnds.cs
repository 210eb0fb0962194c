using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;

namespace MultifdBench.Measurement.Tls;

/// <summary>Both sides' certificates of one run inside this process. Disposed after its connections.</summary>
public sealed class TlsEnds : IDisposable
{
    private readonly IDisposable[] _owned;

    private TlsEnds(TlsEnd source, TlsEnd destination, params IDisposable[] owned)
    {
        Source = source;
        Destination = destination;
        _owned = owned;
    }

    /// <summary>The side that connects.</summary>
    public TlsEnd Source { get; }

    /// <summary>The side that is connected to.</summary>
    public TlsEnd Destination { get; }

    /// <summary>Reads a folder's certificates, or makes some.</summary>
    /// <exception cref="UsageException">A file of the folder will not do.</exception>
    public static TlsEnds Of(TlsChoice choice)
    {
        if (choice.Folder.Length == 0)
        {
            RunCertificates made = new();
            return new TlsEnds(made.Source, made.Destination, made);
        }

        TlsFolder folder = new($"--{RunOptions.TlsCreds.Name}", choice.Folder);
        TlsCredentials source = folder.LoadSource();
        try
        {
            TlsCredentials destination = folder.LoadDestination();
            string host = choice.HostName.Length > 0 ? choice.HostName : LoopbackTcpTransport.HostName;
            return new TlsEnds(TlsEnd.Source(source, host), TlsEnd.Destination(destination), source, destination);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
    }
}
