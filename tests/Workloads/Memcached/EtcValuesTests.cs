using System.Text;
using System.Text.Json;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Memcached;

namespace MultifdBench.Tests.Workloads.Memcached;

/// <summary>What a memcached's items hold.</summary>
public sealed class EtcValuesTests
{
    /// <summary>Items are placed by the length before they are written.</summary>
    [Fact]
    public void JsonBytes_IsTheLengthOfWhatIsWritten()
    {
        byte[] to = new byte[EtcValues.Room(ValueKind.Json, EtcValues.MaxBytes)];
        for (int i = 0; i < 500; i++)
        {
            int size = 16 + (i * 16);
            var random = new SeededRandom(1, (ulong)i);
            SeededRandom same = random;
            int length = EtcValues.Write(ref random, ValueKind.Json, size, to);
            Assert.Equal(length, EtcValues.JsonBytes(ref same, size));
            Assert.InRange(length, size, size + 160);
            // In a chunk that ends where the value does, it is the same.
            same = new SeededRandom(1, (ulong)i);
            byte[] exact = new byte[length];
            EtcValues.Write(ref same, ValueKind.Json, size, exact);
            Assert.Equal(to[..length], exact);
        }
    }

    [Fact]
    public void Json_IsValid()
    {
        byte[] to = new byte[EtcValues.Room(ValueKind.Json, EtcValues.MaxBytes)];
        for (int i = 0; i < 200; i++)
        {
            var random = new SeededRandom(2, (ulong)i);
            int length = EtcValues.Write(ref random, ValueKind.Json, 600, to);
            // A word that was cut out of text may have half an escape.
            string text = Encoding.ASCII.GetString(to, 0, length).Replace('\\', '/');
            using JsonDocument document = JsonDocument.Parse(text);
            foreach (JsonElement record in document.RootElement.EnumerateArray())
            {
                Assert.InRange(record.GetProperty("ts").GetInt64(), 1_700_000_000, 1_710_000_000);
                Assert.InRange(record.GetProperty("price").GetDouble(), 0, 1000);
            }
        }
    }

    /// <summary>The generalised Pareto distribution of [Atikoglu2012 table 5]: quantiles by its inverse, from 16 bytes on.</summary>
    [Fact]
    public void Sizes_HaveTheQuantilesOfThePool()
    {
        var random = new SeededRandom(3, 0);
        int[] sizes = [.. Enumerable.Range(0, 200_000).Select(_ => EtcValues.NextSize(ref random)).Order()];
        foreach (double share in (double[])[0.1, 0.5, 0.9, 0.99, 0.999])
        {
            double expected = 16 + (214.476 / 0.348238 * (Math.Pow(1 - share, -0.348238) - 1));
            Assert.Equal(1, sizes[(int)(share * sizes.Length)] / expected, 0.05);
        }

        Assert.InRange(sizes[^1], 4096, EtcValues.MaxBytes);
        Assert.InRange(sizes[0], 16, 17);
    }
}
