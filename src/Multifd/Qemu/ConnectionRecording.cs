using MultifdBench.Core;
using MultifdBench.Multifd.Threads;

namespace MultifdBench.Multifd.Qemu;

/// <summary>
/// What one connection received, written down as it comes, and when: a line <c>bytes,µs</c> at most every millisecond says how much had
/// been received by then, counted from the migration's start. Not thread-safe.
/// </summary>
/// <param name="bytes">Takes the bytes; owned.</param>
/// <param name="times">Takes the lines; owned.</param>
/// <param name="faults">
/// Takes what the disk refuses, of all connections of a migration: from then on nothing is written. The migration goes on; a recording is
/// worth less.
/// </param>
public sealed class ConnectionRecording(Stream bytes, TextWriter times, FaultLatch faults) : IDisposable
{
    private const long LineEveryNs = 1_000_000;

    private long _lastLineNs = long.MinValue;
    private (long Bytes, long Ns) _pending;

    /// <summary>Writes what was received.</summary>
    /// <param name="received">The new bytes.</param>
    /// <param name="totalBytes">Bytes so far, these included.</param>
    /// <param name="ageNs">Time since the migration's start, nanoseconds.</param>
    public void Write(ReadOnlySpan<byte> received, long totalBytes, long ageNs)
    {
        if (faults.IsSet) return;
        try
        {
            bytes.Write(received);
            _pending = (totalBytes, ageNs);
            if (_lastLineNs == long.MinValue || ageNs - _lastLineNs >= LineEveryNs) WriteLine();
        }
        catch (IOException e)
        {
            faults.Report(e);
        }
    }

    /// <summary>Closes both; the last bytes have their line.</summary>
    public void Dispose()
    {
        Try(() =>
        {
            if (_pending.Ns > _lastLineNs && !faults.IsSet) WriteLine();
        });
        Try(times.Dispose);
        Try(bytes.Dispose);
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (IOException e)
        {
            faults.Report(e);
        }
    }

    private void WriteLine()
    {
        times.WriteLine(Invariant.Text($"{_pending.Bytes},{_pending.Ns / 1000}"));
        _lastLineNs = _pending.Ns;
    }
}
