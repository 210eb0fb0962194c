using System.Diagnostics;
using MultifdBench.Core;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.TwoHosts;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>
/// The source's end of one session: the control connection and the migration's own. Used by one thread; <see cref="Abort"/> by any.
/// </summary>
/// <param name="control">The control connection, owned from here on.</param>
internal sealed class RemoteSession(ControlConnection control) : IDisposable
{
    private readonly List<IConnection> _connections = [];
    private Guid _session;

    /// <summary>The main connection.</summary>
    public IConnection Main => _connections[0];

    /// <summary>The channels.</summary>
    public IReadOnlyList<IConnection> Channels => [.. _connections.Skip(1)];

    /// <summary>Sends the settings and hears whether they will do.</summary>
    /// <exception cref="RefusedException">They will not.</exception>
    public void Agree(SettingsMessage settings)
    {
        HostMessages.Send(control, ControlFrameType.Settings, settings);
        _session = HostMessages.Receive<AcceptedMessage>(control, ControlFrameType.Accepted, "its answer to the settings").Session;
    }

    /// <summary>Makes the main connection and the channels, and waits until the destination has them and is prepared.</summary>
    /// <param name="address">Where the destination listens.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="patience">How long all of that may take before the destination says a word.</param>
    /// <param name="tls">Which side of TLS this is; null for in the clear.</param>
    /// <exception cref="RefusedException">The destination gave up; the message is its reason.</exception>
    public void Connect(HostAddress address, int channels, TimeSpan patience, TlsEnd? tls)
    {
        try
        {
            ConnectAll(address, channels, patience, tls);
        }
        catch (ConnectionException) when (control.IsSpeaking)
        {
            // The destination has something to say, and a lost connection is only what came of it.
            control.Receive(ControlFrameType.Ready, "word that it is ready", maxBodyBytes: 0);
            throw;
        }

        control.Receive(ControlFrameType.Ready, "word that it is ready", maxBodyBytes: 0);
    }

    private void ConnectAll(HostAddress address, int channels, TimeSpan patience, TlsEnd? tls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i <= channels; i++)
        {
            TimeSpan left = patience - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                throw new ConnectionException(
                    Invariant.Text($"{address}: made {i} of {channels + 1} connections in {patience.TotalSeconds:0.#} s"));
            ControlConnection opening = new(TcpSockets.Connect(address, left), left, tls);
            try
            {
                opening.SendOpening(
                    new ConnectionOpening(ConnectionOpening.CurrentVersion, ConnectionPurpose.Migration, checked((ushort)i), _session));
                _connections.Add(opening.Release());
            }
            catch
            {
                opening.Dispose();
                throw;
            }
        }
    }

    /// <summary>What the handshakes of the migration's connections agreed on; null in the clear.</summary>
    public TlsFacts? Tls => TlsFacts.Of(_connections);

    /// <summary>Keeps the destination waiting while this side is at work.</summary>
    public IDisposable KeepTalking() => control.KeepTalking();

    /// <summary>What the destination received.</summary>
    public ReceivedMessage ReceiveResult() => HostMessages.Receive<ReceivedMessage>(control, ControlFrameType.Received, "what it received");

    /// <summary>The hashes of the destination's memory.</summary>
    /// <param name="bytes">How many bytes they are.</param>
    public byte[] ReceiveDigest(int bytes) => control.Receive(ControlFrameType.Digest, "the hashes of its memory", bytes);

    /// <summary>Says how the run ended, best effort: a destination that is gone has no use for it.</summary>
    public void TrySendVerdict(VerdictMessage verdict)
    {
        try
        {
            HostMessages.Send(control, ControlFrameType.Verdict, verdict);
        }
        catch (ConnectionException)
        {
            // The row says it in any case.
        }
    }

    /// <summary>Breaks the migration's connections; the destination then says what it has, and why.</summary>
    public void AbortMigration() => _connections.ForEach(connection => connection.Abort());

    /// <summary>Breaks everything at once.</summary>
    public void Abort() => control.Abort();

    /// <summary>Closes the connections and waits until the destination is free for the next source.</summary>
    public void Dispose()
    {
        _connections.ForEach(connection => connection.Dispose());
        control.WaitForClose();
        control.Dispose();
    }
}
