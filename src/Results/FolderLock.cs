namespace MultifdBench.Results;

/// <summary>
/// Keeps two processes from writing one results folder. The operating system drops the lock when its holder dies, so a kill leaves a
/// file behind but never a lock.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const string FileName = ".lock";

    private readonly FileStream _file;

    /// <exception cref="ResultsException">Another process, or another writer in this one, holds the folder.</exception>
    public FolderLock(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new ResultsException(
                $"{folder} is being written by another run; wait for it or choose another folder with --out.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Storage.Refused(folder, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
