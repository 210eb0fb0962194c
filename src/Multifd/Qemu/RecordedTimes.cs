using System.Globalization;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Multifd.Qemu;

/// <summary>
/// When the bytes of a recorded connection arrived, as <see cref="ConnectionRecording"/> wrote it down; read as far as it is asked for.
/// </summary>
/// <param name="name">The file, as messages name it.</param>
/// <param name="lines">Its lines; owned.</param>
public sealed class RecordedTimes(string name, TextReader lines) : IDisposable
{
    private long _bytes = -1;
    private long _ns;
    private long _line;
    private bool _isAtEnd;

    /// <summary>Nanoseconds after the start when <paramref name="bytes"/> bytes had arrived; asked for in rising order.</summary>
    /// <exception cref="ConnectionException">A line is not what a recording has.</exception>
    public long At(long bytes)
    {
        while (_bytes < bytes && !_isAtEnd) ReadLine();
        return _ns;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => lines.Dispose();

    // By hand, as they are written: two whole numbers have nothing to quote, and the protocol knows no library for files.
    private void ReadLine()
    {
        string? line = Read();
        _isAtEnd = line is null;
        if (line is null) return;
        _line++;
        int comma = line.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0
            || !long.TryParse(line.AsSpan(0, comma), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            || !long.TryParse(line.AsSpan(comma + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long us)
            || us > long.MaxValue / 1000 || bytes < _bytes || us * 1000 < _ns)
            throw new ConnectionException(
                $"{name}, line {_line}: bytes and microseconds that do not fall are expected; remove the file to replay without times");
        (_bytes, _ns) = (bytes, us * 1000);
    }

    private string? Read()
    {
        try
        {
            return lines.ReadLine();
        }
        catch (IOException e)
        {
            throw new ConnectionException($"{name} cannot be read: {e.Message}", e);
        }
    }
}
