using MultifdBench.Codecs.Zstd;
using MultifdBench.Tests.Results;
using ZstdSharp;

namespace MultifdBench.Tests.Codecs;

/// <summary>A file reads the same whether it is compressed or not, and damage is an error of reading it.</summary>
public sealed class ZstdFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * i))];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PlainAndCompressed_ReadTheSame()
    {
        Assert.Equal(_content, Read(_content));
        Assert.Equal(_content, Read(Compress()));
        Assert.Equal([], Read([]));
        Assert.Equal([1, 2, 3], Read([1, 2, 3]));
    }

    [Fact]
    public void CutFile_SaysSo()
    {
        byte[] compressed = Compress();
        Assert.Contains("ends in the middle of its zstd data", Assert.Throws<IOException>(() => Read(compressed[..^9])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedFile_SaysSo()
    {
        byte[] compressed = Compress();
        compressed.AsSpan(16, 60).Fill(0xff);
        Assert.Contains("damaged", Assert.Throws<IOException>(() => Read(compressed)).Message, StringComparison.Ordinal);
    }

    /// <summary>Several frames, and frames to skip before, between and behind them, are one file [RFC8878 §3.1].</summary>
    [Fact]
    public void AllFrames_AreRead_AndSkippableOnesSkipped()
    {
        byte[] frame = Compress();
        byte[] skipped = [0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        Assert.Equal(_content, Read([.. skipped, .. frame]));
        Assert.Equal([.. _content, .. _content], Read([.. frame, .. skipped, .. skipped, .. frame, .. skipped]));
        Assert.Equal([], Read(skipped));
        Assert.Contains("ends in the middle", Assert.Throws<IOException>(() => Read([.. frame, .. skipped[..^1]])).Message,
            StringComparison.Ordinal);
        Assert.Contains("ends in the middle", Assert.Throws<IOException>(() => Read([.. frame, .. frame[..3]])).Message,
            StringComparison.Ordinal);
        Assert.Contains("goes on behind its zstd data", Assert.Throws<IOException>(() => Read([.. frame, 1, 2, 3, 4])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(18 << 3, null)] // 256 MiB
    [InlineData((18 << 3) | 1, "needs a window of 288 MiB, more than the 256 MiB")]
    [InlineData(21 << 3, "needs a window of 2048 MiB")]
    public void Window_IsTakenUpToItsBound(byte descriptor, string? problem) =>
        AssertReads([0x28, 0xb5, 0x2f, 0xfd, 0, descriptor, .. LastRawBlock], problem);

    /// <summary>A frame of a single segment has its content for a window.</summary>
    [Theory]
    [InlineData(2, null)]
    [InlineData(256L << 20, "is damaged")] // of the right size, but not what it says
    [InlineData((256L << 20) + 1, "needs a window of 257 MiB")]
    public void SingleSegment_IsTakenUpToTheSameBound(long bytes, string? problem) =>
        AssertReads([0x28, 0xb5, 0x2f, 0xfd, 0xe0, .. BitConverter.GetBytes(bytes), .. LastRawBlock], problem);

    [Fact]
    public void Dictionary_IsSaidToBeMissing() => AssertReads([0x28, 0xb5, 0x2f, 0xfd, 1, 0, 7, .. LastRawBlock], "needs a dictionary");

    /// <summary>The last block, raw, with two bytes [RFC8878 §3.1.1.2].</summary>
    private static byte[] LastRawBlock => [0x11, 0, 0, 8, 9];

    private void AssertReads(byte[] file, string? problem)
    {
        if (problem is null) Assert.Equal([8, 9], Read(file));
        else Assert.Contains(problem, Assert.Throws<IOException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    private byte[] Compress()
    {
        using Compressor compressor = new();
        return compressor.Wrap(_content).ToArray();
    }

    private byte[] Read(byte[] file)
    {
        File.WriteAllBytes(_folder["file"], file);
        using Stream stream = ZstdFile.OpenRead(_folder["file"]);
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
