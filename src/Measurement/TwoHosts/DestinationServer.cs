using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MultifdBench.Core;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>
/// A destination that listens: it tells sources from strangers, serves one source at a time and refuses the others. A stranger is named and
/// costs a place for a while; a source that has introduced itself has a thread until it has said what it wants, so that a silent one holds
/// up nobody else.
/// </summary>
public sealed class DestinationServer : IDisposable, IVisitorHost
{
    // Sources that may introduce themselves at the same time; only one of them is served.
    private const int MaxGreetings = 64;

    private readonly DestinationOptions _options;
    private readonly TurnedAway _strangers;
    private readonly Doorkeeper _door;
    private readonly BlockingCollection<Arrival> _arrivals = [];
    private readonly HashSet<string> _warmMethods = [];
    private volatile SessionConnections? _connections;
    private int _isBusy;
    private int _greetings;

    /// <summary>Starts to listen.</summary>
    /// <param name="options">How the destination was started.</param>
    /// <param name="note">
    /// Hears, in one line each and from any thread, of strangers and of peers that were turned away while another was served.
    /// </param>
    /// <exception cref="ConnectionException">The address cannot be listened on.</exception>
    public DestinationServer(DestinationOptions options, Action<string> note)
    {
        _options = options;
        _strangers = new TurnedAway(note);
        Socket listener = TcpSockets.Listen(options.Listen);
        Address = (IPEndPoint)listener.LocalEndPoint!;
        _door = new Doorkeeper(listener, options.Silence, this);
    }

    /// <summary>Where it listens; the port is the one that was found when any was asked for.</summary>
    public IPEndPoint Address { get; }

    int IVisitorHost.MaxBytes => ConnectionOpening.SizeBytes;

    // A foreign peer may send less than an opening and wait for an answer: its first bytes are enough to tell.
    int IVisitorHost.FirstBytes => _options.Tls is null ? ConnectionOpening.MagicBytes : TlsRecord.TellingBytes;

    // Nothing is looked at without a cause: a migration is being measured.
    TimeSpan IVisitorHost.Pause => TimeSpan.FromMinutes(10);

    /// <summary>
    /// Waits for the next source and serves it. A source that cannot be served, or does not say what it wants, is a failed report.
    /// </summary>
    /// <exception cref="OperationCanceledException">The user's wish.</exception>
    public DestinationReport ServeNext(CancellationToken cancellation)
    {
        Arrival arrival = _arrivals.Take(cancellation);
        if (arrival.Settings is not { } settings)
            return new DestinationReport(arrival.Control.Peer, "", [], RunOutcome.Failed, arrival.Problem, null, null, 0, []);
        // Closed when the next source is welcome: that is what this one waits for.
        using ControlConnection control = arrival.Control;
        try
        {
            return new DestinationSession(control, settings, _options, _warmMethods, connections => _connections = connections)
                .Run(cancellation);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
            _strangers.Conclude();
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _door.Dispose();
        // Peers that were accepted and never served see their connection close.
        while (_arrivals.TryTake(out Arrival? arrival)) arrival.Control.Dispose();
    }

    int IVisitorHost.Hear(Visitor visitor)
    {
        if (_options.Tls is { } tls)
        {
            if (TlsRecord.IsHandshake(visitor.Bytes.Span))
            {
                if (TryConfigure(visitor.Socket)) Unveil(visitor, tls);
                return 0;
            }

            if (visitor.Bytes.Length < ConnectionOpening.MagicBytes) return ConnectionOpening.MagicBytes;
        }

        try
        {
            ConnectionOpening.CheckMagic(visitor.Bytes.Span);
            if (visitor.Bytes.Length < ConnectionOpening.SizeBytes) return ConnectionOpening.SizeBytes;
            if (_options.Tls is not null)
            {
                ControlConnection source = new(visitor.Socket, _options.Silence);
                Welcome(source, () => RefuseInTheClear(source));
                return 0;
            }
        }
        catch (WireException e)
        {
            // No source, so none that has failed: the real one is still to come.
            TurnAwayStranger(new ControlConnection(visitor.Socket, _options.Silence), e.Message);
            return 0;
        }

        var opening = ConnectionOpening.Read(visitor.Bytes.Span);
        if (!TryConfigure(visitor.Socket)) return 0;
        ControlConnection connection = new(visitor.Socket, _options.Silence);
        if (opening.Purpose == ConnectionPurpose.Migration) Join(connection, opening);
        else Welcome(connection, () => Greet(connection, opening));
        return 0;
    }

    void IVisitorHost.Lose(Visitor visitor, VisitorLoss loss)
    {
        // Without a byte it is a probe for the port.
        string? why = loss switch
        {
            VisitorLoss.Left when visitor.Bytes.IsEmpty => null,
            VisitorLoss.Left =>
                $"it closed the connection after {visitor.Bytes.Length} of the {ConnectionOpening.SizeBytes} bytes of its opening",
            VisitorLoss.Silent => Invariant.Text($"it has been silent for {_options.Silence.TotalSeconds:0.#} s; its opening was awaited"),
            VisitorLoss.Displaced => "it had said nothing for longest, and there is no place for more",
            _ => null,
        };
        if (why is not null) _strangers.Note($"{visitor.Peer} was turned away: {why}");
    }

    void IVisitorHost.CannotAccept(string reason) => _strangers.Note($"a connection could not be accepted: {reason}");

    void IVisitorHost.Looked(long beganNs, IReadOnlyCollection<Visitor> waiting)
    {
    }

    /// <summary>
    /// Hands a migration's connection over. One of no session that is open is a stranger's, or came late from a source that is gone.
    /// </summary>
    private void Join(ControlConnection connection, ConnectionOpening opening)
    {
        try
        {
            opening.Check();
            if (_connections?.TryAdd(opening, connection.Release()) != true)
                throw new WireException("a connection belongs to no migration that is expected here");
        }
        catch (WireException e)
        {
            TurnAwayStranger(connection, e.Message);
        }
    }

    /// <summary>
    /// Shakes hands with a visitor, which takes a thread for a while, and hears its opening. Who cannot show a certificate that will do is
    /// a stranger, whatever it says of itself.
    /// </summary>
    private void Unveil(Visitor visitor, TlsEnd tls)
    {
        ControlConnection connection = new(visitor.Socket, _options.Silence, tls, visitor.Bytes.ToArray());
        Welcome(connection, () =>
        {
            ConnectionOpening? opening;
            try
            {
                opening = connection.ReceiveOpening();
            }
            catch (Exception e) when (e is TlsException or ConnectionException or WireException)
            {
                _strangers.Note($"{connection.Peer} was turned away: {e.Message}");
                connection.Dispose();
                return;
            }

            if (opening is not { } said) connection.Dispose();
            else if (said.Purpose == ConnectionPurpose.Migration) Join(connection, said);
            else Greet(connection, said);
        });
    }

    /// <summary>A source of this program without TLS is told so: there is nothing secret in that.</summary>
    private void RefuseInTheClear(ControlConnection source)
    {
        const string Reason = "this destination takes only encrypted connections; give the source --tls-creds too";
        _strangers.Note($"{source.Peer} was turned away: it is in the clear, and only encrypted connections are taken");
        try
        {
            source.SendOpening(ConnectionOpening.Control);
            // What is left unread when a connection is closed takes the answer along.
            source.Receive("its settings", HostMessages.MaxBytes);
            source.TryRefuse(Reason);
        }
        catch (Exception e) when (e is ConnectionException or WireException or RefusedException)
        {
            // Gone already, or another program's.
        }

        source.Dispose();
    }

    /// <summary>Gives a source a thread to say what it wants.</summary>
    private void Welcome(ControlConnection control, Action greet)
    {
        string problem = $"{MaxGreetings} sources introduce themselves already; try again later";
        if (Interlocked.Increment(ref _greetings) <= MaxGreetings)
        {
            try
            {
                new Thread(() => Run(greet)) { IsBackground = true, Name = "hosts/greet" }.Start();
                return;
            }
            catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
            {
                problem = $"the destination has no thread for another source: {e.Message}";
            }
        }

        Interlocked.Decrement(ref _greetings);
        TurnAwayStranger(control, problem);
    }

    private void TurnAwayStranger(ControlConnection stranger, string reason)
    {
        _strangers.Note($"{stranger.Peer} was turned away: {reason}");
        stranger.TryRefuse(reason);
        stranger.Dispose();
    }

    /// <summary>False for a peer that has gone already; its connection is closed.</summary>
    private static bool TryConfigure(Socket socket)
    {
        try
        {
            TcpSockets.Configure(socket);
            return true;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return false;
        }
    }

    private void Greet(ControlConnection control, ConnectionOpening opening)
    {
        try
        {
            if (!Hear(control, opening)) control.Dispose();
        }
        catch (Exception e) when (e is WireException or ConnectionException or RefusedException)
        {
            TurnAway(control, e.Message);
        }
    }

    private void Run(Action greet)
    {
        try
        {
            greet();
        }
        finally
        {
            Interlocked.Decrement(ref _greetings);
        }
    }

    /// <summary>Finds out what a source wants; false when it has been answered.</summary>
    private bool Hear(ControlConnection control, ConnectionOpening opening)
    {
        control.SendOpening(ConnectionOpening.Control);
        opening.Check();
        ControlFrame first = control.Receive("its settings", HostMessages.MaxBytes);
        if (first.Type == ControlFrameType.Enquiry)
        {
            HostMessages.Send(control, ControlFrameType.Host, new HostMessage(_options.Host, _options.StaysForMore));
            return false;
        }

        if (first.Type != ControlFrameType.Settings) throw new WireException($"a source sent {first.Type} in place of its settings");
        SettingsMessage settings = HostMessages.Parse<SettingsMessage>(first.Body, control, "settings");
        if (Interlocked.CompareExchange(ref _isBusy, 1, 0) != 0)
            throw new WireException(
                "the destination is busy with another source; wait until it is done, or start another destination on another port");
        _arrivals.Add(new Arrival(control, settings, ""));
        return true;
    }

    /// <summary>
    /// While nobody is served, the first source decides, as with QEMU's <c>-incoming</c>; afterwards a failed one is only worth a note.
    /// </summary>
    private void TurnAway(ControlConnection control, string reason)
    {
        // Known before the peer hears of it: by then whoever was served may have gone, and the refused would stand in for the next.
        bool isBusy = Volatile.Read(ref _isBusy) != 0;
        if (isBusy) _strangers.Note($"{control.Peer} was turned away: {reason}");
        control.TryRefuse(reason);
        control.Dispose();
        if (!isBusy) _arrivals.Add(new Arrival(control, null, reason));
    }

    private sealed record Arrival(ControlConnection Control, SettingsMessage? Settings, string Problem);
}
