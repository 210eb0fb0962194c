using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MultifdBench.Core;

namespace MultifdBench.Multifd.Transport;

/// <summary>Where to connect to or to listen on. Immutable, thread-safe.</summary>
/// <param name="Host">A host name, an IPv4 or an IPv6 address.</param>
/// <param name="Port">0 to 65535; 0 lets a listener take any free port.</param>
public sealed record HostAddress(string Host, int Port)
{
    private const string Loopback = "127.0.0.1";

    /// <summary>Parses <c>HOST:PORT</c>, <c>[IPV6]:PORT</c>, or <c>PORT</c> alone for the loopback interface.</summary>
    /// <param name="option">The option that the text was given to, for messages.</param>
    /// <param name="text">What the user wrote.</param>
    /// <exception cref="UsageException">It is none of these.</exception>
    public static HostAddress Parse(string option, string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon];
        bool isBracketed = host is ['[', _, .., ']'];
        if (int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= IPEndPoint.MaxPort
            && (isBracketed || host.IndexOfAny([':', '[', ']']) < 0) && !host.Any(char.IsWhiteSpace))
            return new HostAddress(isBracketed ? host[1..^1] : host.Length == 0 ? Loopback : host, port);
        throw new UsageException($"{option} {text} is no address: use HOST:PORT, [IPV6]:PORT, or PORT alone for this machine only; "
            + "for example 192.168.1.2:4444.");
    }

    /// <summary>The addresses that the host has, in the resolver's order.</summary>
    /// <exception cref="ConnectionException">There is no such host.</exception>
    public IReadOnlyList<IPEndPoint> Resolve()
    {
        try
        {
            return [.. Dns.GetHostAddresses(Host).Select(address => new IPEndPoint(address, Port))];
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new ConnectionException($"{this}: the host cannot be found: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal)
        ? Invariant.Text($"[{Host}]:{Port}")
        : Invariant.Text($"{Host}:{Port}");
}
