using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Multifd.Threads;

/// <summary>
/// What one thread waits for until another has changed something: a wake-up that came first is not lost, and ends one wait. A thread that
/// is awake is told without a system call, and a call that wakes one that sleeps hands it no lock to wait for, as a monitor's pulse does.
/// One thread waits; any number wake it.
/// </summary>
/// <remarks>
/// Use: the waiting thread asks its condition again after every wait; the other changes what the condition looks at, then wakes.
/// </remarks>
internal sealed unsafe partial class WakeUp
{
    private const int Awake = 0;
    private const int Told = 1;
    private const int Asleep = 2;

    // Alone on its cache lines: both threads write it, and what lies beside it in memory is not theirs. Pinned: the kernel has its address.
    private const int WordsOfTwoLines = 32;
    private readonly int[] _words = GC.AllocateArray<int>(2 * WordsOfTwoLines, pinned: true);
    private readonly int* _state;
    private readonly object? _monitor = Futex.IsAvailable ? null : new object();

    public WakeUp() => _state = (int*)Marshal.UnsafeAddrOfPinnedArrayElement(_words, WordsOfTwoLines);

    /// <summary>Whether a thread sleeps in <see cref="Wait"/>, or is about to.</summary>
    public bool IsAwaited => Volatile.Read(ref *_state) == Asleep;

    /// <summary>Ends the wait that is or comes next. Everything written before is seen after that wait.</summary>
    public void Set()
    {
        if (Interlocked.Exchange(ref *_state, Told) == Asleep) Wake();
        GC.KeepAlive(_words);
    }

    /// <summary>Waits for a <see cref="Set"/> since the last wait.</summary>
    /// <param name="limitNs">How long at most, and perhaps less; null for no limit.</param>
    public void Wait(long? limitNs = null)
    {
        if (Interlocked.CompareExchange(ref *_state, Asleep, Awake) == Awake) Sleep(limitNs);
        // An exchange, not a write: what the caller reads now was written before the wake-up, or a later one follows it.
        Interlocked.Exchange(ref *_state, Awake);
        GC.KeepAlive(_words);
    }

    private void Wake()
    {
        if (_monitor is null)
        {
            Futex.Wake(_state);
            return;
        }

        lock (_monitor) Monitor.Pulse(_monitor);
    }

    private void Sleep(long? limitNs)
    {
        if (_monitor is null)
        {
            // A signal of the runtime's wakes it, too. Where time is limited, the caller looks at the clock.
            do Futex.Wait(_state, Asleep, limitNs);
            while (limitNs is null && Volatile.Read(ref *_state) == Asleep);
            return;
        }

        lock (_monitor)
        {
            if (Volatile.Read(ref *_state) == Asleep) Monitor.Wait(_monitor, Milliseconds(limitNs));
        }
    }

    private static int Milliseconds(long? ns) =>
        ns is { } some ? (int)Math.Clamp(some / Units.NsPerMs, 1, int.MaxValue) : Timeout.Infinite;

    /// <summary>The kernel's wait for a word of memory to change, <c>futex(2)</c>.</summary>
    private static partial class Futex
    {
        private const int WaitPrivate = 128;
        private const int WakePrivate = 1 | 128;
        private static readonly nint Number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

        public static bool IsAvailable { get; } =
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

        public static void Wait(int* word, int expected, long? limitNs)
        {
            TimeSpec limit = new() { Seconds = (limitNs ?? 0) / Units.NsPerSecond, Nanoseconds = (limitNs ?? 0) % Units.NsPerSecond };
            _ = SystemCall(Number, word, WaitPrivate, expected, limitNs is null ? null : &limit);
        }

        public static void Wake(int* word) => _ = SystemCall(Number, word, WakePrivate, 1, null);

        [LibraryImport("libc", EntryPoint = "syscall")]
        private static partial nint SystemCall(nint number, int* word, nint operation, nint value, TimeSpec* limit);

        private struct TimeSpec
        {
            public long Seconds;
            public long Nanoseconds;
        }
    }
}
