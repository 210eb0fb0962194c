using System.Buffers.Binary;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.TwoHosts;

/// <summary>What a connection between two hosts is for.</summary>
public enum ConnectionPurpose : ushort
{
    /// <summary>Settings, results and verdict.</summary>
    Control = 0,

    /// <summary>The main connection or a channel of a migration: from here on the bytes are QEMU's.</summary>
    Migration = 1,
}

/// <summary>
/// The 32 bytes that open every connection between two hosts, ahead of anything of QEMU's: magic, version of the control protocol, purpose,
/// number of the connection, session; big-endian [docs/wire-format.md, control].
/// </summary>
/// <param name="Version">Version of the control protocol.</param>
/// <param name="Purpose">What the connection is for.</param>
/// <param name="Index">0 for the main connection, 1 to N for the channels; 0 for a control connection.</param>
/// <param name="Session">The session that the destination made; zeros for a control connection.</param>
public readonly record struct ConnectionOpening(ushort Version, ConnectionPurpose Purpose, ushort Index, Guid Session)
{
    /// <summary>Bytes on the wire.</summary>
    public const int SizeBytes = 32;

    /// <summary>Bytes of the magic, with which alone a foreign peer is told.</summary>
    public const int MagicBytes = 8;

    /// <summary>The version of this program.</summary>
    public const ushort CurrentVersion = 1;

    private const int QemuMainMagic = 0x5145564D;

    private static ReadOnlySpan<byte> Magic => "MFDBENCH"u8;

    /// <summary>The opening of a control connection.</summary>
    public static ConnectionOpening Control { get; } = new(CurrentVersion, ConnectionPurpose.Control, 0, Guid.Empty);

    /// <summary>Writes <see cref="SizeBytes"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination = destination[..SizeBytes];
        destination.Clear();
        Magic.CopyTo(destination);
        BinaryPrimitives.WriteUInt16BigEndian(destination[8..], Version);
        BinaryPrimitives.WriteUInt16BigEndian(destination[10..], (ushort)Purpose);
        BinaryPrimitives.WriteUInt16BigEndian(destination[12..], Index);
        Session.TryWriteBytes(destination[16..], bigEndian: true, out _);
    }

    /// <summary>Checks the first <see cref="MagicBytes"/> bytes of a connection.</summary>
    /// <exception cref="WireException">They are another program's; the message says whose where that can be told.</exception>
    public static void CheckMagic(ReadOnlySpan<byte> first)
    {
        first = first[..MagicBytes];
        if (!first.SequenceEqual(Magic)) throw new WireException($"the peer is {Describe(first)}, not this program");
    }

    /// <summary>Reads <see cref="SizeBytes"/> bytes.</summary>
    /// <exception cref="WireException">Another program's bytes.</exception>
    public static ConnectionOpening Read(ReadOnlySpan<byte> source)
    {
        CheckMagic(source);
        return new ConnectionOpening(
            BinaryPrimitives.ReadUInt16BigEndian(source[8..]),
            (ConnectionPurpose)BinaryPrimitives.ReadUInt16BigEndian(source[10..]),
            BinaryPrimitives.ReadUInt16BigEndian(source[12..]),
            new Guid(source.Slice(16, 16), bigEndian: true));
    }

    /// <summary>
    /// Checks version and purpose: apart from <see cref="Read"/>, so that a peer of another version can be told of this one's first.
    /// </summary>
    /// <exception cref="WireException">Another version, or a purpose that this one does not know.</exception>
    public void Check()
    {
        if (Version != CurrentVersion)
            throw new WireException($"the peer speaks version {Version} of the control protocol, this program version {CurrentVersion}: "
                + "use the same program on both hosts");
        if (Purpose > ConnectionPurpose.Migration)
            throw new WireException($"a connection was opened for purpose {(ushort)Purpose}, which is not known");
    }

    private static string Describe(ReadOnlySpan<byte> first)
    {
        int word = BinaryPrimitives.ReadInt32BigEndian(first);
        if (word == QemuMainMagic) return "a QEMU source (its stream begins with QEVM; a destination takes it with --from qemu)";
        if (word == (int)InitPacket.Magic) return "a multifd channel of a QEMU source (a destination takes it with --from qemu)";
        if (IsHttp(first)) return "an HTTP client or server";
        if (first.StartsWith("SSH-"u8)) return "an SSH client or server";
        if (TlsRecord.IsHandshake(first)) return "a TLS client (a source with --tls-creds needs a destination with --tls-creds)";
        return $"unknown (it begins with bytes {Convert.ToHexStringLower(first)})";
    }

    private static bool IsHttp(ReadOnlySpan<byte> first) =>
        first.StartsWith("GET "u8) || first.StartsWith("HEAD "u8) || first.StartsWith("POST "u8) || first.StartsWith("PUT "u8)
        || first.StartsWith("OPTIONS "u8) || first.StartsWith("CONNECT "u8) || first.StartsWith("PRI * "u8) || first.StartsWith("HTTP/"u8);
}
