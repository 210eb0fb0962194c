namespace MultifdBench.Multifd.Transport;

/// <summary>
/// What is said about peers that were turned away: a line for each of the first, then a number, so that a scan of ports fills no terminal.
/// Thread-safe.
/// </summary>
/// <param name="note">Takes a line for the user.</param>
public sealed class TurnedAway(Action<string> note)
{
    /// <summary>Lines until <see cref="Conclude"/>.</summary>
    public const int MaxLines = 20;

    private readonly Lock _gate = new();
    private int _count;

    /// <summary>Says a line, or counts it.</summary>
    public void Note(string line)
    {
        lock (_gate)
        {
            if (++_count <= MaxLines) note(line);
        }
    }

    /// <summary>Says how many lines there would have been more, and begins anew.</summary>
    public void Conclude()
    {
        lock (_gate)
        {
            if (_count > MaxLines) note($"{_count - MaxLines} more connections were turned away");
            _count = 0;
        }
    }
}
