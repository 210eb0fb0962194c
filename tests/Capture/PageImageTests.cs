using System.Text;
using MultifdBench.Capture;
using MultifdBench.Capture.Images;
using MultifdBench.Guest;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Capture;

/// <summary>The file: what is written is read again, and whatever is wrong with it is noticed and said.</summary>
public sealed class PageImageTests : IDisposable
{
    private static readonly PageImageHeader Header = new(
        "process 7 (test)", DateTimeOffset.UnixEpoch, true,
        [new PageRegion(0x7f00_0000_0000, 3, "[heap]"), new PageRegion(0x1000, 2, "[anon]")], "pagemap-scan");

    private static readonly TraceInterval[] Intervals =
        [new(100_000, [new PageRun(0, 2), new PageRun(4, 1)]), new(99_000, []), new(uint.MaxValue, [new PageRun(3, 2)])];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.pages")]
    [InlineData("a.pages.zst")]
    public void WrittenImage_IsReadAgain(string name)
    {
        byte[] pages = Pages(5);
        string path = Write(name, pages, Intervals);
        using PageImageReader reader = PageImageReader.Open(path);
        Assert.Equal((Header.Source, Header.CapturedUtc, true, 5),
            (reader.Header!.Source, reader.Header.CapturedUtc, reader.Header.Consistent, reader.Header.PageCount));
        Assert.Equal(Header.Regions, reader.Header.Regions);
        byte[] read = new byte[pages.Length + 1];
        Assert.Equal(5000, reader.Read(read.AsSpan(0, 5000)));
        Assert.Equal(pages.Length - 5000, reader.Read(read.AsSpan(5000)));
        Assert.Equal(pages, read[..pages.Length]);
        Assert.Equal(0, reader.Read(read));
        DirtyTrace trace = reader.ReadTrace()!;
        Assert.Equal("pagemap-scan", trace.Method);
        Assert.Equal(Intervals.Select(interval => interval.DurationUs), trace.Intervals.Select(interval => interval.DurationUs));
        Assert.Equal(Intervals.SelectMany(interval => interval.Runs), trace.Intervals.SelectMany(interval => interval.Runs));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("a.ram")]
    [InlineData("a.ram.zst")]
    public void RawImage_IsPagesAndNothingElse(string name)
    {
        byte[] pages = Pages(3);
        using (ImageOutput output = new(_folder[name], 1))
        {
            PageImageWriter writer = new(output.Stream, null);
            writer.WritePages(pages);
            writer.Complete();
            output.Commit();
        }

        using PageImageReader reader = PageImageReader.Open(_folder[name]);
        Assert.Null(reader.Header);
        byte[] read = new byte[2 * pages.Length];
        Assert.Equal(pages.Length, reader.Read(read));
        Assert.Equal(pages, read[..pages.Length]);
        Assert.Null(reader.ReadTrace());
        if (name == "a.ram") Assert.Equal(pages, File.ReadAllBytes(_folder[name]));
    }

    [Fact]
    public void EveryCut_IsNoticed()
    {
        byte[] whole = File.ReadAllBytes(Write("a.pages", Pages(5), Intervals));
        // Below the magic number's length a file is a raw image that is no whole page; callers refuse that.
        for (int length = PageImageHeader.PrefixBytes; length < whole.Length; length =
            length < 100 || length > whole.Length - 100 ? length + 1 : length + 997)
        {
            string message = Refusal(whole[..length]);
            Assert.True(message.Contains("cut off", StringComparison.Ordinal), $"{length}: {message}");
        }

        Assert.Contains("goes on behind its end", Refusal([.. whole, 0]), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryFlippedByte_IsNoticed()
    {
        byte[] whole = File.ReadAllBytes(Write("a.pages", Pages(5), Intervals));
        for (int at = 8; at < whole.Length; at += at < 400 || at > whole.Length - 100 ? 1 : 499)
        {
            whole[at] ^= 0x15;
            Assert.NotEqual("", Refusal(whole));
            whole[at] ^= 0x15;
        }
    }

    [Theory]
    [InlineData(12, 0x7fff_f000, "damaged header")]
    [InlineData(12, 5000, "damaged header")]
    [InlineData(12, -4096, "damaged header")]
    [InlineData(16, int.MaxValue, "damaged header")]
    [InlineData(8, 2, "format version 2")]
    public void HostileHeader_IsRefusedBeforeMemoryIsTaken(int offset, int value, string expected)
    {
        byte[] whole = File.ReadAllBytes(Write("a.pages", Pages(5), []));
        BitConverter.TryWriteBytes(whole.AsSpan(offset), value);
        Assert.Contains(expected, Refusal(whole), StringComparison.Ordinal);
    }

    [Fact]
    public void HeaderThatClaimsMore_TakesNoMoreMemoryThanThereIs()
    {
        byte[] whole = File.ReadAllBytes(Write("a.pages", Pages(5), []));
        BitConverter.TryWriteBytes(whole.AsSpan(12), 0x0400_0000);
        Assert.InRange(Allocations.Of(() => Assert.Contains("cut", Refusal(whole), StringComparison.Ordinal)), 0, 4 << 20);
    }

    [Theory]
    [InlineData("\"pages\":3", "\"pages\":0")]
    [InlineData("\"pages\":3", "\"pages\":-")]
    [InlineData("\"source\"", "\"soXrce\"")]
    public void DamagedJson_IsRefused(string from, string to)
    {
        byte[] whole = File.ReadAllBytes(Write("a.pages", Pages(5), []));
        int at = whole.AsSpan().IndexOf(Encoding.ASCII.GetBytes(from));
        Assert.True(at > 0);
        Encoding.ASCII.GetBytes(to).CopyTo(whole, at);
        Assert.Contains("damaged header", Refusal(whole), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 6)]
    [InlineData(5, 1)]
    [InlineData(uint.MaxValue, 1)]
    public void TraceBeyondTheImage_IsRefused(uint first, uint count)
    {
        byte[] whole = File.ReadAllBytes(Write("a.pages", Pages(5), [new TraceInterval(1000, [new PageRun(first, count)])]));
        Assert.Contains("is damaged", Refusal(whole), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.pages")]
    [InlineData("a.pages.zst")]
    public void ImageThatIsNotFinished_IsRemoved_AndOlderOneStays(string name)
    {
        File.WriteAllText(_folder[name], "older");
        using (ImageOutput output = new(_folder[name], 1)) output.Stream.Write(Pages(5));
        Assert.Equal([name], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.Equal("older", File.ReadAllText(_folder[name]));
    }

    [Theory]
    [InlineData("full")]
    [InlineData("full.zst")]
    public void FullDevice_RefusesPages_AndClosingSaysNothingMore(string name)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "/dev/full is Linux's");
        File.CreateSymbolicLink(_folder[name], "/dev/full");
        using ImageOutput output = new(_folder[name], 1);
        byte[] pages = Pages(400);
        Assert.ThrowsAny<IOException>(() =>
        {
            output.Stream.Write(pages);
            output.Commit();
        });
    }

    [Fact]
    public void OutputThatCannotBeCreated_NamesTheOption() =>
        Assert.Contains("--out", Assert.Throws<CaptureException>(() => new ImageOutput(_folder["no/such/folder/a"], 1)).Message,
            StringComparison.Ordinal);

    private string Write(string name, byte[] pages, TraceInterval[] intervals)
    {
        using ImageOutput output = new(_folder[name], 1);
        PageImageWriter writer = new(output.Stream, Header);
        writer.WritePages(pages);
        foreach (TraceInterval interval in intervals) writer.WriteInterval(interval);
        writer.Complete();
        output.Commit();
        return _folder[name];
    }

    private string Refusal(byte[] file)
    {
        File.WriteAllBytes(_folder["bad"], file);
        return Assert.Throws<CaptureException>(() =>
        {
            using PageImageReader reader = PageImageReader.Open(_folder["bad"]);
            reader.ReadToEnd();
        }).Message;
    }

    private static byte[] Pages(int count)
    {
        byte[] pages = new byte[count * Page.SizeBytes];
        new Random(count).NextBytes(pages);
        return pages;
    }
}
