using System.Buffers.Binary;
using MultifdBench.Guest;

namespace MultifdBench.Tests.Guest;

/// <summary>
/// Which pages of a guest's memory are its own already, so that neither a read nor a write of them faults: what the kernel says in
/// <c>pagemap</c>.
/// </summary>
internal static class Residency
{
    // Documentation/admin-guide/mm/pagemap.rst. A page that was only read is the kernel's shared zero page: present, and mapped by many.
    private const ulong Exclusive = 1UL << 56;
    private const ulong Swapped = 1UL << 62;

    /// <summary>Ends the test where the kernel does not say.</summary>
    public static void SkipUnlessKnown()
    {
        using GuestMemory probe = new([new RamBlockSpec("probe", 64 << 10)]);
        probe.Clear();
        bool isKnown = OperatingSystem.IsLinux() && CountMissing(probe) == 0;
        Assert.SkipUnless(isKnown, "the kernel does not tell resident pages in /proc/self/pagemap");
    }

    /// <summary>Pages of the system that would fault when they are written; all of them where the kernel does not say.</summary>
    public static unsafe long CountMissing(GuestMemory memory)
    {
        long missing = 0;
        foreach (RamBlock block in memory.Blocks)
        {
            long first = (long)(nint)block.Address / Environment.SystemPageSize;
            byte[] entries = new byte[(block.LengthBytes + Environment.SystemPageSize - 1) / Environment.SystemPageSize * sizeof(ulong)];
            Read(first * sizeof(ulong), entries);
            for (int at = 0; at < entries.Length; at += sizeof(ulong))
            {
                if ((BinaryPrimitives.ReadUInt64LittleEndian(entries.AsSpan(at)) & (Exclusive | Swapped)) == 0) missing++;
            }
        }

        return missing;
    }

    private static void Read(long offset, byte[] entries)
    {
        try
        {
            using FileStream file = new("/proc/self/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            file.Position = offset;
            file.ReadExactly(entries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Array.Clear(entries);
        }
    }
}
