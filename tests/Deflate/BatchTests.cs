using System.IO.Compression;
using MultifdBench.Deflate;

namespace MultifdBench.Tests.Deflate;

/// <summary>A batch gives what its streams give one by one, whatever they are and wherever they go wrong.</summary>
public sealed class BatchTests
{
    private const int WindowBytes = 2048; // below the page, so that distances can reach too far

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(128)]
    public void StreamsOfEveryKind_ComeBackTogether(int count)
    {
        byte[][] pages = [.. Enumerable.Range(0, count)
            .Select(i => PageSamples.Make(PageSamples.Kinds[i % PageSamples.Kinds.Length], 4096, i))];
        byte[][] streams = [.. pages.Select((page, i) => Compress(page, i))];
        using var batch = new PinnedBatch(streams, [.. pages.Select(page => page.Length)]);
        batch.Run(new PageInflater());
        for (int i = 0; i < count; i++)
        {
            Assert.Equal((InflateStatus.Done, streams[i].Length, 4096), batch.ResultOf(i));
            Assert.Equal(pages[i], batch.OutputOf(i).ToArray());
        }
    }

    [Fact]
    public void CannedStreams_OfEveryLength_ComeBackTogether()
    {
        CannedTable table = PageSamples.Table();
        PageDeflater deflater = PageSamples.Deflater(DeflateMode.Canned, table: table);
        byte[][] pages = [.. Enumerable.Range(0, 400)
            .Select(i => PageSamples.Make(PageSamples.Kinds[i % PageSamples.Kinds.Length], i * 11, i))];
        byte[][] streams = [.. pages.Select(page => Compress(deflater, page))];
        using var batch = new PinnedBatch(streams, [.. pages.Select(page => page.Length)]);
        batch.Run(new PageInflater(PageInflater.IaaWindowBytes, table));
        for (int i = 0; i < pages.Length; i++)
        {
            Assert.Equal((InflateStatus.Done, streams[i].Length, pages[i].Length), batch.ResultOf(i));
            Assert.Equal(pages[i], batch.OutputOf(i).ToArray());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public unsafe void StreamsOfNothing_AndPlacesForNothing_MayBeNull(bool isCanned)
    {
        // An empty span is pinned to a null pointer. A pair that has one must not reckon back from it.
        CannedTable? table = isCanned ? PageSamples.Table() : null;
        byte[] page = PageSamples.Make("text", 4096, 1);
        byte[] stream = Compress(PageSamples.Deflater(isCanned ? DeflateMode.Canned : DeflateMode.Fixed, table: table), page);
        byte[] back = new byte[4096];
        fixed (byte* from = stream, to = back)
        {
            InflateJob[] jobs =
            [
                new(null, 0, to, 4096), new(from, stream.Length, null, 0), new(null, 0, null, 0), default,
                new(from, stream.Length, to, 4096),
                new(from, stream.Length, null, 0), new(null, 0, to, 4096),
            ];
            new PageInflater(PageInflater.IaaWindowBytes, table).DecompressAll(jobs);
            InflateStatus[] expected =
            [
                InflateStatus.Truncated, InflateStatus.OutputFull, InflateStatus.Truncated, InflateStatus.Truncated, InflateStatus.Done,
                InflateStatus.OutputFull, InflateStatus.Truncated,
            ];
            Assert.Equal(expected, jobs.Select(job => job.Status));
        }

        Assert.Equal(page, back);
    }

    [Fact]
    public unsafe void SizesThatCannotBe_AreRefused()
    {
        byte some = 0;
        nint at = (nint)(&some);
        Assert.Throws<ArgumentOutOfRangeException>(() => new InflateJob((byte*)at, -1, (byte*)at, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InflateJob((byte*)at, 1, (byte*)at, -1));
        Assert.Throws<ArgumentNullException>(() => new InflateJob(null, 1, (byte*)at, 1));
        Assert.Throws<ArgumentNullException>(() => new InflateJob((byte*)at, 1, null, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DamagedStreams_EndAsTheyDoAlone(bool isCanned)
    {
        CannedTable? table = isCanned ? PageSamples.Table() : null;
        PageInflater together = new(WindowBytes, table), alone = new(WindowBytes, table);
        PageDeflater deflater = PageSamples.Deflater(DeflateMode.Canned, table: table);
        var random = new Random(21);
        var seen = new HashSet<InflateStatus>();
        for (int round = 0; round < 300; round++)
        {
            byte[][] streams = new byte[16][];
            int[] rooms = new int[streams.Length];
            for (int i = 0; i < streams.Length; i++)
            {
                byte[] page = PageSamples.Make(PageSamples.Kinds[random.Next(PageSamples.Kinds.Length)], 4096, random.Next(50));
                streams[i] = isCanned ? Compress(deflater, page) : Compress(page, random.Next(5));
                if (random.Next(4) != 0) streams[i] = Mutation.Of(streams[i], random);
                rooms[i] = random.Next(4) == 0 ? random.Next(4097) : 4096;
            }

            using var batch = new PinnedBatch(streams, rooms);
            batch.Run(together);
            for (int i = 0; i < streams.Length; i++)
            {
                byte[] output = new byte[rooms[i]];
                InflateStatus status = alone.Decompress(streams[i], output, out int consumed, out int written);
                Assert.Equal((status, consumed, written), batch.ResultOf(i));
                Assert.Equal(output[..written], batch.OutputOf(i)[..written].ToArray());
                seen.Add(status);
            }

            Assert.True(batch.GuardsAreWhole, "bytes around the destinations changed");
        }

        Assert.True(seen.Count >= 5, $"only {string.Join(", ", seen)} came up");
    }

    /// <summary>Streams of our modes, of another program, and of nothing but stored blocks, by turns.</summary>
    private static byte[] Compress(byte[] page, int turn)
    {
        if (turn % 5 < 2) return Compress(PageSamples.Deflater(turn % 5 == 0 ? DeflateMode.Dynamic : DeflateMode.Fixed), page);
        CompressionLevel level =
            (turn % 5) switch { 2 => CompressionLevel.NoCompression, 3 => CompressionLevel.Fastest, _ => CompressionLevel.SmallestSize };
        using var compressed = new MemoryStream();
        using (var stream = new DeflateStream(compressed, level, leaveOpen: true)) stream.Write(page);
        return compressed.ToArray();
    }

    private static byte[] Compress(PageDeflater deflater, byte[] page)
    {
        byte[] output = new byte[2 * page.Length + 64];
        return output[..deflater.Compress(page, output)];
    }

    /// <summary>Streams each in an array of exactly its length, destinations with guards between them.</summary>
    private sealed unsafe class PinnedBatch : IDisposable
    {
        private const int GuardBytes = 64;
        private const byte Guard = 0xa5;

        private readonly byte[] _output;
        private readonly int[] _offsets;
        private readonly InflateJob[] _jobs;

        public PinnedBatch(byte[][] streams, int[] rooms)
        {
            _output = GC.AllocateArray<byte>(rooms.Sum() + (rooms.Length + 1) * GuardBytes, pinned: true);
            _output.AsSpan().Fill(Guard);
            _offsets = new int[rooms.Length];
            _jobs = new InflateJob[rooms.Length];
            int offset = GuardBytes;
            for (int i = 0; i < rooms.Length; i++)
            {
                byte[] source = GC.AllocateArray<byte>(streams[i].Length, pinned: true);
                streams[i].CopyTo(source, 0);
                Sources.Add(source);
                _offsets[i] = offset;
                fixed (byte* from = source, to = &_output[offset]) _jobs[i] = new InflateJob(from, source.Length, to, rooms[i]);
                offset += rooms[i] + GuardBytes;
            }
        }

        public bool GuardsAreWhole => _jobs.Select((job, i) => _offsets[i] + job.DestinationBytes).Prepend(0)
            .All(at => _output.AsSpan(at, GuardBytes).IndexOfAnyExcept(Guard) < 0);

        private List<byte[]> Sources { get; } = []; // jobs hold addresses only

        public void Run(PageInflater inflater) => inflater.DecompressAll(_jobs);

        public (InflateStatus Status, int Consumed, int Written) ResultOf(int job) =>
            (_jobs[job].Status, _jobs[job].ConsumedBytes, _jobs[job].WrittenBytes);

        public ReadOnlySpan<byte> OutputOf(int job) => _output.AsSpan(_offsets[job], _jobs[job].DestinationBytes);

        public void Dispose() => GC.KeepAlive(Sources);
    }
}
