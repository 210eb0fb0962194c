namespace MultifdBench.Deflate.Inflate;

/// <summary>Copies a stored block [RFC1951 §3.2.4].</summary>
internal static unsafe class StoredBlock
{
    private const int LengthBytes = 4; // the length and its complement

    /// <summary>Copies the block whose type has just been read.</summary>
    public static InflateStatus Copy(ref BitSource source, ref OutputWindow output)
    {
        source.AlignToByte();
        if (source.End - source.Next < LengthBytes) return InflateStatus.Truncated;
        uint length = *(ushort*)source.Next;
        if ((length ^ *(ushort*)(source.Next + 2)) != 0xffff) return InflateStatus.BadStoredLength;
        source.Next += LengthBytes;
        if (source.End - source.Next < length) return InflateStatus.Truncated;
        if (output.End - output.Next < length) return InflateStatus.OutputFull;
        Buffer.MemoryCopy(source.Next, output.Next, length, length);
        source.Next += length;
        output.Next += length;
        return InflateStatus.Done;
    }
}
