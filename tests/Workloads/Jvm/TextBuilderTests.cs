using System.Text;
using MultifdBench.Workloads.Jvm;

namespace MultifdBench.Tests.Workloads.Jvm;

/// <summary>Builders and the arrays that they leave.</summary>
public sealed class TextBuilderTests
{
    private readonly byte[] _region = new byte[4096];

    /// <summary>As in the sample: 16 bytes, then twice as many and two more; the old array keeps what it had.</summary>
    [Fact]
    public void Append_LeavesTheArraysThatWereTooSmall()
    {
        var heap = new ObjectWriter(_region, 0x1000, 0, 0);
        var text = new TextBuilder(ref heap, 16);
        text.Append(ref heap, "{than=(P), "u8);
        text.Append(ref heap, "I<VAR>"u8);
        text.Append(ref heap, "=other}"u8);
        text.NewString(ref heap);
        Assert.Equal([(24, 16, "{than=(P), "), (56, 34, "{than=(P), I<VAR>=other}"), (136, 24, "{than=(P), I<VAR>=other}")],
            Arrays(heap.At));
        Assert.Equal(24, BitConverter.ToInt32(_region, 12));
        Assert.Equal(0x1000 + 56, BitConverter.ToInt32(_region, 20));
        Assert.Equal(0x1000 + 136, BitConverter.ToInt32(_region, 112 + 20));
    }

    [Fact]
    public void Close_EndsTheArrayWhereTheTextDoes()
    {
        _region.AsSpan().Fill(0xee);
        var heap = new ObjectWriter(_region, 0, 0, 0);
        int place = heap.NewString();
        var text = new TextBuilder(ref heap);
        text.Append(ref heap, "seats "u8);
        text.Append(ref heap, 1024);
        heap.SetArray(place, text.Close(ref heap));
        Assert.Equal([(24, 10, "seats 1024")], Arrays(heap.At));
        Assert.Equal(24 + 32, heap.At);
        Assert.All(_region[(24 + 16 + 10)..heap.At], pad => Assert.Equal(0, pad));
    }

    [Fact]
    public void StringThatIsWrittenWhereItStays_DoesNotLeaveItsRegion()
    {
        Assert.Throws<InvalidOperationException>(() =>
        {
            var heap = new ObjectWriter(_region, 0, 4064, 0);
            var text = new TextBuilder(ref heap);
            text.Append(ref heap, "more than sixteen bytes"u8);
        });
    }

    /// <summary>Place, length and text of the arrays of bytes.</summary>
    private List<(int Place, int Length, string Text)> Arrays(int end)
    {
        List<(int, int, string)> arrays = [];
        for (int at = 0; at < end;)
        {
            bool isArray = BitConverter.ToInt32(_region, at + 8) == 0x6848;
            int length = BitConverter.ToInt32(_region, at + 12);
            if (isArray) arrays.Add((at, length, Encoding.ASCII.GetString(_region, at + 16, length).TrimEnd('\0')));
            at += isArray ? 16 + ((length + 7) & ~7) : 24;
        }

        return arrays;
    }
}
