using System.Text;
using MultifdBench.Guest;

namespace MultifdBench.Multifd.Wire;

/// <summary>Finds RAM blocks by the name on the wire, without making a string of it. Immutable, thread-safe.</summary>
public sealed class RamBlockTable(GuestMemory memory)
{
    private readonly (byte[] Name, RamBlock Block)[] _blocks =
        [.. memory.Blocks.Select(block => (Encoding.ASCII.GetBytes(block.Name), block))];

    /// <summary>The block of that name, or null. A guest has a handful of blocks, so a linear search is the fastest.</summary>
    public RamBlock? Find(ReadOnlySpan<byte> name)
    {
        foreach ((byte[] known, RamBlock block) in _blocks)
        {
            if (name.SequenceEqual(known)) return block;
        }

        return null;
    }

    /// <summary>A name from the wire as it may stand in a message: printable ASCII, at most 64 characters.</summary>
    public static string Printable(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[Math.Min(name.Length, 64)];
        for (int i = 0; i < text.Length; i++) text[i] = name[i] is >= 0x20 and < 0x7f ? (char)name[i] : '?';
        return new string(text);
    }
}
