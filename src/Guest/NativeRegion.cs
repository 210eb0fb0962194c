using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Guest;

/// <summary>
/// Zeroed page-aligned memory outside the GC heap; on Linux an anonymous mapping with huge-page advice, which has no pages before
/// <see cref="Populate"/>.
/// </summary>
internal sealed unsafe partial class NativeRegion : SafeHandle
{
    private const int ProtReadWrite = 1 | 2;
    private const int MapPrivateAnonymous = 2 | 0x20;
    private const int MapNoReserve = 0x4000;
    private const int AdviseHugePages = 14;
    private const int AdvisePopulateWrite = 23; // Linux 5.14 and later

    private readonly long _lengthBytes;
    private int _holds;

    private NativeRegion(nint address, long lengthBytes)
        : base(0, ownsHandle: true)
    {
        _lengthBytes = lengthBytes;
        SetHandle(address);
    }

    public override bool IsInvalid => handle == 0;

    public byte* Address => (byte*)handle;

    /// <summary>Whether there are results of <see cref="Hold"/> that are not disposed.</summary>
    public bool IsHeld => Volatile.Read(ref _holds) > 0;

    /// <summary>Puts the memory's end off until the result is disposed. Thread-safe.</summary>
    public IDisposable Hold()
    {
        bool added = false;
        DangerousAddRef(ref added);
        Interlocked.Increment(ref _holds);
        return new Held(this);
    }

    public static NativeRegion Allocate(long lengthBytes)
    {
        nint address = OperatingSystem.IsLinux() ? Map(lengthBytes) : AllocateAligned(lengthBytes);
        return new NativeRegion(address, lengthBytes);
    }

    /// <summary>
    /// Gives a range pages of its own, as a write of every page would; the bytes stay as they are. A read alone does not: it maps the
    /// kernel's shared zero page, and the first write faults again. Thread-safe.
    /// </summary>
    /// <param name="offset">A multiple of the page size.</param>
    /// <param name="lengthBytes">A multiple of the page size; the range lies inside the region.</param>
    public void Populate(long offset, long lengthBytes)
    {
        // Elsewhere the memory was zeroed when it was allocated.
        if (!OperatingSystem.IsLinux() || Madvise(handle + (nint)offset, (nuint)lengthBytes, AdvisePopulateWrite) == 0) return;
        byte* end = Address + offset + lengthBytes;
        for (byte* page = Address + offset; page < end; page += Page.SizeBytes) Volatile.Write(ref *page, *page);
    }

    protected override bool ReleaseHandle()
    {
        if (OperatingSystem.IsLinux()) return Munmap(handle, (nuint)_lengthBytes) == 0;
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    private static nint Map(long lengthBytes)
    {
        nint address = Mmap(0, (nuint)lengthBytes, ProtReadWrite, MapPrivateAnonymous | MapNoReserve, -1, 0);
        if (address == -1)
            throw new InsufficientMemoryException($"The kernel refused to map {Units.FormatSize(lengthBytes)} of guest memory.");
        // Advice only: a kernel without huge pages refuses it, and 4 KiB pages do as well, more slowly.
        _ = Madvise(address, (nuint)lengthBytes, AdviseHugePages);
        return address;
    }

    private static nint AllocateAligned(long lengthBytes)
    {
        void* address;
        try
        {
            address = NativeMemory.AlignedAlloc((nuint)lengthBytes, Page.SizeBytes);
        }
        catch (OutOfMemoryException)
        {
            throw new InsufficientMemoryException($"The system refused {Units.FormatSize(lengthBytes)} of guest memory.");
        }

        NativeMemory.Clear(address, (nuint)lengthBytes);
        return (nint)address;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Mmap(nint address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Munmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(nint address, nuint length, int advice);

    private sealed class Held(NativeRegion region) : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
            Interlocked.Decrement(ref region._holds);
            region.DangerousRelease();
        }
    }
}
