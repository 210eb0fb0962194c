using System.Diagnostics;
using System.Text.Json;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>A destination in another process, as its source sees it. Thread-safe: it keeps nothing between calls.</summary>
/// <param name="address">Where the destination listens.</param>
/// <param name="silence">How long it may say nothing outside the migration itself; null for the default.</param>
/// <param name="tls">Which side of TLS this is; null for in the clear.</param>
public sealed class RemoteDestination(HostAddress address, TimeSpan? silence = null, TlsEnd? tls = null)
{
    private const int Handshakes = 9;

    private readonly TimeSpan _silence = silence ?? ControlConnection.DefaultSilence;

    /// <summary>Where the destination listens.</summary>
    public HostAddress Address => address;

    /// <summary>Whether every connection to it is encrypted.</summary>
    public bool IsEncrypted => tls is not null;

    /// <summary>Asks for the facts of the destination's host; no migration begins.</summary>
    /// <returns>What its <c>host.json</c> would hold, and whether it takes more than one migration.</returns>
    /// <exception cref="ConnectionException">
    /// Nobody listens there, or the peer is gone, silent, or no destination of this program.
    /// </exception>
    public (JsonElement Facts, bool StaysForMore) Enquire()
    {
        using ControlConnection control = Connect();
        try
        {
            control.Send(ControlFrameType.Enquiry);
            HostMessage host = HostMessages.Receive<HostMessage>(control, ControlFrameType.Host, "the facts of its host");
            return (host.Facts, host.StaysForMore);
        }
        catch (Exception e) when (e is WireException or RefusedException)
        {
            throw new ConnectionException($"{address}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Measures the round trip to the destination: the shortest of some TCP handshakes, for whatever is above it is the machines' own
    /// delay. To the destination they are probes, which it does not count as peers.
    /// </summary>
    /// <exception cref="ConnectionException">Nobody listens there.</exception>
    public TimeSpan MeasureRoundTrip()
    {
        TimeSpan shortest = TimeSpan.MaxValue;
        for (int i = 0; i < Handshakes; i++)
        {
            long before = Stopwatch.GetTimestamp();
            using (TcpSockets.Connect(address, _silence))
            {
                TimeSpan elapsed = Stopwatch.GetElapsedTime(before);
                if (elapsed < shortest) shortest = elapsed;
            }
        }

        return shortest;
    }

    /// <summary>Agrees on the settings and makes all connections of a migration.</summary>
    /// <param name="settings">What is about to be sent.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="cancellation">Ends whatever is being waited for.</param>
    /// <exception cref="RefusedException">The destination will not have it; the message is its reason.</exception>
    /// <exception cref="ConnectionException">As for <see cref="Enquire"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal RemoteSession Open(SettingsMessage settings, int channels, CancellationToken cancellation)
    {
        RemoteSession session = new(Connect());
        using CancellationTokenRegistration abort = cancellation.Register(session.Abort);
        try
        {
            session.Agree(settings);
            session.Connect(address, channels, _silence, tls);
            return session;
        }
        catch (Exception e)
        {
            session.Dispose();
            cancellation.ThrowIfCancellationRequested();
            if (e is WireException or TlsException) throw new ConnectionException($"{address}: {e.Message}", e);
            throw;
        }
    }

    private ControlConnection Connect()
    {
        ControlConnection control = new(TcpSockets.Connect(address, _silence), _silence, tls);
        try
        {
            control.SendOpening(ConnectionOpening.Control);
            string refusal = tls is null ? "" : ", or it refused the certificate, which it says on its side";
            ConnectionOpening answer =
                control.ReceiveOpening()
                    ?? throw new WireException("the peer closed the connection without an answer, so it is no destination of this "
                        + $"program, or one that has just ended{refusal}");
            answer.Check();
            return control;
        }
        catch (Exception e) when (e is WireException or ConnectionException or TlsException)
        {
            control.Dispose();
            throw new ConnectionException($"{address}: {e.Message}", e);
        }
    }
}
