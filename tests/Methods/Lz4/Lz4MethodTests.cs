using System.Buffers.Binary;
using MultifdBench.Codecs;
using MultifdBench.Codecs.Lz4;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Methods.Lz4;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;
using MultifdBench.Tests.Codecs;
using MultifdBench.Tests.Methods.Peers;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Methods.Lz4;

/// <summary>Method lz4: a stream per channel or pieces down to pages, with either library.</summary>
public sealed class Lz4MethodTests
{
    public static TheoryData<CodecLibrary, int> Splits()
    {
        TheoryData<CodecLibrary, int> data = [];
        foreach (CodecLibrary library in Lz4BlockTests.LibrariesHere)
        {
            foreach (int streams in (int[])[1, 2, 16, 128]) data.Add(library, streams);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void EverySplit_ArrivesByteForByte(CodecLibrary library, int streams)
    {
        foreach (int channels in (int[])[1, 4])
        {
            using GuestSetup guest = new(new ScribblingGuest(pages: 600, threads: 2), null, reuse: false);
            using MemoryTransport transport = new();
            MigrationParameters parameters = new() { Channels = channels };
            RunMeasurement run = new MigrationRun(guest, Create(library, streams), BuiltIn.OnTheWire, parameters, transport)
                .Execute(TestContext.Current.CancellationToken);
            Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        }
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void ThePayload_IsReadByTheFormatsDescription(CodecLibrary library, int streams)
    {
        using SourceEnd source = new(Create(library, streams));
        List<byte> restored = [];
        foreach (int count in (int[])[128, 3, 65, 128, 128, 1])
        {
            byte[] pages = PageContent.Mixed(count, count + streams);
            byte[] payload = source.Send(pages);
            if (streams == 1)
            {
                foreach ((byte[] block, int _) in Pieces(payload, count, streams)) Lz4BlockReader.Append(restored, block);
                Assert.Equal(pages, restored.TakeLast(pages.Length));
            }
            else
            {
                Assert.Equal(pages, Pieces(payload, count, streams).SelectMany(piece => Restored(piece.Bytes, piece.Pages)));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Pieces_OfTheSystemsLibrary_AreItsOwnBytes(int acceleration)
    {
        SkipWithoutNative();
        using SourceEnd source = new(BuiltIn.Methods.Create(Request(CodecLibrary.Native, 128).With(Lz4Options.Acceleration, acceleration)));
        byte[] pages = PageContent.Mixed(40, 9);
        Assert.All(Pieces(source.Send(pages), 40, 128).Select((piece, i) => (piece.Bytes, i)), piece =>
        {
            byte[] page = pages.AsSpan(piece.i * Page.SizeBytes, Page.SizeBytes).ToArray();
            byte[] own = LibLz4Peer.Compress(page, acceleration);
            Assert.Equal(own.Length < Page.SizeBytes ? own : page, piece.Bytes);
        });
    }

    [Theory]
    [InlineData(CodecLibrary.Native)]
    [InlineData(CodecLibrary.Managed)]
    public void AChannelsBlocks_AreOneStreamOfTheSystemsLibrary(CodecLibrary library)
    {
        SkipWithoutNative();
        using SourceEnd source = new(Create(library, 1));
        byte[][] packets = [.. Enumerable.Range(0, 9).Select(seed => PageContent.Mixed(1 + (seed * 37 % 128), seed))];
        List<(byte[], int)> blocks =
        [
            .. packets.SelectMany(packet => Pieces(source.Send(packet), packet.Length / Page.SizeBytes, 1))
                .Select(block => (block.Bytes, block.Pages * Page.SizeBytes)),
        ];
        Assert.Equal(packets.SelectMany(packet => packet), LibLz4Peer.DecompressStream(blocks));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(128)]
    public void Pieces_FromTheSystemsLibrary_AreTaken(int streams)
    {
        SkipWithoutNative();
        byte[] pages = PageContent.Searchable(64, 2);
        pages = [.. pages, .. pages];
        int bytes = pages.Length / streams;
        byte[][] blocks =
            [.. Enumerable.Range(0, streams).Select(i => LibLz4Peer.Compress(pages.AsSpan(i * bytes, bytes), acceleration: 1))];
        byte[] table = new byte[4 * streams];
        for (int i = 0; i < streams; i++) BinaryPrimitives.WriteInt32BigEndian(table.AsSpan(4 * i), blocks[i].Length);
        using DestinationEnd destination = new(Create(CodecLibrary.Managed, streams));
        Assert.Equal(pages, destination.Receive([.. table, .. blocks.SelectMany(block => block)], 128));
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void BothLibraries_ReadEachOther(CodecLibrary library, int streams)
    {
        CodecLibrary other = library == CodecLibrary.Native ? CodecLibrary.Managed : CodecLibrary.Native;
        if (other == CodecLibrary.Native) SkipWithoutNative();
        using SourceEnd source = new(Create(library, streams));
        using DestinationEnd destination = new(Create(other, streams));
        for (int seed = 0; seed < 8; seed++)
        {
            byte[] pages = PageContent.Mixed(1 + (seed * 37 % 128), seed);
            Assert.Equal(pages, destination.Receive(source.Send(pages), pages.Length / Page.SizeBytes));
        }
    }

    [Fact]
    public void PiecesArriveInAnyOrder_AStreamsPacketsDoNot()
    {
        byte[] pages = PageContent.Searchable(8, 1);
        foreach (int streams in (int[])[1, 128])
        {
            using SourceEnd source = new(Create(CodecLibrary.Managed, streams));
            _ = source.Send(pages);
            byte[] second = source.Send(pages);
            using DestinationEnd destination = new(Create(CodecLibrary.Managed, streams));
            if (streams == 128) Assert.Equal(pages, destination.Receive(second, 8));
            else Assert.Contains("bytes stand before", Refusal(destination, second, 8), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WithoutStreams_AChannelsPacketsAreOneStream()
    {
        MethodRequest read = BuiltIn.Methods.Read(new MethodChoice { Method = "lz4" });
        Assert.Equal("1", read.Options.TextOf(CodecOptions.Streams));
        Assert.Equal("128", BuiltIn.Methods.Read(new MethodChoice { Method = "qpl" }).Options.TextOf(CodecOptions.Streams));
        Assert.Equal("128, zstd 1, lz4 1", BuiltIn.Methods.DefaultText(CodecOptions.Streams));
        foreach (MethodRequest request in (MethodRequest[])[read, new MethodRequest("lz4")])
        {
            Assert.Equal(1, BuiltIn.Methods.Create(request).Facts.Streams);
            Assert.Equal(1, BuiltIn.Methods.Get("lz4").FactsAskedFor(request).Streams);
        }

        MethodRequest pages = BuiltIn.Methods.Read(new MethodChoice { Method = "lz4" }.With("streams", "128"));
        Assert.Equal(128, BuiltIn.Methods.Create(pages).Facts.Streams);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 13, 0x44, 1, 2, 3, 4, 0, 0, 0x50, 1, 2, 3, 4, 5 }, "in piece 0 offset 0 at byte 5")]
    [InlineData(new byte[] { 0, 0, 0, 13, 0x44, 1, 2, 3, 4, 9, 0, 0x50, 1, 2, 3, 4, 5 },
        "in piece 0 offset 9 at byte 5, where 4 bytes stand before")]
    [InlineData(new byte[] { 0, 0, 0, 5, 0x94, 1, 2, 3, 4 }, "in piece 0 literals of 9 bytes at byte 1, where 4 are left")]
    [InlineData(new byte[] { 0, 0, 0, 9, 0x4F, 1, 2, 3, 4, 4, 0, 255, 255 },
        "in piece 0 the end of the block inside a length at byte 9")]
    [InlineData(new byte[] { 0, 0, 0 }, "a payload of 3 bytes, with no room for the lengths of 1 pieces")]
    [InlineData(new byte[] { 0, 0, 0, 0 }, "piece 0 with length 0: {0} is the most, and 0 bytes are left")]
    [InlineData(new byte[] { 0, 0, 0x20, 1, 1 }, "piece 0 with length 8193: {0} is the most, and 1 bytes are left")]
    public void CorruptPayloads_AreRefused_WithTheirPlace(byte[] payload, string found)
    {
        // A block of a stream has to be one even if it does not shrink: 273 bytes at its worst.
        foreach ((int streams, string most) in ((int, string)[])[(1, "4369"), (128, "4096")])
        {
            using DestinationEnd destination = new(Create(CodecLibrary.Managed, streams));
            string expected = found.Replace("{0}", most, StringComparison.Ordinal);
            Assert.Equal($"lz4: expected 4096 bytes for 1 page(s), found {expected}", Refusal(destination, payload, 1));
        }
    }

    [Fact]
    public void BytesAfterTheLastPiece_AreRefused()
    {
        using SourceEnd source = new(Create(CodecLibrary.Managed, 64));
        byte[] payload = [.. source.Send(PageContent.Mixed(5, 1)), 0, 0];
        using DestinationEnd destination = new(Create(CodecLibrary.Managed, 64));
        Assert.EndsWith("found 2 bytes after the last piece", Refusal(destination, payload, 5), StringComparison.Ordinal);
    }

    private static string Refusal(DestinationEnd destination, byte[] payload, int pages) =>
        Assert.Throws<PayloadException>(() => destination.Receive(payload, pages)).Message;

    private static IEnumerable<(byte[] Bytes, int Pages)> Pieces(byte[] payload, int pages, int streams)
    {
        int perStream = streams == 1 ? 16 : 128 / streams, count = (pages + perStream - 1) / perStream, at = 4 * count;
        for (int i = 0; i < count; i++)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4 * i));
            yield return (payload[at..(at + length)], Math.Min(perStream, pages - (i * perStream)));
            at += length;
        }

        Assert.Equal(payload.Length, at);
    }

    private static byte[] Restored(byte[] piece, int pages) =>
        piece.Length == pages * Page.SizeBytes ? piece : Lz4BlockReader.Read(piece);

    private static IMultifdMethod Create(CodecLibrary library, int streams) => BuiltIn.Methods.Create(Request(library, streams));

    private static MethodRequest Request(CodecLibrary library, int streams) =>
        new MethodRequest("lz4").With(CodecOptions.Library, library).With(CodecOptions.Streams, streams);

    private static void SkipWithoutNative()
    {
        Availability native = Lz4Codec.Probe(CodecLibrary.Native);
        Assert.SkipUnless(native.IsAvailable, native.ToString());
    }
}
