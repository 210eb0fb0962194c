using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Tls;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;

namespace MultifdBench.Measurement.Runs;

/// <summary>Transports by the names that <c>--transport</c> takes.</summary>
public static class Transports
{
    /// <summary>The one with sockets.</summary>
    internal const string Tcp = "tcp";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["memory", Tcp];

    /// <summary>The transport of a run inside this process, encrypted where it is to be; the caller disposes it.</summary>
    /// <exception cref="UsageException">A certificate that was named will not do.</exception>
    /// <exception cref="ConnectionException">The loopback interface is down.</exception>
    public static ITransport Create(PlannedRun run)
    {
        TlsEnds? tls = run.Tls is { } choice ? TlsEnds.Of(choice) : null;
        try
        {
            ITransport plain = Create(run.Combination.Transport);
            return tls is null ? plain : new TlsTransport(plain, tls.Source, tls.Destination, tls);
        }
        catch
        {
            tls?.Dispose();
            throw;
        }
    }

    /// <summary>A new transport in the clear; the caller disposes it.</summary>
    /// <exception cref="UsageException">No such transport.</exception>
    public static ITransport Create(string name) => name switch
    {
        "memory" => new MemoryTransport(),
        Tcp => new LoopbackTcpTransport(),
        _ => throw new UsageException($"--transport {name} is unknown: use {string.Join(" or ", Names)}."),
    };
}
