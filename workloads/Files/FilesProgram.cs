using MultifdBench.Core;
using MultifdBench.Core.Files;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Workloads.Files;

/// <summary>
/// Memory filled with the files of a folder one after the other, over and over until it is full: how the later revisions of the
/// QPL series filled a guest with the Silesia corpus. Nobody dirties it.
/// </summary>
internal sealed class FilesProgram(string folder, IReadOnlyList<string> files) : IGuestProgram
{
    /// <summary>Its line in the catalog.</summary>
    public static WorkloadDefinition Definition { get; } = new(
        "files", "DIR", "memory filled with a folder's files over and over (a corpus such as Silesia), never written", Create);

    /// <inheritdoc/>
    public double OperationsPerSecond => 0;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory)
    {
        RamBlock block = memory.Blocks[0];
        long corpusBytes = 0;
        foreach (string file in files) corpusBytes += Read(folder, file, stream => BlockWriter.Copy(stream, block, corpusBytes));
        if (corpusBytes == 0) throw Error(folder, "its files are empty now, but were not when the workload was made");
        BlockWriter.Repeat(block, corpusBytes);
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        // Nothing changes while this guest runs.
    }

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs)
    {
    }

    private static GuestWorkload Create(WorkloadRequest request)
    {
        string folder = WorkloadDefinition.ArgumentOf(request);
        IReadOnlyList<RamBlockSpec> layout = GuestLayout.SingleBlock(request.MemoryBytes);
        return new GuestWorkload(request.Name, layout, new FilesProgram(folder, NonEmptyFiles(folder)));
    }

    /// <summary>Files in ordinal order of their relative paths, the same on every file system.</summary>
    private static List<string> NonEmptyFiles(string folder)
    {
        if (!Directory.Exists(folder)) throw Error(folder, "there is no such folder; give the path of a folder with files");
        List<string> files;
        try
        {
            files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .OrderBy(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error(folder, $"the folder cannot be read: {e.Message}");
        }

        foreach (string file in files) DemandFile(folder, file);
        files.RemoveAll(file => Read(folder, file, stream => stream.Length) == 0);
        return files.Count > 0 ? files : throw Error(folder, "the folder holds no bytes; put the corpus' files into it");
    }

    /// <summary>Opening a pipe would wait for somebody to write into it, and a device may never end.</summary>
    private static void DemandFile(string folder, string file)
    {
        FileKind kind = FileStatus.Of(file).Kind;
        if (kind is not (FileKind.Regular or FileKind.Absent))
        {
            string name = Path.GetRelativePath(folder, file);
            throw Error(folder, $"'{name}' is {FileStatus.Describe(kind)}; the folder may hold files and folders only");
        }
    }

    private static long Read(string folder, string file, Func<FileStream, long> use)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return use(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Error(folder, $"file '{file}' cannot be read: {e.Message}");
        }
    }

    private static UsageException Error(string folder, string problem) => new($"--workload files:{folder}: {problem}.");
}
