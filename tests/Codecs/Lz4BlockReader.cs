using System.Buffers.Binary;

namespace MultifdBench.Tests.Codecs;

/// <summary>LZ4's blocks read byte by byte as the format's description says, by nobody's library.</summary>
internal static class Lz4BlockReader
{
    /// <summary>What a block gives, appended to what stands before it.</summary>
    public static void Append(List<byte> output, ReadOnlySpan<byte> block)
    {
        int at = 0;
        while (true)
        {
            byte token = block[at++];
            int literals = Length(block, ref at, token >> 4);
            output.AddRange(block.Slice(at, literals));
            at += literals;
            if (at == block.Length) return;
            int offset = BinaryPrimitives.ReadUInt16LittleEndian(block[at..]);
            at += 2;
            for (int left = Length(block, ref at, token & 15) + 4; left > 0; left--) output.Add(output[^offset]);
        }
    }

    /// <summary>What blocks of one stream give.</summary>
    public static byte[] Read(params IEnumerable<byte[]> blocks)
    {
        List<byte> output = [];
        foreach (byte[] block in blocks) Append(output, block);
        return [.. output];
    }

    private static int Length(ReadOnlySpan<byte> block, ref int at, int length)
    {
        if (length < 15) return length;
        byte more;
        do length += more = block[at++];
        while (more == 255);
        return length;
    }
}
