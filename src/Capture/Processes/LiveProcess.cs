using System.Globalization;
using System.Runtime.InteropServices;
using MultifdBench.Guest;

namespace MultifdBench.Capture.Processes;

/// <summary>
/// The memory of a running process, through <c>/proc/PID</c> (Linux). Reading disturbs the process no more than a debugger that never
/// stops it; addresses that vanish meanwhile read as zeros. Not thread-safe.
/// </summary>
public sealed class LiveProcess : IDisposable
{
    private const ulong Present = 1UL << 63;
    private const ulong Swapped = 1UL << 62;
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _memory;

    /// <summary>Opens a process.</summary>
    /// <param name="pid">Its number.</param>
    /// <exception cref="CaptureException">There is no such process, it may not be read, or it has no memory.</exception>
    public LiveProcess(int pid)
    {
        Pid = pid;
        if (!OperatingSystem.IsLinux()) throw new CaptureException("--pid reads /proc, which only Linux has; give a core or a raw image.");
        if (pid <= 0 || !Directory.Exists(Folder)) throw Gone();
        try
        {
            Name = File.ReadAllText($"{Folder}/comm").Trim();
            _memory = File.OpenHandle($"{Folder}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Pagemap = File.OpenHandle($"{Folder}/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (UnauthorizedAccessException)
        {
            _memory?.Dispose();
            throw NotPermitted();
        }
        catch (IOException)
        {
            _memory?.Dispose();
            throw Directory.Exists(Folder) ? NoMemory() : Gone();
        }

        if (ReadMappings().Count > 0) return;
        Dispose();
        throw NoMemory();
    }

    /// <summary>The process's number.</summary>
    public int Pid { get; }

    /// <summary>Its name, as the kernel has it.</summary>
    public string Name { get; }

    /// <summary>True once the process has no memory any more.</summary>
    public bool HasEnded => ReadMappings().Count == 0;

    /// <summary>The process that started it; 0 once it has ended.</summary>
    internal int ParentPid
    {
        get
        {
            try
            {
                string? line = File.ReadLines($"{Folder}/status").FirstOrDefault(l => l.StartsWith("PPid:", StringComparison.Ordinal));
                return line is null ? 0 : int.Parse(line["PPid:".Length..], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    /// <summary><c>/proc/PID/pagemap</c>.</summary>
    internal Microsoft.Win32.SafeHandles.SafeFileHandle Pagemap { get; }

    private string Folder => string.Create(CultureInfo.InvariantCulture, $"/proc/{Pid}");

    /// <summary>All mappings as they are now; none when the process has ended.</summary>
    public IReadOnlyList<ProcessMapping> ReadMappings()
    {
        try
        {
            return [.. File.ReadLines($"{Folder}/maps").Select(ProcessMapping.Parse).OfType<ProcessMapping>()];
        }
        catch (UnauthorizedAccessException)
        {
            throw NotPermitted();
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Runs of pages of a range that exist, in memory or swapped out, as address and number of pages; rising.</summary>
    public IEnumerable<(ulong Address, long Pages)> ResidentRuns(ulong start, ulong end)
    {
        const long PiecePages = 1 << 16;
        ulong runStart = 0;
        long run = 0;
        ulong[] entries = new ulong[Math.Min(PiecePages, (long)((end - start) >> Page.Shift))];
        for (ulong at = start; at < end; at += (ulong)PiecePages << Page.Shift)
        {
            int pages = (int)Math.Min((ulong)PiecePages, (end - at) >> Page.Shift);
            ReadPagemap(at, entries.AsSpan(0, pages));
            for (int i = 0; i < pages; i++)
            {
                if ((entries[i] & (Present | Swapped)) != 0)
                {
                    if (run++ == 0) runStart = at + ((ulong)i << Page.Shift);
                }
                else if (run > 0)
                {
                    yield return (runStart, run);
                    run = 0;
                }
            }
        }

        if (run > 0) yield return (runStart, run);
    }

    /// <summary>Fills a span with the process's bytes.</summary>
    /// <param name="address">Where they are.</param>
    /// <param name="bytes">Where they go; what is no longer mapped becomes zeros.</param>
    /// <exception cref="CaptureException">The process has ended.</exception>
    public void Read(ulong address, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int read = TryRead(address, bytes);
            if (read <= 0)
            {
                if (HasEnded) throw new CaptureException($"--pid {Pid}: {Name} ended while it was read.");
                // One page has gone; those behind it may be there.
                read = (int)Math.Min((ulong)bytes.Length, Page.SizeBytes - (address % Page.SizeBytes));
                bytes[..read].Clear();
            }

            address += (ulong)read;
            bytes = bytes[read..];
        }
    }

    /// <summary>Closes the files; the process goes on.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        Pagemap.Dispose();
    }

    /// <summary>Fills a span with entries of <c>/proc/PID/pagemap</c> [Linux Documentation/admin-guide/mm/pagemap.rst]; zeros where there is nothing.</summary>
    internal void ReadPagemap(ulong address, Span<ulong> entries)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(entries);
        long offset = (long)(address >> Page.Shift) * sizeof(ulong);
        int done = 0;
        for (int read; done < bytes.Length && (read = RandomAccess.Read(Pagemap, bytes[done..], offset + done)) > 0;) done += read;
        bytes[done..].Clear();
    }

    private int TryRead(ulong address, Span<byte> bytes)
    {
        try
        {
            return RandomAccess.Read(_memory, bytes, (long)address);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private CaptureException Gone() => new($"--pid {Pid}: there is no such process.");

    private CaptureException NoMemory() => new($"--pid {Pid}: {Name} has no memory of its own; it is a kernel thread or has ended.");

    private CaptureException NotPermitted() => new(
        $"--pid {Pid}: not permitted to read its memory; run as root or as its user, where /proc/sys/kernel/yama/ptrace_scope allows that.");
}
