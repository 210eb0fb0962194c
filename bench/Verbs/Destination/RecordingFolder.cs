using MultifdBench.Bench.Verbs.Received;
using MultifdBench.Core;
using MultifdBench.Multifd.Qemu;

namespace MultifdBench.Bench.Verbs.Destination;

/// <summary>A folder that takes the recording of one migration, a file for each connection and one with its times.</summary>
internal sealed class RecordingFolder
{
    private readonly string _folder;

    private RecordingFolder(string folder) => _folder = folder;

    /// <summary>Makes the folder, which may exist if it is empty: recordings of two migrations in one folder could not be told apart.</summary>
    /// <exception cref="UsageException">It holds files, or cannot be made.</exception>
    public static RecordingFolder Create(string folder, string option)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (Directory.EnumerateFileSystemEntries(folder).Any()) throw new UsageException($"{option} {folder} is not empty; name a new folder.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {folder} cannot be made: {e.Message.TrimEnd('.')}; name another folder.");
        }

        return new RecordingFolder(folder);
    }

    /// <summary>Opens the files of a connection. Bytes are not buffered: what has been received is on its way to the disk.</summary>
    public ConnectionRecording Open(string name) =>
        new(Create(name, bufferSize: 0), new StreamWriter(Create(RecordingNames.Times(name), bufferSize: 4096)));

    private FileStream Create(string name, int bufferSize) => new(Path.Combine(_folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize);
}
