using System.Text.Json;
using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Tls;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>The other process that takes a matrix's runs.</summary>
/// <param name="Remote">How it is reached.</param>
/// <param name="Facts">Its host, for <c>host.json</c>.</param>
public sealed record MatrixDestination(RemoteDestination Remote, JsonElement Facts)
{
    /// <summary>Measures the round trip.</summary>
    /// <exception cref="UsageException">It is not there any more.</exception>
    public TimeSpan MeasureRoundTrip()
    {
        try
        {
            return Remote.MeasureRoundTrip();
        }
        catch (ConnectionException e)
        {
            throw new UsageException($"--destination: {e.Message}. It was there a moment ago.");
        }
    }

    /// <summary>Asks a profile's destination who it is, before anything runs; null for a profile without one.</summary>
    /// <exception cref="UsageException">It is not there, or takes one migration only.</exception>
    public static MatrixDestination? Reach(MatrixProfile profile)
    {
        if (profile.Destination.Length == 0) return null;
        var address = HostAddress.Parse("--destination", profile.Destination);
        RemoteDestination remote = new(address, tls: RemoteTls.Of(profile, address));
        try
        {
            (JsonElement facts, bool staysForMore) = remote.Enquire();
            return staysForMore
                ? new MatrixDestination(remote, facts)
                : throw new UsageException($"--destination {remote.Address}: it takes one migration and ends; start it with --keep.");
        }
        catch (ConnectionException e)
        {
            throw new UsageException($"--destination: {e.Message}. Start 'bench destination --listen HOST:PORT --keep' there first.");
        }
    }
}
