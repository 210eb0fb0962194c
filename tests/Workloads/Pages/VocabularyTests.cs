using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages;

namespace MultifdBench.Tests.Workloads.Pages;

public sealed class VocabularyTests
{
    [Fact]
    public void Pieces_AreBytesRandomBitsAndText()
    {
        var vocabulary = new Vocabulary(("48 40|38 ff", 1));
        var random = new SeededRandom(1, 1);
        HashSet<byte> middles = [];
        for (int i = 0; i < 200; i++)
        {
            byte[] page = new byte[16];
            Assert.Equal(3, vocabulary.Append(ref random, page, 0));
            Assert.Equal([0x48, 0xff], [page[0], page[2]]);
            Assert.Equal(0x40, page[1] & ~0x38);
            middles.Add(page[1]);
        }

        Assert.Equal(8, middles.Count);
        byte[] text = new byte[16];
        Assert.Equal(11, new Vocabulary(("'hello world", 1)).Append(ref random, text, 0));
        Assert.Equal("hello world", System.Text.Encoding.ASCII.GetString(text, 0, 11));
    }

    [Fact]
    public void Pieces_ComeByWeight()
    {
        var vocabulary = new Vocabulary(("01", 3), ("02", 1));
        var random = new SeededRandom(1, 1);
        byte[] page = new byte[4096];
        for (int at = 0; at < page.Length;) at = vocabulary.Append(ref random, page, at);
        Assert.InRange(page.Count(value => value == 1), 2900, 3250);
        Assert.Equal(4096, page.Count(value => value is 1 or 2));
    }

    /// <summary>A piece longer than the room is cut; nothing behind the page is touched.</summary>
    [Fact]
    public void APieceAtTheEnd_IsCut()
    {
        var vocabulary = new Vocabulary(("01 02 03 04 05 06 07 08 09 0a", 1));
        for (int length = 1; length < 24; length++)
        {
            var random = new SeededRandom(1, 1);
            byte[] page = new byte[length];
            int at = 0;
            while (at < length) at = vocabulary.Append(ref random, page, at);
            Assert.Equal(length, at);
            Assert.Equal(Enumerable.Range(0, length).Select(i => (byte)((i % 10) + 1)), page);
        }
    }

    [Fact]
    public void APhrase_IsTheSameWithTheSamePool()
    {
        var vocabulary = new Vocabulary(("30|0f", 1), ("61|1f 61|1f", 1));
        HashSet<string> phrases = [];
        for (int i = 0; i < 300; i++)
        {
            var random = new SeededRandom(1, (ulong)i);
            byte[] page = new byte[64];
            vocabulary.AppendPhrase(ref random, page, 0, pool: 5, phrases: 10, maxPieces: 4);
            phrases.Add(Convert.ToHexString(page));
        }

        Assert.InRange(phrases.Count, 8, 10);
    }
}
