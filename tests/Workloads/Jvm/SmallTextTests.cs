using System.Text;
using MultifdBench.Tests.Workloads.Bands;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Jvm;

namespace MultifdBench.Tests.Workloads.Jvm;

/// <summary>The text whose words a JVM's sessions refer to.</summary>
public sealed class SmallTextTests
{
    /// <summary>"the".hashCode() and "".hashCode() in Java.</summary>
    [Fact]
    public void Hash_IsThatOfJava()
    {
        Assert.Equal(114_801u, SmallText.Hash("the"u8));
        Assert.Equal(0u, SmallText.Hash(""u8));
        Assert.Equal(unchecked((uint)"a longer text than fits 32 bits".Aggregate(0, (hash, letter) => (31 * hash) + letter)),
            SmallText.Hash("a longer text than fits 32 bits"u8));
    }

    /// <summary>Shares of the commonest 1, 10, 100 and 1,000 words among as many references as the sample has.</summary>
    [Fact]
    public void Words_AreAsCommonAsTheSamples()
    {
        const int references = 45_189;
        Dictionary<string, int> counts = [];
        var random = new SeededRandom(1, 1);
        for (int i = 0; i < references; i++)
        {
            int place = SmallText.Next(ref random);
            string word = Encoding.ASCII.GetString(SmallText.At(place));
            Assert.InRange(word.Length, 1, SmallText.MaxBytes);
            Assert.Equal(SmallText.Hash(SmallText.At(place)), SmallText.HashAt(place));
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        int[] sorted = [.. counts.Values.OrderDescending()];
        Band band = new();
        foreach ((int words, double share) in ((int, double)[])[(1, 0.038), (10, 0.199), (100, 0.489), (1000, 0.792)])
            band.Absolute($"share of {words} words", share, (double)sorted[..words].Sum() / references, 0.03);
        band.Check();
    }

    [Fact]
    public void WordsThatAreTogether_DoNotOverlapNorCrossTheEndOfARegion()
    {
        for (int place = 1; place < WordPlaces.Together; place++)
        {
            int bytes = 24 + ((ObjectWriter.ArrayHead + SmallText.At(place - 1).Length + 7) & ~7);
            int start = WordPlaces.OffsetOf(place - 1);
            Assert.InRange(WordPlaces.OffsetOf(place), start + bytes, start + bytes + 64);
            Assert.Equal(start / JvmServer.RegionBytes, (start + bytes - 1) / JvmServer.RegionBytes);
        }
    }
}
