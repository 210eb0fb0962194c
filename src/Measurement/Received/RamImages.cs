using System.Security.Cryptography;
using MultifdBench.Core.Files;
using MultifdBench.Guest;
using MultifdBench.Results;

namespace MultifdBench.Measurement.Received;

/// <summary>A guest's RAM blocks as files, <c>DIR/&lt;block name, / as _&gt;.ram</c>, and as digests.</summary>
public static class RamImages
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Writes every block; a file that is there is replaced.</summary>
    /// <returns>The paths, in block order.</returns>
    /// <exception cref="ResultsException">
    /// Two blocks would have the same file, or the disk refuses; the message names the file, and no part of it is left.
    /// </exception>
    public static IReadOnlyList<string> Write(GuestMemory memory, string folder)
    {
        string[] paths = [.. memory.Blocks.Select(block => Path.Combine(folder, FileName(block)))];
        if (paths.Distinct(StringComparer.Ordinal).Count() < paths.Length)
            throw new ResultsException($"--ram-out {folder}: two RAM blocks have the same file name once '/' is '_'; leave --ram-out out, "
                + "or rename the guest's memory backends.");
        for (int i = 0; i < paths.Length; i++) Write(memory.Blocks[i], paths[i]);
        return paths;
    }

    /// <summary>SHA-256 of a block's content, lower-case hexadecimal.</summary>
    public static string Sha256(RamBlock block)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ForEachChunk(block, hash.AppendData);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string FileName(RamBlock block) => block.Name.Replace('/', '_') + ".ram";

    private static void Write(RamBlock block, string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using OutputFile file = OutputFile.Create(path);
            ForEachChunk(block, file.Stream.Write);
            file.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResultsException($"--ram-out: cannot write {path}: {e.Message.TrimEnd('.')}. Free space or name another folder.", e);
        }
    }

    private static void ForEachChunk(RamBlock block, Action<ReadOnlySpan<byte>> use)
    {
        for (long offset = 0; offset < block.LengthBytes; offset += ChunkBytes)
            use(block.GetSpan(offset, (int)Math.Min(ChunkBytes, block.LengthBytes - offset)));
    }
}
