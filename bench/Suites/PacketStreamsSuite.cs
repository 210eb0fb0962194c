using BenchmarkDotNet.Attributes;
using MultifdBench.Deflate;
using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Qpl;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Bench.Suites;

/// <summary>
/// Method <c>qpl</c> with a packet's 128 pages as 1 to 128 independent streams (<c>--streams</c>): what ratio the split costs, for as many
/// jobs that an accelerator can work on at a time. The time is that of our own codec on one thread, which has no use for the jobs.
/// </summary>
public class PacketStreamsSuite : PacketSuite
{
    /// <summary>How the streams are coded.</summary>
    [Params(DeflateMode.Dynamic, DeflateMode.Canned, DeflateMode.Fixed)]
    public DeflateMode Huffman { get; set; }

    /// <summary>Streams of a packet, which are its jobs at a time.</summary>
    [Params(1, 2, 4, 8, 16, 32, 64, 128)]
    public int Streams { get; set; } = 128;

    private protected override IMultifdMethod CreateMethod(GuestMemory source) =>
        MethodCatalog.BuiltIn.Create(new MethodRequest("qpl") { Pages = new GuestSample(source, seed: 1) }
            .With(QplOptions.Huffman, Huffman).With(CodecOptions.Streams, Streams));
}
