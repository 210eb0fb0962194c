using BenchmarkDotNet.Attributes;
using MultifdBench.Bench.Suites.Deflate;
using MultifdBench.Codecs;
using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Bench.Suites;

/// <summary>
/// Methods as a channel uses them: packets of 128 pages, one stream for all of them, flushed at each packet's end. One operation is all packets of
/// the page set (<c>--pages</c>, else synthetic ones). Libraries that are not installed have no cases.
/// </summary>
public class PacketMethodSuite
{
    private const int SyntheticPages = 1024;

    private GuestMemory _source = null!;
    private GuestMemory _destination = null!;
    private IMultifdMethod _method = null!;
    private IPacketCompressor _compressor = null!;
    private PacketPayload _payload = null!;
    private ArrayReader[] _packets = null!;
    private long[][] _offsets = null!;

    /// <summary>Method, level and library.</summary>
    [ParamsSource(nameof(Methods))]
    public string Method { get; set; } = "zlib-1 managed";

    /// <summary>Cases that this host can run.</summary>
    public static IEnumerable<string> Methods =>
        from name in (string[])["zlib-1", "zlib-6", "zstd-1", "zstd-3"]
        from library in (CodecLibrary[])[CodecLibrary.Native, CodecLibrary.Managed]
        where MethodCatalog.Probe(Request(name, library)).IsAvailable
        select $"{name} {library.ToString().ToLowerInvariant()}";

    /// <summary>Bytes that one operation works on.</summary>
    public long Bytes => _source.TotalBytes;

    [GlobalSetup]
    public void SetUp()
    {
        string? path = Environment.GetEnvironmentVariable(DeflateSuite.PagesVariable);
        PageSet pages = string.IsNullOrEmpty(path) ? PageSet.Synthetic(SyntheticPages, 1) : PageSet.FromFile(path);
        RamBlockSpec[] layout = [new("pages", (long)pages.Count * Page.SizeBytes)];
        (_source, _destination) = (new GuestMemory(layout), new GuestMemory(layout));
        for (int i = 0; i < pages.Count; i++) pages[i].CopyTo(_source.Blocks[0].GetPage(i));
        _offsets = [.. Enumerable.Range(0, pages.Count).Select(page => (long)page * Page.SizeBytes).Chunk(PacketHeader.PagesPerPacket)];
        string[] words = Method.Split(' ');
        _method = MethodCatalog.Create(Request(words[0], Enum.Parse<CodecLibrary>(words[1], ignoreCase: true)));
        _compressor = _method.CreateCompressor();
        _payload = new PacketPayload(_compressor.MaxPayloadBytes);
        _packets = RecordPackets();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _compressor.Dispose();
        _source.Dispose();
        _destination.Dispose();
    }

    /// <summary>Compressed bytes of all packets.</summary>
    [Benchmark]
    public long Compress()
    {
        long bytes = 0;
        foreach (long[] offsets in _offsets)
        {
            _payload.Clear();
            _compressor.Compress(new PacketPages(_source.Blocks[0], offsets), _payload);
            bytes += _payload.LengthBytes;
        }

        return bytes;
    }

    /// <summary>Restores all packets with a fresh stream, as the recording has its start.</summary>
    [Benchmark]
    public void Decompress()
    {
        using IPacketDecompressor decompressor = _method.CreateDecompressor(_method.CreateAgreement());
        for (int i = 0; i < _packets.Length; i++) decompressor.Decompress(_packets[i], new PacketPages(_destination.Blocks[0], _offsets[i]));
    }

    /// <summary>Uncompressed ÷ compressed bytes of the recorded packets.</summary>
    public double Ratio() => (double)Bytes / _packets.Sum(packet => (long)packet.LengthBytes);

    /// <summary>Whether the last <see cref="Decompress"/> gave the source's pages back.</summary>
    public bool IsRestored() => _source.Compare(_destination) is null;

    private ArrayReader[] RecordPackets()
    {
        using IPacketCompressor compressor = _method.CreateCompressor();
        return [.. _offsets.Select(offsets =>
        {
            _payload.Clear();
            compressor.Compress(new PacketPages(_source.Blocks[0], offsets), _payload);
            return new ArrayReader(_payload.Bytes.ToArray());
        })];
    }

    private static MethodRequest Request(string name, CodecLibrary library)
    {
        string[] parts = name.Split('-');
        return new MethodRequest(parts[0]) { Library = library }.WithLevel($"multifd-{parts[0]}-level", parts[1][0] - '0');
    }

    private sealed class ArrayReader(byte[] bytes) : IPayloadReader
    {
        public int LengthBytes => bytes.Length;

        public ReadOnlySpan<byte> ReadAll() => bytes;

        public void ReadInto(PacketPages pages)
        {
            for (int i = 0; i < pages.Count; i++) bytes.AsSpan(i * Page.SizeBytes, Page.SizeBytes).CopyTo(pages[i]);
        }
    }
}
