using MultifdBench.Guest;
using MultifdBench.Tests.Bench;
using ZstdSharp;

namespace MultifdBench.Tests.Workloads;

public sealed class ImageAndFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("multifd-images-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Image_IsTheGuestsMemory(bool compressed)
    {
        byte[] content = Content(5 * Page.SizeBytes);
        using var zstd = new Compressor(1);
        var workload = Guests.Create($"image:{Write("a.ram", compressed ? zstd.Wrap(content).ToArray() : content)}");
        using GuestMemory memory = Guests.Filled(workload);
        Assert.Equal(content, memory.Blocks[0].GetSpan(0, (int)memory.TotalBytes).ToArray());
    }

    [Fact]
    public void Image_Unusable_IsRefused()
    {
        using var zstd = new Compressor(1);
        byte[] packed = zstd.Wrap(Content(64 * Page.SizeBytes)).ToArray();
        Refused("empty.ram", [], "is empty");
        Refused("odd.ram", Content(Page.SizeBytes + 1), "not a multiple of 4096");
        Refused("cut.zst", packed[..(packed.Length / 2)], "middle of its zstd data");
        byte[] damaged = [.. packed];
        damaged[5] ^= 0xff;
        damaged[6] ^= 0xff;
        Refused("damaged.zst", damaged, "zstd data");
        Assert.Contains("cannot be read", Guests.Refusal(() => Guests.Create($"image:{_folder.FullName}")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.ram")]
    [InlineData("a.zst")]
    public void Image_ThatShrinksOrGoes_IsSaid(string name)
    {
        using var zstd = new Compressor(1);
        byte[] Packed(int pages) =>
            name == "a.zst" ? zstd.Wrap(Content(pages * Page.SizeBytes)).ToArray() : Content(pages * Page.SizeBytes);
        var workload = Guests.Create($"image:{Write(name, Packed(5))}");
        Write(name, Packed(3));
        Assert.Contains("has shrunk from 20480 to 12288 bytes", Guests.Refusal(() => Guests.Filled(workload)), StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder.FullName, name));
        Assert.Contains("does not exist", Guests.Refusal(() => Guests.Filled(workload)), StringComparison.Ordinal);
    }

    [Fact]
    public void Image_LargerThanTheMachine_IsRefused()
    {
        string path = Write("huge.ram", []);
        using (FileStream sparse = File.OpenWrite(path)) sparse.SetLength(1L << 42);
        Assert.Contains("more than", Guests.Refusal(() => Guests.Create($"image:{path}")), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_RepeatInOrderUntilMemoryIsFull()
    {
        byte[] first = Content(5000);
        byte[] second = Content(777);
        Write("b", second);
        Write("a", first);
        Write("empty", []);
        byte[] corpus = [.. first, .. second];
        using GuestMemory memory = Guests.Filled(Guests.Create($"files:{_folder.FullName}", mib: 1));
        ReadOnlySpan<byte> bytes = memory.Blocks[0].GetSpan(0, (int)memory.TotalBytes);
        for (int i = 0; i < bytes.Length; i++) Assert.Equal(corpus[i % corpus.Length], bytes[i]);
    }

    [Fact]
    public void Files_WithoutBytes_IsRefused()
    {
        Write("empty", []);
        Assert.Contains("holds no bytes", Guests.Refusal(() => Guests.Create($"files:{_folder.FullName}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_ThatAreNone_AreRefusedUnopened()
    {
        Write("a", Content(10));
        await TestPipe.CreateAsync(Path.Combine(_folder.FullName, "p"));
        Assert.Contains("'p' is a pipe", Guests.Refusal(() => Guests.Create($"files:{_folder.FullName}")), StringComparison.Ordinal);
    }

    private void Refused(string name, byte[] content, string expected) =>
        Assert.Contains(expected, Guests.Refusal(() => Guests.Create($"image:{Write(name, content)}")), StringComparison.Ordinal);

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * i >> 3))];
}
