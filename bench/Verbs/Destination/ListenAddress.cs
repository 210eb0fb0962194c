using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MultifdBench.Core;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary><c>HOST:PORT</c> as an address to listen on.</summary>
internal static class ListenAddress
{
    /// <summary>Parses <c>HOST:PORT</c>, <c>:PORT</c> or <c>PORT</c>; without a host it is the loopback interface.</summary>
    /// <param name="text">What the user wrote; an IPv6 address stands in brackets.</param>
    /// <param name="option">The option, for the message.</param>
    /// <exception cref="UsageException">It is no address, or the host name has none.</exception>
    public static IPEndPoint Parse(string text, string option)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon].Trim('[', ']');
        if (!ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            throw new UsageException($"{option} {text} has no port from 0 to 65535: write HOST:PORT, for example 127.0.0.1:4444.");
        if (host.Length == 0) return new IPEndPoint(IPAddress.Loopback, port);
        if (IPAddress.TryParse(host, out IPAddress? address)) return new IPEndPoint(address, port);
        return new IPEndPoint(Resolve(host, text, option), port);
    }

    private static IPAddress Resolve(string host, string text, string option)
    {
        try
        {
            return Dns.GetHostAddresses(host).FirstOrDefault()
                ?? throw new UsageException($"{option} {text}: host '{host}' has no address.");
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            throw new UsageException(
                $"{option} {text}: host '{host}' is not known ({e.Message}); write an address of this machine, 0.0.0.0 for all of them.");
        }
    }
}
