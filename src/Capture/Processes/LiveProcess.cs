using System.Globalization;
using System.Runtime.InteropServices;
using MultifdBench.Core;
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
    private MemoryFiles? _memoryFiles;

    /// <summary>Opens a process.</summary>
    /// <param name="pid">Its number.</param>
    /// <exception cref="CaptureException">There is no such process, it may not be read, or it has no memory.</exception>
    public LiveProcess(int pid)
    {
        Pid = pid;
        if (!OperatingSystem.IsLinux()) throw new CaptureException("--pid reads /proc, which only Linux has; give a core or a raw image.");
        if (pid <= 0 || !Directory.Exists(Folder)) throw Gone();
        ThreadId = pid;
        try
        {
            Name = File.ReadAllText($"{Folder}/comm").Trim();
            ThreadId = FindThread() ?? throw NoMemory();
            _memory = File.OpenHandle($"{TaskFolder}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Pagemap = File.OpenHandle($"{TaskFolder}/pagemap", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
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
    }

    /// <summary>The process's number.</summary>
    public int Pid { get; }

    /// <summary>Its name, as the kernel has it.</summary>
    public string Name { get; }

    /// <summary>True once the process has no memory any more.</summary>
    public bool HasEnded => ReadMappings().Count == 0;

    /// <summary>
    /// The thread by which the process is looked at: the first, unless it has ended before the others, when the process's own files are
    /// empty.
    /// </summary>
    internal int ThreadId { get; private set; }

    /// <summary><c>/proc/PID/task/TID</c> of <see cref="ThreadId"/>.</summary>
    internal string TaskFolder => TaskFolderOf(ThreadId);

    /// <summary>The process that started it; 0 once it has ended.</summary>
    internal int ParentPid => ThreadStatus.Read(Folder)?.ParentPid ?? 0;

    /// <summary><c>/proc/PID/pagemap</c>.</summary>
    internal Microsoft.Win32.SafeHandles.SafeFileHandle Pagemap { get; }

    private string Folder => Invariant.Text($"/proc/{Pid}");

    /// <summary>All mappings as they are now; none when the process has ended.</summary>
    public IReadOnlyList<ProcessMapping> ReadMappings()
    {
        try
        {
            IReadOnlyList<ProcessMapping> mappings = ReadMappings(ThreadId);
            if (mappings.Count > 0 || FindThread() is not { } other) return mappings;
            ThreadId = other;
            return ReadMappings(other);
        }
        catch (UnauthorizedAccessException)
        {
            throw NotPermitted();
        }
    }

    /// <summary>
    /// The mappings that are memory which the process reads and writes: anonymous, heap, stack, and files of file systems without a disk
    /// behind them. None when the process has ended.
    /// </summary>
    public IReadOnlyList<ProcessMapping> ReadMemory()
    {
        _memoryFiles ??= MemoryFiles.Of(TaskFolder);
        return [.. ReadMappings().Where(_memoryFiles.IsMemory)];
    }

    /// <summary>All threads, as they are now; none when the process has ended.</summary>
    internal IReadOnlyList<ThreadStatus> ReadThreads() =>
        [.. ThreadIds().Select(thread => ThreadStatus.Read(TaskFolderOf(thread))).OfType<ThreadStatus>()];

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
            int? read = TryRead(address, bytes);
            // The file is empty once the memory that it was opened for is gone.
            if (read == 0 || (read is null && HasEnded)) throw Ended();
            if (read is null)
            {
                // One page has gone; those behind it may be there.
                read = (int)Math.Min((ulong)bytes.Length, Page.SizeBytes - (address % Page.SizeBytes));
                bytes[..read.Value].Clear();
            }

            address += (ulong)read.Value;
            bytes = bytes[read.Value..];
        }
    }

    /// <summary>Closes the files; the process goes on.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        Pagemap.Dispose();
    }

    /// <summary>
    /// Fills a span with entries of <c>/proc/PID/pagemap</c> [Linux Documentation/admin-guide/mm/pagemap.rst]; zeros where there is
    /// nothing.
    /// </summary>
    /// <exception cref="CaptureException">The process has ended.</exception>
    internal void ReadPagemap(ulong address, Span<ulong> entries)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(entries);
        long offset = (long)(address >> Page.Shift) * sizeof(ulong);
        for (int done = 0; done < bytes.Length;)
        {
            int read = RandomAccess.Read(Pagemap, bytes[done..], offset + done);
            if (read == 0) throw Ended();
            done += read;
        }
    }

    private int? TryRead(ulong address, Span<byte> bytes)
    {
        try
        {
            return RandomAccess.Read(_memory, bytes, (long)address);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private IReadOnlyList<ProcessMapping> ReadMappings(int thread)
    {
        try
        {
            return [.. File.ReadLines($"{TaskFolderOf(thread)}/maps").Select(ProcessMapping.Parse).OfType<ProcessMapping>()];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private IEnumerable<int> ThreadIds()
    {
        try
        {
            IEnumerable<string> tasks = Directory.EnumerateDirectories($"{Folder}/task");
            return [.. tasks.Select(task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>The first thread that has memory; null when none has.</summary>
    private int? FindThread() => ThreadIds().Where(thread => ReadMappings(thread).Count > 0).Cast<int?>().FirstOrDefault();

    private string TaskFolderOf(int thread) => Invariant.Text($"{Folder}/task/{thread}");

    private CaptureException Ended() => new($"--pid {Pid}: {Name} ended while it was read, or became another program.");

    private CaptureException Gone() => new($"--pid {Pid}: there is no such process.");

    private CaptureException NoMemory() => new($"--pid {Pid}: {Name} has no memory of its own; it is a kernel thread or has ended.");

    private CaptureException NotPermitted() => new(
        $"--pid {Pid}: not permitted to read its memory; run as root or as its user, where "
            + "/proc/sys/kernel/yama/ptrace_scope allows that.");
}
