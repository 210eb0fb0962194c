using MultifdBench.Core.Files;
using MultifdBench.Guest;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Runs;

/// <summary>A guest's memory as raw files, one per RAM block.</summary>
public static class RamImages
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Writes <c>DIR/NAME.ram</c> for every block, characters that do not belong in a file name as <c>_</c>.</summary>
    /// <returns>The files, in block order.</returns>
    /// <exception cref="ResultsException">The disk refuses, or two blocks have the same file name; a file that was begun is removed.</exception>
    public static IReadOnlyList<string> Write(GuestMemory memory, string folder)
    {
        string[] paths = [.. memory.Blocks.Select(block => Path.Combine(folder, FileName(block.Name)))];
        if (paths.Distinct().Count() != paths.Length) throw new ResultsException($"Cannot write RAM images to {folder}: two RAM blocks would have the same file name.");
        for (int i = 0; i < paths.Length; i++) Write(memory.Blocks[i], paths[i]);
        return paths;
    }

    private static string FileName(string block)
    {
        char[] invalid = ['/', .. Path.GetInvalidFileNameChars()];
        return string.Concat(block.Select(letter => invalid.Contains(letter) ? '_' : letter)) + ".ram";
    }

    private static void Write(RamBlock block, string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using OutputFile file = OutputFile.Create(path);
            for (long at = 0; at < block.LengthBytes; at += PieceBytes)
                file.Stream.Write(block.GetSpan(at, (int)Math.Min(PieceBytes, block.LengthBytes - at)));
            file.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultsException($"Cannot write the RAM image {path}: {e.Message.TrimEnd('.')}. Make room, or name another folder with --ram-out.", e);
        }
    }
}
