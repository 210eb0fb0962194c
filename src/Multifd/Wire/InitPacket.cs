using System.Buffers.Binary;

namespace MultifdBench.Multifd.Wire;

/// <summary>
/// The 64 bytes that open every multifd channel, the same in all QEMU versions: magic, version, the guest's UUID, the channel id
/// and reserved zeros, big-endian [QEMU multifd.c, MultiFDInit_t].
/// </summary>
/// <param name="Uuid">The guest's UUID; zeros when it has none.</param>
/// <param name="ChannelId">0 to N−1.</param>
public readonly record struct InitPacket(Guid Uuid, byte ChannelId)
{
    /// <summary>Bytes on the wire.</summary>
    public const int SizeBytes = 64;

    /// <summary>First four bytes of every multifd channel and packet.</summary>
    public const uint Magic = 0x11223344;

    /// <summary>The only version there is.</summary>
    public const uint Version = 1;

    private const int UuidOffset = 8;
    private const int IdOffset = 24;

    /// <summary>Writes <see cref="SizeBytes"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination = destination[..SizeBytes];
        destination.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(destination, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Version);
        Uuid.TryWriteBytes(destination[UuidOffset..], bigEndian: true, out _);
        destination[IdOffset] = ChannelId;
    }

    /// <summary>Reads and checks an initial packet.</summary>
    /// <param name="source"><see cref="SizeBytes"/> bytes.</param>
    /// <param name="channelCount">Channels that the destination expects.</param>
    /// <exception cref="WireException">Wrong magic, version, or an id of <paramref name="channelCount"/> or more.</exception>
    public static InitPacket Read(ReadOnlySpan<byte> source, int channelCount)
    {
        uint magic = BinaryPrimitives.ReadUInt32BigEndian(source);
        if (magic == MainStream.Magic) throw new WireException("initial packet: this is a main stream");
        if (magic != Magic) throw new WireException($"initial packet: magic is 0x{magic:x8}, expected 0x{Magic:x8}");
        uint version = BinaryPrimitives.ReadUInt32BigEndian(source[4..]);
        if (version != Version) throw new WireException($"initial packet: version is {version}, expected {Version}");
        byte id = source[IdOffset];
        // QEMU lets id == N through; there is no such channel.
        if (id >= channelCount)
            throw new WireException(
                $"initial packet: channel id {id} with {channelCount} channels; multifd-channels must be equal on both sides");
        return new InitPacket(new Guid(source.Slice(UuidOffset, 16), bigEndian: true), id);
    }
}
