using System.Globalization;
using MultifdBench.Deflate;

namespace MultifdBench.Tests.Deflate;

/// <summary>
/// Damaged streams: every one ends in a status and leaves the bytes around its destination alone. 200,000 inputs by default;
/// <c>MULTIFD_BENCH_FUZZ_INPUTS=10000000</c> for the long run.
/// </summary>
public sealed class FuzzTests
{
    private const int GuardBytes = 64;

    [Fact]
    public void MutatedStreams_EndInAStatus_AndStayInsideTheirBuffers()
    {
        int inputs = int.Parse(Environment.GetEnvironmentVariable("MULTIFD_BENCH_FUZZ_INPUTS") ?? "200000", CultureInfo.InvariantCulture);
        var random = new Random(20);
        CannedTable table = PageSamples.Table();
        (PageInflater Inflater, byte[] Stream)[] seeds = [.. Seeds(table)];
        var seen = new Dictionary<InflateStatus, int>();
        byte[] guarded = new byte[GuardBytes + 4096 + GuardBytes];
        guarded.AsSpan().Fill(0xa5);
        for (int i = 0; i < inputs; i++)
        {
            (PageInflater inflater, byte[] stream) = seeds[random.Next(seeds.Length)];
            byte[] mutated = Mutation.Of(stream, random);
            int room = random.Next(4) == 0 ? random.Next(4097) : 4096;
            InflateStatus status = inflater.Decompress(mutated, guarded.AsSpan(GuardBytes, room), out int consumed, out int written);
            seen[status] = seen.GetValueOrDefault(status) + 1;
            Assert.InRange(written, 0, room);
            Assert.InRange(consumed, 0, mutated.Length);
            Assert.Equal(-1, guarded.AsSpan(0, GuardBytes).IndexOfAnyExcept((byte)0xa5));
            if (room == 4096) Assert.Equal(-1, guarded.AsSpan(GuardBytes + 4096).IndexOfAnyExcept((byte)0xa5));
        }

        // A fuzzer that only ever meets one refusal tests nothing: all that a raw stream can be refused for must have come up.
        foreach (InflateStatus status in Enum.GetValues<InflateStatus>())
        {
            if (status is not (InflateStatus.BadHeader or InflateStatus.BadChecksum)) Assert.True(seen.ContainsKey(status), $"{status} never came up");
        }
    }

    private static IEnumerable<(PageInflater Inflater, byte[] Stream)> Seeds(CannedTable table)
    {
        foreach (DeflateMode mode in Enum.GetValues<DeflateMode>())
        {
            foreach (string kind in PageSamples.Kinds)
            {
                byte[] output = new byte[8192];
                int length = PageSamples.Deflater(mode, table: table).Compress(PageSamples.Make(kind, 4096, 6), output);
                // A window below the page makes distances that reach too far possible.
                yield return (new PageInflater(2048, mode == DeflateMode.Canned ? table : null), output[..length]);
            }
        }
    }
}
