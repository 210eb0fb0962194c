using MultifdBench.Multifd.Transport.Tls;

namespace MultifdBench.Multifd.Transport;

/// <summary>
/// One connection of a migration: a byte stream each way. One thread sends and one receives at a time; <see cref="Abort"/> and
/// <see cref="CountedBytes"/> may be called from any.
/// </summary>
public interface IConnection : IDisposable
{
    /// <summary>Bytes that were sent on this end.</summary>
    long CountedBytes { get; }

    /// <summary>What the TLS handshake agreed on; null before it, and for a connection in the clear.</summary>
    TlsFacts? Tls => null;

    /// <summary>Sends all bytes; blocks while the peer is slow.</summary>
    /// <exception cref="ConnectionException">The peer is gone or the connection was aborted.</exception>
    void Send(ReadOnlySpan<byte> data);

    /// <summary>Sends several ranges of memory in order, without copying them together first.</summary>
    /// <exception cref="ConnectionException">The peer is gone or the connection was aborted.</exception>
    void Send(ReadOnlySpan<IoVector> parts);

    /// <summary>Whether <see cref="SendPages"/> returns before the pages are read.</summary>
    bool LendsPages => false;

    /// <summary>
    /// Sends a header and pages of guest memory behind it. The header is read before this returns, the pages perhaps after that, and until
    /// <see cref="TakeBack"/>: what is written to them meanwhile is sent, or is not.
    /// </summary>
    /// <param name="headerAndPages">The header first, then ranges of pages.</param>
    /// <exception cref="ConnectionException">The peer is gone or the connection was aborted.</exception>
    void SendPages(ReadOnlySpan<IoVector> headerAndPages) => Send(headerAndPages);

    /// <summary>
    /// Waits until nothing more is read of what <see cref="SendPages"/> was given: because it was received, or because the connection is
    /// broken. Never fails.
    /// </summary>
    void TakeBack()
    {
    }

    /// <summary>Prepares it for <see cref="SendZeroCopy"/>.</summary>
    /// <exception cref="ZeroCopyException">Its bytes do not go to a TCP socket as they are, or the kernel cannot do it.</exception>
    void UseZeroCopy() => throw new ZeroCopyException("zero-copy-send needs a TCP connection in the clear");

    /// <summary>
    /// Sends several ranges of memory in order. They may be read after this returns, until <see cref="FlushZeroCopy"/>: what is written to
    /// them meanwhile is sent, or is not.
    /// </summary>
    /// <exception cref="ConnectionException">The peer is gone or the connection was aborted.</exception>
    /// <exception cref="ZeroCopyException">The kernel may hold no more memory.</exception>
    /// <exception cref="InvalidOperationException">It was not prepared.</exception>
    void SendZeroCopy(ReadOnlySpan<IoVector> parts) => throw new InvalidOperationException("the connection has no zero-copy sends");

    /// <summary>Waits until nothing more is read of what was sent without a copy.</summary>
    /// <returns>Whether the kernel copied all the same, everything since the last flush; null when nothing was sent.</returns>
    /// <exception cref="ConnectionException">The peer is gone or the connection was aborted.</exception>
    bool? FlushZeroCopy() => null;

    /// <summary>Receives until <paramref name="buffer"/> is full or the peer has closed its end.</summary>
    /// <returns>Bytes received; fewer than asked for only at the end of the stream.</returns>
    /// <exception cref="ConnectionException">The connection broke or was aborted.</exception>
    int Receive(Span<byte> buffer)
    {
        int filled = 0;
        for (int received; filled < buffer.Length && (received = ReceiveSome(buffer[filled..])) > 0;) filled += received;
        return filled;
    }

    /// <summary>Receives at least one byte, and no more than have arrived.</summary>
    /// <returns>Bytes received; 0 at the end of the stream.</returns>
    /// <exception cref="ConnectionException">The connection broke or was aborted.</exception>
    int ReceiveSome(Span<byte> buffer);

    /// <summary>Says to the peer that no more bytes follow; it can still read what was sent.</summary>
    void CloseSend();

    /// <summary>Breaks the connection at once: calls that block on either side end. Idempotent.</summary>
    void Abort();
}

/// <summary>A range of memory, laid out as POSIX <c>struct iovec</c>.</summary>
/// <param name="Address">First byte.</param>
/// <param name="LengthBytes">Bytes.</param>
public readonly record struct IoVector(nint Address, nuint LengthBytes);

/// <summary>This host cannot send without a copy, or not so much: of its own type, because the peer has no part in it.</summary>
public sealed class ZeroCopyException(string message) : Exception(message);

/// <summary>A connection ended that should not have.</summary>
public sealed class ConnectionException(string message, Exception? cause = null) : Exception(message, cause);
