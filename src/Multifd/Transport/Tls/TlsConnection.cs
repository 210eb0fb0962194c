using System.Net.Security;
using System.Security.Authentication;
using MultifdBench.Core;
using MultifdBench.Multifd.Accounting;

namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>
/// A connection on which everything is encrypted. The first call that sends or receives shakes hands, on its own thread, as QEMU's
/// channels do: it is part of a migration's set-up and of the thread's CPU time. <see cref="CountedBytes"/> counts what is on the wire,
/// records and handshake included.
/// </summary>
/// <remarks>
/// What is sent together goes into one buffer first: TLS cuts records of 16 KiB from what it is handed, and records of single pages would
/// cost four times as many. Guest memory is read once, by that copy.
/// </remarks>
public sealed unsafe class TlsConnection : IConnection
{
    // What SslStream hands to the library in one call, which makes two full records of it.
    private const int BufferBytes = 32 * 1024;

    private readonly IConnection _inner;
    private readonly TlsEnd _end;
    private readonly ConnectionStream _wire;
    private readonly SslStream _tls;
    private readonly Lock _handshake = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private readonly BorrowedMemory _received = new();
    private TlsFacts? _facts;
    private Exception? _failure;
    private string? _rejection;
    private bool _isLate;

    /// <summary>Takes over a connection on which nothing has been sent yet.</summary>
    /// <param name="inner">The connection; owned.</param>
    /// <param name="end">Which side this is.</param>
    public TlsConnection(IConnection inner, TlsEnd end)
    {
        _inner = inner;
        _end = end;
        _wire = new ConnectionStream(inner);
        _tls = new SslStream(_wire, leaveInnerStreamOpen: true);
    }

    /// <inheritdoc/>
    public long CountedBytes => _inner.CountedBytes;

    /// <inheritdoc/>
    public TlsFacts? Tls => Volatile.Read(ref _facts);

    /// <summary>Shakes hands now, unless that was done.</summary>
    /// <exception cref="TlsException">The peer will not do, or took too long.</exception>
    /// <exception cref="ConnectionException">The connection broke, or the peer refused.</exception>
    public void ShakeHands()
    {
        if (Volatile.Read(ref _facts) is not null) return;
        lock (_handshake)
        {
            if (_facts is not null) return;
            if (_failure is not null) throw new ConnectionException(_failure.Message, _failure);
            try
            {
                Volatile.Write(ref _facts, Authenticate());
            }
            catch (Exception e) when (e is TlsException or ConnectionException)
            {
                _failure = e;
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> data)
    {
        ShakeHands();
        while (!data.IsEmpty)
        {
            int count = Math.Min(data.Length, BufferBytes);
            data[..count].CopyTo(_buffer);
            Write(count);
            data = data[count..];
        }
    }

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<IoVector> parts)
    {
        ShakeHands();
        int filled = 0;
        foreach (IoVector part in parts)
        {
            ReadOnlySpan<byte> data = new((void*)part.Address, checked((int)part.LengthBytes));
            while (!data.IsEmpty)
            {
                int count = Math.Min(data.Length, BufferBytes - filled);
                data[..count].CopyTo(_buffer.AsSpan(filled));
                filled += count;
                data = data[count..];
                if (filled < BufferBytes) continue;
                Write(filled);
                filled = 0;
            }
        }

        if (filled > 0) Write(filled);
    }

    /// <inheritdoc/>
    public int ReceiveSome(Span<byte> buffer)
    {
        ShakeHands();
        try
        {
            fixed (byte* start = buffer) return Await(_tls.ReadAsync(_received.Of(start, buffer.Length)));
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw Lost(e);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Sends <c>close_notify</c> first, without which a QEMU from 10.0 on takes the end of a channel for a broken one.</remarks>
    public void CloseSend()
    {
        if (Tls is not null)
        {
            try
            {
                _tls.ShutdownAsync().GetAwaiter().GetResult();
            }
            catch (Exception e) when (IsLoss(e))
            {
                // The peer has gone already: then it needs no notice.
            }
        }

        _inner.CloseSend();
    }

    /// <inheritdoc/>
    public void Abort() => _inner.Abort();

    /// <inheritdoc/>
    public void Dispose()
    {
        _inner.Dispose();
        _tls.Dispose();
    }

    private TlsFacts Authenticate()
    {
        long beganNs = WallClock.NowNs();
        try
        {
            using Timer limit = new(_ => Expire(), null, _end.HandshakeLimit, Timeout.InfiniteTimeSpan);
            _end.Authenticate(_tls, problem => _rejection = problem);
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw Explain(e);
        }

        if (!_tls.IsMutuallyAuthenticated)
            throw new TlsException($"the {_end.PeerName} showed no certificate of its own; both sides need one");
        return new TlsFacts(Version(_tls.SslProtocol), _tls.NegotiatedCipherSuite.ToString(), WallClock.NowNs() - beganNs);
    }

    private void Expire()
    {
        Volatile.Write(ref _isLate, true);
        _inner.Abort();
    }

    /// <summary>
    /// What a handshake that failed has to say. What the peer did is a lost connection: the peer knows more, and what it knows counts.
    /// </summary>
    private Exception Explain(Exception cause)
    {
        if (_rejection is not null) return new TlsException(_rejection, cause);
        if (Volatile.Read(ref _isLate))
        {
            string limit = Invariant.Text($"{_end.HandshakeLimit.TotalSeconds:0.#} s");
            return new TlsException($"no TLS handshake with the {_end.PeerName} in {limit}; is that side started with TLS?", cause);
        }

        if (_wire.IsForeign)
        {
            string remedy = "Start it with --tls-creds, or both sides without";
            return new TlsException($"the {_end.PeerName} does not speak TLS: it answers in the clear. {remedy}", cause);
        }

        if (!_wire.IsSilent && Innermost(cause) is not (ConnectionException or IOException))
            return new ConnectionException($"the TLS handshake with the {_end.PeerName} failed: {Reason(cause)}", cause);
        return new ConnectionException(
            $"the {_end.PeerName} ended the connection during the TLS handshake; why, it says on its side", cause);
    }

    private void Write(int count)
    {
        try
        {
            _tls.Write(_buffer, 0, count);
        }
        catch (Exception e) when (IsLoss(e))
        {
            throw Lost(e);
        }
    }

    private static ConnectionException Lost(Exception cause) =>
        Innermost(cause) as ConnectionException
            ?? new ConnectionException($"the connection to the peer was lost: {Reason(cause)}", cause);

    /// <summary>Everything that the library throws for a connection that is broken, ended, or tampered with.</summary>
    private static bool IsLoss(Exception e) => e is IOException or AuthenticationException or ConnectionException
        or ObjectDisposedException or InvalidOperationException or System.ComponentModel.Win32Exception;

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e;
    }

    /// <summary>The last words of the library's text, which are the reason: ahead of them are numbers and functions.</summary>
    private static string Reason(Exception e) => Innermost(e).Message.Split("::")[^1].TrimEnd('.');

    private static string Version(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.Tls13 => "TLS 1.3",
        _ => protocol.ToString(),
    };

    /// <summary>The stream below blocks, so the call is complete when it returns.</summary>
    private static int Await(ValueTask<int> call) =>
        call.IsCompleted ? call.GetAwaiter().GetResult() : call.AsTask().GetAwaiter().GetResult();
}
