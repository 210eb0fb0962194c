using MultifdBench.Bench.Cli;
using MultifdBench.Bench.Cli.Received;
using MultifdBench.Core;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Threads;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary>A folder that takes the recording of one migration, a file for each connection and one with its times.</summary>
internal sealed class RecordingFolder
{
    private readonly string _folder;
    private readonly string _option;
    private readonly FaultLatch _faults = new();
    private readonly List<string> _files = [];

    private RecordingFolder(string folder, string option)
    {
        _folder = folder;
        _option = option;
    }

    /// <summary>
    /// Makes the folder, which may exist if it is empty: recordings of two migrations in one folder could not be told apart.
    /// </summary>
    /// <exception cref="UsageException">It holds files, or cannot be made.</exception>
    /// <exception cref="ResultsException">Nothing can be written there.</exception>
    public static RecordingFolder Create(string folder, string option)
    {
        OutputFolder.Check(folder, option);
        try
        {
            Directory.CreateDirectory(folder);
            if (Directory.EnumerateFileSystemEntries(folder).Any())
                throw new UsageException($"{option} {folder} is not empty; name a new folder.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {folder} cannot be made: {e.Message.TrimEnd('.')}; name another folder.");
        }

        return new RecordingFolder(folder, option);
    }

    /// <summary>
    /// Opens the files of a connection, one connection after the other; null once the disk has refused anything. Bytes are not buffered:
    /// what has been received is on its way to the disk.
    /// </summary>
    public ConnectionRecording? Open(string name)
    {
        if (_faults.IsSet) return null;
        try
        {
            FileStream bytes = Create(name);
            try
            {
                return new ConnectionRecording(bytes, new StreamWriter(Create(RecordingNames.Times(name))), _faults);
            }
            catch
            {
                bytes.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _faults.Report(e);
            return null;
        }
    }

    /// <summary>
    /// Judges the recording when all connections are closed. One with a hole is no recording, and its space is needed: it is removed.
    /// </summary>
    /// <exception cref="ResultsException">The disk refused a part of it.</exception>
    public void Conclude()
    {
        if (_faults.First is not { } refusal) return;
        foreach (string file in _files) TryDelete(file);
        throw new ResultsException(
            $"{_option} {_folder}: the recording was given up and removed: {refusal.Message.TrimEnd('.')}. Free space, or name another "
                + "folder, and migrate again.", refusal);
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first refusal is the one to report.
        }
    }

    private FileStream Create(string name)
    {
        string path = Path.Combine(_folder, name);
        // Unbuffered: a buffer would be written once more when the stream is closed, on a disk that has refused it already.
        FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _files.Add(path);
        return file;
    }
}
