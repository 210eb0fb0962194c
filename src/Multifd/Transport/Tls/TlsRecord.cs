namespace MultifdBench.Multifd.Transport.Tls;

/// <summary>A record of TLS: its size, and what the first bytes of a connection say [RFC8446 5.1].</summary>
public static class TlsRecord
{
    /// <summary>The most bytes that a record carries.</summary>
    public const int MostBytes = 16 * 1024;

    /// <summary>What a record of TLS 1.3 with AES-GCM adds to its bytes: header 5, type 1, tag 16 [RFC8446 5.2].</summary>
    public const int OverheadBytes = 22;

    /// <summary>Bytes that tell it.</summary>
    public const int TellingBytes = 2;

    private const byte Handshake = 0x16;
    private const byte Alert = 0x15;
    private const byte MajorVersion = 3;

    /// <summary>Records that so many bytes fill when they are handed over together.</summary>
    public static long CountFor(long bytes) => (bytes + MostBytes - 1) / MostBytes;

    /// <summary>Whether a peer begins a handshake.</summary>
    public static bool IsHandshake(ReadOnlySpan<byte> first) => first is [Handshake, MajorVersion, ..];

    /// <summary>Whether a peer's first byte can be TLS: a handshake, or the alert that ends one.</summary>
    public static bool MayBe(byte first) => first is Handshake or Alert;

    /// <summary>Whether a peer's second byte can be.</summary>
    public static bool MayBeSecond(byte second) => second == MajorVersion;
}
