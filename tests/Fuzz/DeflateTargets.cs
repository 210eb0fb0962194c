using System.Buffers.Binary;
using MultifdBench.Deflate;
using MultifdBench.Tests.Deflate;

namespace MultifdBench.Tests.Fuzz;

/// <summary>A canned table as the other host sends it; one that is taken must work.</summary>
internal sealed class CannedTableTarget : FuzzTarget
{
    private readonly byte[][] _seeds = [PageSamples.Table().Serialize(), PageSamples.Table(7).Serialize()];
    private readonly byte[] _page = PageSamples.Make("mixed", 4096, 3);
    private readonly byte[] _stream = new byte[8192], _back = new byte[4096];
    private readonly GuardedBuffer _guarded = new(8192);

    public override byte[] Make(Random random)
    {
        byte[] seed = _seeds[random.Next(_seeds.Length)];
        if (random.Next(4) == 0) return Mutator.Of(seed, random);
        // Right in all but its lengths, one of which may only have changed places with another.
        byte[] table = [.. seed];
        Span<byte> lengths = table.AsSpan(12, 316);
        for (int changes = random.Next(1, 5); changes > 0; changes--)
        {
            int at = random.Next(lengths.Length), other = random.Next(lengths.Length);
            if (random.Next(2) == 0)
            {
                (lengths[at], lengths[other]) = (lengths[other], lengths[at]);
            }
            else
            {
                int count = random.Next(2) == 0 ? 1 : random.Next(1, lengths.Length - at + 1);
                lengths.Slice(at, count).Fill((byte)random.Next(random.Next(2) == 0 ? 17 : 256));
            }
        }

        SerialisedTable.Seal(table);
        return table;
    }

    public override void Feed(byte[] input)
    {
        CannedTable table = CannedTable.Deserialize(_guarded.Place(input));
        int length = new PageDeflater(DeflateMode.Canned, table).Compress(_page, _stream);
        InflateStatus status = new PageInflater(table: table).Decompress(_stream.AsSpan(0, length), _back, out _, out int written);
        Assert.Equal((InflateStatus.Done, 4096), (status, written));
        Assert.Equal(_page, _back);
    }

    public override bool Allows(Exception exception) => exception is InvalidDataException;

    protected override void Free() => _guarded.Dispose();
}

/// <summary>One stream of every kind; the first byte of an input says which, the next two how much room it gets.</summary>
internal sealed class PageTarget : FuzzTarget
{
    private const int HeaderBytes = 3;
    private const int Kinds = 4;
    private const int WindowBytes = 2048; // below the page, so that distances can reach too far

    private readonly byte[][] _seeds = [.. Enumerable.Range(0, Kinds).SelectMany(Seeds)];
    private readonly PageInflater _raw = new(WindowBytes), _canned = new(WindowBytes, PageSamples.Table());
    private readonly GuardedBuffer _source = new(1 << 16), _destination = new(8192);

    /// <summary>How often each status came up.</summary>
    public Dictionary<InflateStatus, int> Seen { get; } = [];

    public override byte[] Make(Random random)
    {
        byte[] seed = _seeds[random.Next(_seeds.Length)];
        byte[] input = [seed[0], 0, 0, .. Mutator.Of(seed.AsSpan(1), random)];
        BinaryPrimitives.WriteUInt16LittleEndian(input.AsSpan(1), (ushort)(random.Next(4) == 0 ? random.Next(4097) : 4096));
        return input;
    }

    public override void Feed(byte[] input)
    {
        Span<byte> source = _source.Place(input.AsSpan(HeaderBytes));
        Span<byte> destination = _destination.Take(BinaryPrimitives.ReadUInt16LittleEndian(input.AsSpan(1)));
        int consumed, written;
        InflateStatus status = input[0] switch
        {
            0 => _raw.Decompress(source, destination, out consumed, out written),
            1 => _canned.Decompress(source, destination, out consumed, out written),
            2 => ZlibFormat.Decompress(_raw, source, destination, out consumed, out written),
            _ => GzipFormat.Decompress(_raw, source, destination, out consumed, out written),
        };
        Seen[status] = Seen.GetValueOrDefault(status) + 1;
        Assert.InRange(written, 0, destination.Length);
        if (status == InflateStatus.Done) Assert.InRange(consumed, 0, source.Length);
        Assert.NotEmpty(status.Describe());
        _source.AssertNothingBesideWasWritten();
        _destination.AssertNothingBesideWasWritten();
    }

    public override bool Allows(Exception exception) => false;

    protected override void Free()
    {
        _source.Dispose();
        _destination.Dispose();
    }

    private static IEnumerable<byte[]> Seeds(int kind)
    {
        DeflateMode[] modes = kind == 1 ? [DeflateMode.Canned] : [DeflateMode.Fixed, DeflateMode.Dynamic];
        foreach (DeflateMode mode in modes)
        {
            PageDeflater deflater = PageSamples.Deflater(mode);
            foreach (string content in PageSamples.Kinds)
            {
                byte[] page = PageSamples.Make(content, 4096, 6), output = new byte[8192];
                int length = kind switch
                {
                    2 => ZlibFormat.Compress(deflater, page, output),
                    3 => GzipFormat.Compress(deflater, page, output),
                    _ => deflater.Compress(page, output),
                };
                yield return [(byte)kind, .. output.AsSpan(0, length)];
            }
        }
    }
}

/// <summary>Two to five streams side by side, which end as each does alone.</summary>
internal sealed unsafe class PairTarget : FuzzTarget
{
    private const int MostStreams = 5;

    private readonly (PageInflater Together, PageInflater Alone, byte[][] Streams)[] _kinds = [Kind(null), Kind(PageSamples.Table())];
    private readonly GuardedBuffer[] _sources = [.. Enumerable.Range(0, MostStreams).Select(_ => new GuardedBuffer(1 << 16))];
    private readonly GuardedBuffer[] _destinations = [.. Enumerable.Range(0, MostStreams).Select(_ => new GuardedBuffer(8192))];
    private readonly byte[] _back = new byte[4096];

    /// <summary>An input says its kind, then for each stream its room and length, then the stream.</summary>
    public override byte[] Make(Random random)
    {
        int kind = random.Next(_kinds.Length);
        List<byte> input = [(byte)kind];
        Span<byte> head = stackalloc byte[4];
        for (int count = random.Next(2, MostStreams + 1); count > 0; count--)
        {
            byte[][] seeds = _kinds[kind].Streams;
            byte[] stream = random.Next(20) == 0 ? [] : Mutator.Of(seeds[random.Next(seeds.Length)], random);
            BinaryPrimitives.WriteUInt16LittleEndian(head, (ushort)(random.Next(4) == 0 ? random.Next(4097) : 4096));
            BinaryPrimitives.WriteUInt16LittleEndian(head[2..], (ushort)stream.Length);
            input.AddRange(head);
            input.AddRange(stream);
        }

        return [.. input];
    }

    public override void Feed(byte[] input)
    {
        (PageInflater together, PageInflater alone, _) = _kinds[input[0]];
        Span<InflateJob> jobs = new InflateJob[MostStreams];
        int count = 0;
        for (ReadOnlySpan<byte> left = input.AsSpan(1); !left.IsEmpty; count++)
        {
            int room = BinaryPrimitives.ReadUInt16LittleEndian(left), length = BinaryPrimitives.ReadUInt16LittleEndian(left[2..]);
            Span<byte> source = _sources[count].Place(left.Slice(4, length)), destination = _destinations[count].Take(room);
            fixed (byte* from = source, to = destination) jobs[count] = new InflateJob(from, length, to, room); // native memory
            left = left[(4 + length)..];
        }

        together.DecompressAll(jobs[..count]);
        int next = 1;
        for (int i = 0; i < count; i++)
        {
            ref InflateJob job = ref jobs[i];
            Span<byte> source = input.AsSpan(next + 4, job.SourceBytes), destination = _back.AsSpan(0, job.DestinationBytes);
            InflateStatus status = alone.Decompress(source, destination, out int consumed, out int written);
            next += 4 + job.SourceBytes;
            Assert.Equal(status, job.Status);
            if (status == InflateStatus.Done) Assert.Equal((consumed, written), (job.ConsumedBytes, job.WrittenBytes));
            _sources[i].AssertNothingBesideWasWritten();
            _destinations[i].AssertNothingBesideWasWritten();
        }
    }

    public override bool Allows(Exception exception) => false;

    protected override void Free()
    {
        foreach (GuardedBuffer buffer in (GuardedBuffer[])[.. _sources, .. _destinations]) buffer.Dispose();
    }

    private static (PageInflater Together, PageInflater Alone, byte[][] Streams) Kind(CannedTable? table)
    {
        DeflateMode[] modes = table is null ? [DeflateMode.Fixed, DeflateMode.Dynamic] : [DeflateMode.Canned];
        List<byte[]> streams = [];
        foreach (DeflateMode mode in modes)
            streams.AddRange(PageSamples.Kinds.Select(kind => Compress(PageSamples.Deflater(mode, table: table), kind)));
        return (new PageInflater(2048, table), new PageInflater(2048, table), [.. streams]);
    }

    private static byte[] Compress(PageDeflater deflater, string kind)
    {
        byte[] output = new byte[8192];
        return output[..deflater.Compress(PageSamples.Make(kind, 4096, 6), output)];
    }
}
