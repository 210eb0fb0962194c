using System.Diagnostics;
using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using System.Text;
using MultifdBench.Core;

namespace MultifdBench.Tests.Fuzz;

/// <summary>
/// Feeds inputs to a target. Input n of a target is the same on every host and in every run, so its number is all that is needed to see it
/// again.
/// </summary>
internal static class Fuzzer
{
    /// <summary>Inputs that may depend on each other: a target begins afresh at every multiple of this.</summary>
    public const int GroupInputs = 16;

    // No input takes a tenth of a second. A process that is not even scheduled for this long has other trouble.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Where a long run notes the input at hand, so that one that ends the process can be found.</summary>
    public static string NoteFolder { get; } = Path.Combine(Path.GetTempPath(), "multifd-bench-fuzz");

    /// <summary>Feeds inputs, on all processors where there are many.</summary>
    /// <param name="name">The target's, for messages.</param>
    /// <param name="create">Makes a target; once for each thread.</param>
    /// <param name="first">A multiple of <see cref="GroupInputs"/>.</param>
    /// <param name="count">How many.</param>
    /// <param name="takesNotes">Whether the number of the input at hand is kept in a file.</param>
    /// <param name="limit">After so long no further group is begun; null for no limit.</param>
    /// <param name="least">So many are fed whatever the limit: a busy machine must not make a failure of it.</param>
    /// <returns>Inputs that were fed.</returns>
    public static long Run(string name, Func<FuzzTarget> create, long first, long count, bool takesNotes, TimeSpan? limit = null,
        long least = 0)
    {
        int threads = count > 100 * GroupInputs ? Environment.ProcessorCount : 1;
        long share = (least + threads - 1) / threads;
        Worker NewWorker(int index) => new(name, create, first, count, index, threads, takesNotes, limit ?? TimeSpan.MaxValue, share);
        Worker[] workers = [.. Enumerable.Range(0, threads).Select(NewWorker)];
        foreach (Worker worker in workers) worker.Start();
        foreach (Worker worker in workers) worker.Join();
        foreach (Worker worker in workers)
        {
            if (worker.Failure is { } failure) Assert.Fail(failure);
        }

        return workers.Sum(worker => worker.Fed);
    }

    private sealed class Worker(
        string name, Func<FuzzTarget> create, long first, long count, int index, int threads, bool takesNotes, TimeSpan limit, long least)
    {
        private Thread? _thread;
        private long _at = -1;

        public string? Failure { get; private set; }

        public long Fed { get; private set; }

        public void Start()
        {
            _thread = new Thread(Feed) { IsBackground = true, Name = $"fuzz {name}" };
            _thread.Start();
        }

        /// <summary>Waits for the end, or for an input that does not end.</summary>
        public void Join()
        {
            long seen = -1;
            long since = Stopwatch.GetTimestamp();
            while (!_thread!.Join(200))
            {
                long at = Volatile.Read(ref _at);
                if (at != seen) (seen, since) = (at, Stopwatch.GetTimestamp());
                if (Stopwatch.GetElapsedTime(since) > Patience) Failure ??= Describe(at, $"still at it after {Patience.TotalSeconds} s");
                if (Failure is not null) return;
            }
        }

        private void Feed()
        {
            try
            {
                using FuzzTarget target = create();
                using Note? note = takesNotes ? new Note(name, index) : null;
                long start = Stopwatch.GetTimestamp();
                for (long group = first / GroupInputs + index; group * GroupInputs < first + count && Failure is null; group += threads)
                {
                    if (Fed >= least && Stopwatch.GetElapsedTime(start) > limit) break;
                    target.Begin();
                    long end = Math.Min((group + 1) * GroupInputs, first + count);
                    for (long number = group * GroupInputs; number < end && Failure is null; number++)
                    {
                        Volatile.Write(ref _at, number);
                        note?.Write(number);
                        Feed(target, number);
                        Fed++;
                    }
                }
            }
#pragma warning disable CA1031 // Whatever it is, the test's own thread must see it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Failure ??= Describe(_at, e.ToString());
            }
        }

        private void Feed(FuzzTarget target, long number)
        {
            byte[] input = target.Make(new Random(SeedOf(number)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target.Feed(input);
            }
            catch (Exception e) when (target.Allows(e))
            {
                // A usage error has a line for each mistake; all else is one line.
                if (e is not UsageException && e.Message.Contains('\n', StringComparison.Ordinal))
                    Failure = Describe(number, $"a message of several lines: {e.Message}");
            }
#pragma warning disable CA1031 // Everything that is not allowed is what is looked for.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Failure = Describe(number, e.ToString());
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > target.MaxAllocatedBytes)
                Failure ??= Describe(number, $"{allocated} bytes allocated, at most {target.MaxAllocatedBytes} are expected");
        }

        private int SeedOf(long number) => unchecked((int)XxHash32.HashToUInt32(Encoding.UTF8.GetBytes($"{name}:{number}")));

        private string Describe(long number, string what) =>
            $"{name}, input {number}: {what}\nAgain: {FuzzTests.OnlyVariable}={name}:{number}";
    }

    /// <summary>The number of the input at hand, in a file that outlives the process.</summary>
    private sealed class Note : IDisposable
    {
        private readonly MemoryMappedFile _file;
        private readonly MemoryMappedViewAccessor _view;

        public Note(string name, int index)
        {
            Directory.CreateDirectory(NoteFolder);
            _file = MemoryMappedFile.CreateFromFile(Path.Combine(NoteFolder, $"{name}.{index}"), FileMode.Create, null, 32);
            _view = _file.CreateViewAccessor();
        }

        public void Write(long number)
        {
            // As text, to be read with cat.
            Span<byte> digits = stackalloc byte[20];
            _ = number.TryFormat(digits, out int written);
            for (int i = 0; i < digits.Length; i++) _view.Write(i, i < written ? digits[i] : (byte)' ');
        }

        public void Dispose()
        {
            _view.Dispose();
            _file.Dispose();
        }
    }
}
