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
        Assert.Contains("ends in the middle of its zstd data", Assert.Throws<IOException>(() => Read(compressed[..^9])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DamagedFile_SaysSo()
    {
        byte[] compressed = Compress();
        compressed.AsSpan(6, 60).Fill(0xff);
        Assert.Contains("damaged", Assert.Throws<IOException>(() => Read(compressed)).Message, StringComparison.Ordinal);
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
