using BenchmarkDotNet.Attributes;
using MultifdBench.Bench.Suites.Deflate;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Bench.Suites;

/// <summary>
/// A method as a channel uses it: packets of 128 pages, compressed and restored one after the other. One operation is all packets of the
/// page set (<c>--pages</c>, else synthetic ones).
/// </summary>
public abstract class PacketSuite
{
    private GuestMemory _source = null!;
    private GuestMemory _destination = null!;
    private IMultifdMethod _method = null!;
    private IPacketCompressor _compressor = null!;
    private ReadOnlyMemory<byte> _agreement;
    private PacketPayload _payload = null!;
    private ArrayReader[] _packets = null!;
    private long[][] _offsets = null!;

    /// <summary>Bytes that one operation works on.</summary>
    public long Bytes => _source.TotalBytes;

    [GlobalSetup]
    public void SetUp()
    {
        PageSet pages = PageSet.Chosen();
        RamBlockSpec[] layout = [new("pages", (long)pages.Count * Page.SizeBytes)];
        (_source, _destination) = (new GuestMemory(layout), new GuestMemory(layout));
        for (int i = 0; i < pages.Count; i++) pages[i].CopyTo(_source.Blocks[0].GetPage(i));
        _offsets = [.. Enumerable.Range(0, pages.Count).Select(page => (long)page * Page.SizeBytes).Chunk(PacketHeader.PagesPerPacket)];
        _method = CreateMethod(_source);
        _agreement = _method.CreateAgreement();
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
        using IPacketDecompressor decompressor = _method.CreateDecompressor(_agreement);
        for (int i = 0; i < _packets.Length; i++)
            decompressor.Decompress(_packets[i], new PacketPages(_destination.Blocks[0], _offsets[i]));
    }

    /// <summary>Uncompressed ÷ compressed bytes of the recorded packets.</summary>
    public double Ratio() => (double)Bytes / _packets.Sum(packet => (long)packet.LengthBytes);

    /// <summary>Whether the last <see cref="Decompress"/> gave the source's pages back.</summary>
    public bool IsRestored() => _source.Compare(_destination) is null;

    /// <summary>The method of this case, for a guest whose memory is <paramref name="source"/>.</summary>
    private protected abstract IMultifdMethod CreateMethod(GuestMemory source);

    private ArrayReader[] RecordPackets()
    {
        using IPacketCompressor compressor = _method.CreateCompressor();
        return [.. _offsets.Select(offsets =>
        {
            _payload.Clear();
            compressor.Compress(new PacketPages(_source.Blocks[0], offsets), _payload);
            byte[] packet = GC.AllocateUninitializedArray<byte>(_payload.LengthBytes, pinned: true); // as a channel's buffer is
            _payload.Bytes.CopyTo(packet);
            return new ArrayReader(packet);
        })];
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
