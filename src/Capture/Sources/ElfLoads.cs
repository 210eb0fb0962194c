using MultifdBench.Guest;

namespace MultifdBench.Capture.Sources;

/// <summary>A PT_LOAD segment as the table has it.</summary>
/// <param name="Virtual">Virtual address.</param>
/// <param name="Physical">Physical address; 0 everywhere in the core of a process.</param>
/// <param name="FileOffset">Where its bytes begin.</param>
/// <param name="FileBytes">How many there are, at least one.</param>
internal readonly record struct ElfLoad(ulong Virtual, ulong Physical, long FileOffset, long FileBytes)
{
    /// <summary>The kernel's own cores say so for memory that has no physical address.</summary>
    public const ulong NoPhysical = ulong.MaxValue;

    /// <summary>Offset in the file of physical address 0; the same for segments that show the same memory.</summary>
    public ulong Base => unchecked((ulong)FileOffset - Physical);

    public long FileEnd => FileOffset + FileBytes;
}

/// <summary>
/// Makes one memory of a core's segments. A dump that follows a guest's page tables (QEMU's <c>dump-guest-memory -p</c>,
/// <c>/proc/vmcore</c>) has a segment for every virtual address of the same memory, with the same bytes of the file or with others.
/// </summary>
internal static class ElfLoads
{
    /// <summary>Segments whose memory is that of the table, without repetition.</summary>
    /// <exception cref="CaptureException">They contradict each other; the message goes on from "the file".</exception>
    public static ElfSegment[] ToSegments(IReadOnlyList<ElfLoad> loads)
    {
        bool isShared = DemandOneMemory(loads);
        bool isMachine = isShared || loads.Any(load => load.Physical is not (0 or ElfLoad.NoPhysical));
        if (!isMachine) return [.. loads.Select(Virtual)];
        List<ElfSegment> segments = [];
        ulong covered = 0; // everything below is in the list
        IEnumerable<ElfLoad> physical = loads.Where(load => load.Physical != ElfLoad.NoPhysical);
        foreach (ElfLoad load in physical.OrderBy(load => load.Physical).ThenByDescending(load => load.FileBytes))
        {
            ulong skipped = load.Physical < covered ? covered - load.Physical : 0;
            ulong end = load.Physical + (ulong)load.FileBytes;
            if (end < load.Physical) throw new CaptureException("has a segment beyond the last physical address: it is damaged");
            if (end <= covered) continue;
            // Pages are told by address: one that begins in the middle of another would be in the image as a half of each.
            if (skipped % Page.SizeBytes != 0) throw new CaptureException("has segments that overlap by a part of a page: it is damaged");
            segments.Add(new ElfSegment(load.Physical + skipped, load.FileOffset + (long)skipped, load.FileBytes - (long)skipped));
            covered = end;
        }

        segments.AddRange(loads.Where(load => load.Physical == ElfLoad.NoPhysical).Select(Virtual));
        return [.. segments];
    }

    private static ElfSegment Virtual(ElfLoad load) => new(load.Virtual, load.FileOffset, load.FileBytes);

    /// <summary>Segments over the same bytes of the file must be the same physical memory.</summary>
    /// <returns>Whether there are any.</returns>
    private static bool DemandOneMemory(IReadOnlyList<ElfLoad> loads)
    {
        bool isShared = false;
        ElfLoad? last = null; // of those so far, the one that goes on longest: what overlaps any of them overlaps it
        foreach (ElfLoad load in loads.OrderBy(load => load.FileOffset))
        {
            if (last is { } before && load.FileOffset < before.FileEnd)
            {
                if (load.Base != before.Base)
                    throw new CaptureException("has segments that overlap and are not the same memory: it is damaged");
                isShared = true;
            }

            if (last is null || load.FileEnd > last.Value.FileEnd) last = load;
        }

        return isShared;
    }
}
