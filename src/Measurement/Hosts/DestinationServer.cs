using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MultifdBench.Multifd.Control;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Hosts;

/// <summary>
/// A destination that listens: it tells sources from strangers, serves one source at a time and refuses the others. A thread per connection
/// reads its opening, so that a silent peer holds up nobody else.
/// </summary>
public sealed class DestinationServer : IDisposable
{
    // More connections than any migration opens; whatever comes beyond is closed unheard.
    private const int MaxOpenings = 512;

    private readonly DestinationOptions _options;
    private readonly Action<string> _note;
    private readonly Socket _listener;
    private readonly BlockingCollection<Arrival> _arrivals = [];
    private volatile SessionConnections? _connections;
    private volatile bool _isDisposed;
    private int _isBusy;
    private int _openings;

    /// <summary>Starts to listen.</summary>
    /// <param name="options">How the destination was started.</param>
    /// <param name="note">Hears, in one line each and from any thread, of peers that were turned away while another was served.</param>
    /// <exception cref="ConnectionException">The address cannot be listened on.</exception>
    public DestinationServer(DestinationOptions options, Action<string> note)
    {
        _options = options;
        _note = note;
        _listener = TcpSockets.Listen(options.Listen);
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        new Thread(Accept) { IsBackground = true, Name = "hosts/accept" }.Start();
    }

    /// <summary>Where it listens; the port is the one that was found when any was asked for.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Waits for the next peer and serves it. A peer that is no source, or does not say what it is, is a failed report.</summary>
    /// <exception cref="OperationCanceledException">The user's wish.</exception>
    /// <exception cref="ResultsException">The RAM images could not be written.</exception>
    public DestinationReport ServeNext(CancellationToken cancellation)
    {
        Arrival arrival = _arrivals.Take(cancellation);
        if (arrival.Settings is not { } settings) return new DestinationReport(arrival.Control.Peer, "", [], RunOutcome.Failed, arrival.Problem, null, null, 0, []);
        // Closed when the next source is welcome: that is what this one waits for.
        using ControlConnection control = arrival.Control;
        try
        {
            return new DestinationSession(control, settings, _options, connections => _connections = connections).Run(cancellation);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _listener.Dispose();
        // Peers that were accepted and never served see their connection close.
        while (_arrivals.TryTake(out Arrival? arrival)) arrival.Control.Dispose();
    }

    private void Accept()
    {
        while (true)
        {
            try
            {
                Socket socket = _listener.Accept();
                if (Interlocked.Increment(ref _openings) <= MaxOpenings)
                {
                    new Thread(() => Open(socket)) { IsBackground = true, Name = "hosts/open" }.Start();
                    continue;
                }

                Interlocked.Decrement(ref _openings);
                socket.Dispose();
            }
            catch (Exception e) when (_isDisposed && e is SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // A peer that is gone already, or no more files may be open: the next one may have better luck.
                _note($"a connection could not be accepted: {e.Message}");
                Thread.Sleep(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private void Open(Socket socket)
    {
        ControlConnection control = new(socket, _options.Silence);
        try
        {
            TcpSockets.Configure(socket);
            if (!Welcome(control)) control.Dispose();
        }
        catch (Exception e) when (e is WireException or ConnectionException or RefusedException or SocketException)
        {
            TurnAway(control, e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _openings);
        }
    }

    /// <summary>Finds out what a connection is for; false when it has served its purpose.</summary>
    private bool Welcome(ControlConnection control)
    {
        if (control.ReceiveOpening() is not { } opening) return false;
        if (opening.Purpose == ConnectionPurpose.Migration)
        {
            opening.Check();
            return _connections?.TryAdd(opening, control.Release()) == true ? true : throw new WireException("a connection belongs to no migration that is expected here");
        }

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
            throw new WireException("the destination is busy with another source; wait until it is done, or start another destination on another port");
        _arrivals.Add(new Arrival(control, settings, ""));
        return true;
    }

    /// <summary>While nobody is served, the first peer decides, as with QEMU's <c>-incoming</c>; afterwards a stranger is only worth a note.</summary>
    private void TurnAway(ControlConnection control, string reason)
    {
        // Known before the peer hears of it: by then whoever was served may have gone, and the refused would stand in for the next.
        bool isBusy = Volatile.Read(ref _isBusy) != 0;
        if (isBusy) _note($"{control.Peer} was turned away: {reason}");
        control.TryRefuse(reason);
        control.Dispose();
        if (!isBusy) _arrivals.Add(new Arrival(control, null, reason));
    }

    private sealed record Arrival(ControlConnection Control, SettingsMessage? Settings, string Problem);
}
