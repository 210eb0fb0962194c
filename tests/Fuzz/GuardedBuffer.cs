using System.Runtime.InteropServices;

namespace MultifdBench.Tests.Fuzz;

/// <summary>
/// Memory that ends at a page which nobody may touch: one byte read or written too many ends the process. Before it lie bytes that are
/// checked for writes. Without such pages (not on Linux) the bytes behind it are checked instead.
/// </summary>
internal sealed unsafe partial class GuardedBuffer : SafeHandle
{
    private const int PageBytes = 4096;
    private const byte Beside = 0xA5;
    private const int BesideBytes = 64;
    private const int ProtNone = 0, ProtReadWrite = 3, MapPrivateAnonymous = 2 | 0x20;

    private readonly int _capacity;
    private readonly int _mapped;
    private byte* _taken;

    /// <param name="capacity">The most bytes that are ever taken.</param>
    public GuardedBuffer(int capacity)
        : base(0, ownsHandle: true)
    {
        _capacity = (capacity + BesideBytes + PageBytes - 1) / PageBytes * PageBytes;
        _mapped = _capacity + PageBytes;
        if (OperatingSystem.IsLinux())
        {
            SetHandle(Mmap(0, (nuint)_mapped, ProtReadWrite, MapPrivateAnonymous, -1, 0));
            Assert.NotEqual(-1, handle);
            Assert.Equal(0, Mprotect(handle + _capacity, PageBytes, ProtNone));
        }
        else
        {
            SetHandle((nint)NativeMemory.AllocZeroed((nuint)_mapped));
        }

        new Span<byte>((void*)handle, _capacity).Fill(Beside);
        if (!OperatingSystem.IsLinux()) new Span<byte>((void*)(handle + _capacity), PageBytes).Fill(Beside);
        _taken = (byte*)handle + _capacity;
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>What was taken last.</summary>
    public ReadOnlySpan<byte> Taken => new(_taken, (int)((byte*)handle + _capacity - _taken));

    /// <summary>The last <paramref name="length"/> bytes ahead of the guard; what was taken before is given back.</summary>
    public Span<byte> Take(int length)
    {
        Assert.InRange(length, 0, _capacity - BesideBytes);
        byte* end = (byte*)handle + _capacity;
        new Span<byte>(_taken, (int)(end - _taken)).Fill(Beside);
        _taken = end - length;
        return new Span<byte>(_taken, length);
    }

    /// <summary>The same, with bytes in it.</summary>
    public Span<byte> Place(ReadOnlySpan<byte> bytes)
    {
        Span<byte> place = Take(bytes.Length);
        bytes.CopyTo(place);
        return place;
    }

    /// <summary>Fails when a byte beside what was taken has been written to.</summary>
    public void AssertNothingBesideWasWritten()
    {
        Assert.Equal(-1, new ReadOnlySpan<byte>(_taken - BesideBytes, BesideBytes).IndexOfAnyExcept(Beside));
        if (OperatingSystem.IsLinux()) return;
        Assert.Equal(-1, new ReadOnlySpan<byte>((void*)(handle + _capacity), BesideBytes).IndexOfAnyExcept(Beside));
    }

    protected override bool ReleaseHandle()
    {
        if (OperatingSystem.IsLinux()) return Munmap(handle, (nuint)_mapped) == 0;
        NativeMemory.Free((void*)handle);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Mmap(nint address, nuint length, int protection, int flags, int fd, long offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Mprotect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Munmap(nint address, nuint length);
}
