namespace MultifdBench.Codecs.Zlib;

/// <summary>
/// Watches the input for the end of a sync flush: LEN and NLEN of an empty stored block, <c>00 00 FF FF</c> [RFC1951 §3.2.4]. A block
/// that ends on a byte boundary by chance is told from a flush by it.
/// </summary>
internal struct SyncMarker
{
    private const uint LittleEndian = 0xFFFF0000;

    private uint _lastFour;

    /// <summary>Whether the last four bytes taken are the marker.</summary>
    public readonly bool IsLast => _lastFour == LittleEndian;

    /// <summary>Takes the next input bytes.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes[Math.Max(0, bytes.Length - sizeof(uint))..]) _lastFour = (_lastFour >> 8) | ((uint)value << 24);
    }
}
