using System.Buffers.Binary;
using MultifdBench.Codecs;
using MultifdBench.Codecs.Lz4;
using MultifdBench.Codecs.Pieces;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Results;
using MultifdBench.Tests.Methods.Conformance;
using MultifdBench.Tests.Methods.Peers;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Methods.Streaming;

/// <summary>Methods zstd and lz4 in pieces, with a dictionary and without: order, libraries by hand, and what is refused.</summary>
public sealed class PieceMethodTests
{
    private const int DictionaryBytes = 8192;

    /// <summary>Method, library, streams, dictionary in bytes.</summary>
    public static TheoryData<string, CodecLibrary, int, int> Splits()
    {
        TheoryData<string, CodecLibrary, int, int> data = [];
        foreach (string method in (string[])["zstd", "lz4"])
        {
            foreach (CodecLibrary library in (CodecLibrary[])[CodecLibrary.Native, CodecLibrary.Managed])
            {
                foreach ((int streams, int bytes) in (ReadOnlySpan<(int, int)>)
                    [(2, 0), (128, 0), (2, DictionaryBytes), (16, 1024), (128, DictionaryBytes)])
                {
                    if (BuiltIn.Methods.Probe(Request(method, library, streams, bytes)).IsAvailable)
                        data.Add(method, library, streams, bytes);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void ARunningGuest_ArrivesByteForByte(string method, CodecLibrary library, int streams, int dictionaryBytes)
    {
        using GuestSetup guest = new(new ScribblingGuest(pages: 600, threads: 2), null, reuse: false);
        MethodRequest request = Request(method, library, streams, dictionaryBytes) with { Pages = new GuestSample(guest.Source, seed: 1) };
        using MemoryTransport transport = new();
        RunMeasurement run = new MigrationRun(
                guest, BuiltIn.Methods.Create(request), BuiltIn.OnTheWire, new MigrationParameters { Channels = 3 }, transport)
            .Execute(TestContext.Current.CancellationToken);
        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        RunFigures figures = run.Figures;
        Assert.Equal(dictionaryBytes > 0, figures.AgreementBytes > SealedForm.OverheadBytes);
        Assert.Equal(dictionaryBytes > 0, figures.AgreementCpuNs is not null);
    }

    [Theory]
    [MemberData(nameof(Splits))]
    public void PacketsOfAChannel_ArriveInAnyOrder(string method, CodecLibrary library, int streams, int dictionaryBytes)
    {
        IMultifdMethod configured = BuiltIn.Methods.Create(Request(method, library, streams, dictionaryBytes));
        using SourceEnd source = new(configured);
        byte[][] packets = [.. Enumerable.Range(1, 5).Select(seed => PageContent.Mixed(seed * 7, seed))];
        byte[][] payloads = [.. packets.Select(packet => source.Send(packet))];
        using DestinationEnd destination = new(configured);
        foreach (int i in (int[])[4, 0, 3, 1, 2, 4])
            Assert.Equal(packets[i], destination.Receive(payloads[i], packets[i].Length / Page.SizeBytes));
    }

    [Theory]
    [InlineData(CodecLibrary.Native)]
    [InlineData(CodecLibrary.Managed)]
    public void Frames_AreReadByTheSystemsLibrary_AndItsOwnAreTaken(CodecLibrary library)
    {
        Skip("zstd");
        (IMultifdMethod method, ReadOnlyMemory<byte> agreement, byte[] dictionary) = Learned("zstd", library);
        byte[] pages = PageContent.Mixed(40, 9);
        using SourceEnd source = new(method);
        Assert.Equal(pages, Pieces(source.Send(pages), 40).SelectMany(piece =>
            piece.Length == Page.SizeBytes ? piece : LibZstdPeer.Decompress(piece, Page.SizeBytes, dictionary)));
        using DestinationEnd destination = new(method, agreement);
        Assert.Equal(pages, destination.Receive(Packet(pages, page => LibZstdPeer.Compress(1, page, dictionary)), 40));
    }

    [Theory]
    [InlineData(CodecLibrary.Native)]
    [InlineData(CodecLibrary.Managed)]
    public void Blocks_AreReadByTheSystemsLibrary_AndItsOwnAreTaken(CodecLibrary destinations)
    {
        Skip("lz4");
        (IMultifdMethod method, _, byte[] dictionary) = Learned("lz4", CodecLibrary.Native);
        byte[] pages = PageContent.Mixed(40, 9);
        using SourceEnd source = new(method);
        byte[][] pieces = [.. Pieces(source.Send(pages), 40)];
        Assert.Equal(pages, pieces.SelectMany(piece =>
            piece.Length == Page.SizeBytes ? piece : LibLz4Peer.Decompress(piece, Page.SizeBytes, dictionary)));
        // K4os decompresses with a dictionary, and does not compress with one.
        using IPieceDecompressor restorer = new Lz4Pieces(Lz4Codec.Open(destinations)).CreateDecompressor(new TrainedContent(dictionary));
        byte[] restored = new byte[Page.SizeBytes];
        for (int i = 0; i < 40; i++)
        {
            byte[] page = pages.AsSpan(i * Page.SizeBytes, Page.SizeBytes).ToArray();
            byte[] own = LibLz4Peer.Compress(page, dictionary);
            Assert.Equal(own.Length < Page.SizeBytes ? own : page, pieces[i]);
            Assert.Null(restorer.Decompress(own, restored));
            Assert.Equal(page, restored);
        }
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("lz4")]
    public void ADictionary_MissingDamagedOrTooLarge_IsRefused(string name)
    {
        Skip(name);
        (IMultifdMethod method, ReadOnlyMemory<byte> agreement, _) = Learned(name, CodecLibrary.Native);
        Assert.Equal("the source sent no dictionary; --dictionary must be equal on both sides",
            Assert.Throws<PayloadException>(() => method.CreateDecompressor(default)).Message);
        for (int i = 0; i < agreement.Length; i += 97)
        {
            byte[] damaged = agreement.ToArray();
            damaged[i] ^= 4;
            Assert.Throws<PayloadException>(() => method.CreateDecompressor(damaged));
            Assert.Throws<PayloadException>(() => method.CreateDecompressor(agreement[..Math.Max(1, i)]));
        }

        byte[] large = new TrainedContent(new byte[DictionaryBytes + 1]).Serialize();
        Assert.Contains("8209", Assert.Throws<PayloadException>(() => method.CreateDecompressor(large)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADictionaryOfAnotherGuest_IsSaidOfTheFirstPiece()
    {
        (IMultifdMethod method, _, _) = Learned("zstd", CodecLibrary.Managed);
        IMultifdMethod other = BuiltIn.Methods.Create(
            Request("zstd", CodecLibrary.Managed, 128, DictionaryBytes) with { Pages = new OtherGuest() });
        using SourceEnd source = new(method);
        using DestinationEnd destination = new(method, other.CreateAgreement());
        string message = Assert.Throws<PayloadException>(() => destination.Receive(source.Send(PageContent.Mixed(3, 1)), 3)).Message;
        Assert.StartsWith("zstd: expected 12288 bytes for 3 page(s), found in piece ", message, StringComparison.Ordinal);
        Assert.EndsWith("refuses (Dictionary mismatch)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AGuestThatTeachesNothing_MigratesWithoutADictionary_AndItIsSaid()
    {
        IMultifdMethod method = BuiltIn.Methods.Create(
            Request("zstd", CodecLibrary.Managed, 128, DictionaryBytes) with { Pages = new EmptyGuest() });
        Assert.Equal("", method.Remarks);
        Assert.Equal(SealedForm.OverheadBytes, method.CreateAgreement().Length);
        Assert.StartsWith("no dictionary could be made", method.Remarks, StringComparison.Ordinal);
        using SourceEnd source = new(method);
        using DestinationEnd destination = new(method);
        byte[] pages = PageContent.Mixed(3, 1);
        Assert.Equal(pages, destination.Receive(source.Send(pages), 3));
    }

    [Fact]
    public void WithADictionary_PagesAreAlone_UnlessStreamsSayOtherwise()
    {
        foreach (string name in (string[])["zstd", "lz4"])
        {
            MethodRequest request = BuiltIn.Methods.Read(new MethodChoice { Method = name }.With("dictionary", "8KiB"));
            Assert.Equal("128", request.Options.TextOf(CodecOptions.Streams));
            Assert.Equal(128, BuiltIn.Methods.Get(name).FactsAskedFor(request).Streams);
            List<string> problems = [];
            _ = BuiltIn.Methods.Read(new MethodChoice { Method = name }.With("dictionary", "8KiB").With("streams", "1"), problems);
            Assert.StartsWith("--dictionary cannot run with --streams 1", Assert.Single(problems), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ManagedLz4_HasNoDictionary_AndSaysSo()
    {
        Availability availability = BuiltIn.Methods.Probe(Request("lz4", CodecLibrary.Managed, 128, DictionaryBytes));
        Assert.Contains("no call that compresses with a dictionary", availability.ToString(), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new ManagedLz4().CreateCompressor(1, new TrainedContent(new byte[8])));
    }

    private static (IMultifdMethod Method, ReadOnlyMemory<byte> Agreement, byte[] Dictionary) Learned(string method, CodecLibrary library)
    {
        IMultifdMethod configured = BuiltIn.Methods.Create(Request(method, library, 128, DictionaryBytes));
        ReadOnlyMemory<byte> agreement = configured.CreateAgreement();
        return (configured, agreement, TrainedContent.Deserialize(agreement.Span, DictionaryBytes).Bytes.ToArray());
    }

    private static MethodRequest Request(string method, CodecLibrary library, int streams, int dictionaryBytes) =>
        (new MethodRequest(method) { Pages = new MethodCases.Sample() }).With(CodecOptions.Library, library)
            .With(CodecOptions.Streams, streams).With(CodecOptions.Dictionary, dictionaryBytes);

    private static IEnumerable<byte[]> Pieces(byte[] payload, int count)
    {
        int at = 4 * count;
        for (int i = 0; i < count; i++)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4 * i));
            yield return payload[at..(at + length)];
            at += length;
        }

        Assert.Equal(payload.Length, at);
    }

    private static byte[] Packet(byte[] pages, Func<byte[], byte[]> compress)
    {
        byte[][] chunks = [.. pages.Chunk(Page.SizeBytes)];
        byte[][] pieces = [.. chunks.Select(compress).Zip(chunks, (piece, page) => piece.Length < Page.SizeBytes ? piece : page)];
        byte[] table = new byte[4 * pieces.Length];
        for (int i = 0; i < pieces.Length; i++) BinaryPrimitives.WriteInt32BigEndian(table.AsSpan(4 * i), pieces[i].Length);
        return [.. table, .. pieces.SelectMany(piece => piece)];
    }

    private static void Skip(string method)
    {
        Availability native = BuiltIn.Methods.Probe(Request(method, CodecLibrary.Native, 128, DictionaryBytes));
        Assert.SkipUnless(native.IsAvailable, native.ToString());
    }

    private sealed class OtherGuest : IPageSample
    {
        public void Visit(PageVisitor visit)
        {
            for (int seed = 0; seed < 64; seed++) visit(PageContent.FiveLetters(1, seed));
        }
    }

    private sealed class EmptyGuest : IPageSample
    {
        public void Visit(PageVisitor visit)
        {
        }
    }
}
