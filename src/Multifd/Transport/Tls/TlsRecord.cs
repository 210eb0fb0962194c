namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>What the first bytes of a connection say of TLS [RFC8446 5.1].</summary>
public static class TlsRecord
{
    /// <summary>Bytes that tell it.</summary>
    public const int TellingBytes = 2;

    private const byte Handshake = 0x16;
    private const byte Alert = 0x15;
    private const byte MajorVersion = 3;

    /// <summary>Whether a peer begins a handshake.</summary>
    public static bool IsHandshake(ReadOnlySpan<byte> first) => first is [Handshake, MajorVersion, ..];

    /// <summary>Whether a peer's first byte can be TLS: a handshake, or the alert that ends one.</summary>
    public static bool MayBe(byte first) => first is Handshake or Alert;

    /// <summary>Whether a peer's second byte can be.</summary>
    public static bool MayBeSecond(byte second) => second == MajorVersion;
}
