using MultifdBench.Core;

namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>What a handshake agreed on.</summary>
/// <param name="Version">For example <c>TLS 1.3</c>.</param>
/// <param name="Cipher">The cipher suite by its registered name, for example <c>TLS_AES_256_GCM_SHA384</c>.</param>
/// <param name="HandshakeNs">From the first byte sent to both certificates verified, nanoseconds of wall time.</param>
public sealed record TlsFacts(string Version, string Cipher, long HandshakeNs)
{
    /// <summary>
    /// Facts of several connections as those of one: the mean time of a handshake, and every version and cipher that is there. Null where
    /// no connection is encrypted.
    /// </summary>
    public static TlsFacts? Of(IEnumerable<IConnection> connections)
    {
        TlsFacts[] all = [.. connections.Select(connection => connection.Tls).OfType<TlsFacts>()];
        if (all.Length == 0) return null;
        return new TlsFacts(
            string.Join(", ", all.Select(facts => facts.Version).Distinct().Order(StringComparer.Ordinal)),
            string.Join(", ", all.Select(facts => facts.Cipher).Distinct().Order(StringComparer.Ordinal)),
            (long)all.Average(facts => facts.HandshakeNs));
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant.Text($"{Version}, {Cipher}, handshake {Units.Ms(HandshakeNs):0.0} ms");
}
