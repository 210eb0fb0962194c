using System.Text;
using MultifdBench.Capture;
using MultifdBench.Capture.Images;
using MultifdBench.Core;
using MultifdBench.Core.Files;
using MultifdBench.Guest;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>The pages of a comparison: the non-zero pages of a memory image, or synthetic ones.</summary>
public sealed class PageSet
{
    /// <summary>Environment variable with the path of a memory image, plain or .zst; a benchmark process inherits it.</summary>
    public const string Variable = "MULTIFD_BENCH_PAGES";

    private const int SyntheticPages = 1024;

    private readonly byte[] _bytes;
    private readonly int[] _offsets;

    private PageSet(byte[] bytes)
    {
        _bytes = bytes;
        _offsets = [.. Enumerable.Range(0, bytes.Length / Page.SizeBytes).Select(page => page * Page.SizeBytes).Where(IsNonZero)];
        if (_offsets.Length == 0) throw new UsageException("The pages hold nothing but zeros: there is nothing to compress.");
    }

    /// <summary>Non-zero pages.</summary>
    public int Count => _offsets.Length;

    /// <summary>One page, 4096 bytes.</summary>
    public ReadOnlySpan<byte> this[int page] => _bytes.AsSpan(_offsets[page], Page.SizeBytes);

    /// <summary>The non-zero pages of a memory image, plain or .zst.</summary>
    /// <exception cref="UsageException">The file is no whole number of pages, or all zero.</exception>
    public static PageSet FromFile(string path)
    {
        // The verb reads it to check it, and each benchmark process again.
        if (InputFile.WhyNotTwice(path) is { } problem) throw new UsageException($"--pages {path}: the image {problem}.");
        byte[] bytes = Read(path);
        if (bytes.Length % Page.SizeBytes != 0)
            throw new UsageException(
                $"--pages {path} has {bytes.Length} bytes, no multiple of {Page.SizeBytes}: give a memory image, plain or .zst.");
        return new PageSet(bytes);
    }

    /// <summary>The pages of the image that <see cref="Variable"/> names, else synthetic ones.</summary>
    public static PageSet Chosen() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? FromFile(path) : Synthetic(SyntheticPages);

    /// <summary>What <see cref="Chosen"/> reads, in words.</summary>
    public static string ChosenName =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? Path.GetFileName(path) : "synthetic pages";

    /// <summary>Pages of words, pointers and random values by turns: for hosts without a sample, not for figures.</summary>
    public static PageSet Synthetic(int count, int seed = 1)
    {
        byte[] bytes = new byte[count * Page.SizeBytes];
        var random = new Random(seed);
        string[] words = ["key", "user", "field", "value", "session", "4096", "{", "}", ":", "\"", "true", "null"];
        for (int page = 0; page < count; page++)
        {
            Span<byte> to = bytes.AsSpan(page * Page.SizeBytes, Page.SizeBytes);
            while (to.Length > 16)
            {
                string word = words[random.Next(words.Length)] + random.Next(1 << (4 * (page % 3)));
                Encoding.ASCII.GetBytes(word, to);
                to = to[Math.Min(to.Length, word.Length + page % 4)..];
            }
        }

        return new PageSet(bytes);
    }

    private static byte[] Read(string path)
    {
        try
        {
            using PageImageReader reader = PageImageReader.Open(path);
            using MemoryStream pages = new();
            byte[] chunk = new byte[1 << 20];
            for (int read; (read = reader.Read(chunk)) > 0;) pages.Write(chunk, 0, read);
            return pages.ToArray();
        }
        catch (CaptureException e)
        {
            throw new UsageException($"--pages {path}: the image {e.Message}.");
        }
    }

    private bool IsNonZero(int offset) => _bytes.AsSpan(offset, Page.SizeBytes).ContainsAnyExcept((byte)0);
}
