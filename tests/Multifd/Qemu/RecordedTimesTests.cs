using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>Times are written beside the bytes, sparsely, and read back where the bytes are.</summary>
public sealed class RecordedTimesTests
{
    [Fact]
    public void Recording_HasALineAMillisecondAndTheLastOne()
    {
        using StringWriter times = new() { NewLine = "\n" };
        using (ConnectionRecording recording = new(new MemoryStream(), times, new FaultLatch()))
        {
            recording.Write([1], 1, 5_000);
            recording.Write([2], 2, 600_000);
            recording.Write([3, 4], 4, 1_005_000);
            recording.Write([5], 5, 1_006_000);
        }

        Assert.Equal("1,5\n4,1005\n5,1006\n", times.ToString());
    }

    [Fact]
    public void Times_AreOfTheLineThatHasTheBytes()
    {
        using RecordedTimes times = new("t", new StringReader("10,5\n20,7\n20,8\n30,9\n"));
        Assert.Equal([5_000, 5_000, 7_000, 9_000, 9_000], ((long[])[0, 10, 11, 25, 31]).Select(times.At));
    }

    [Theory]
    [InlineData("10,5\n9,6")]
    [InlineData("10,5\n11,4")]
    [InlineData("10")]
    [InlineData("x,1")]
    [InlineData("1,-1")]
    [InlineData("1,9223372036854775807")]
    public void DamagedTimes_NameFileLineAndRemedy(string text)
    {
        using RecordedTimes times = new("rec/times-main.csv", new StringReader(text));
        string message = Assert.Throws<ConnectionException>(() => times.At(100)).Message;
        Assert.Contains("rec/times-main.csv, line ", message, StringComparison.Ordinal);
        Assert.Contains("remove the file to replay without times", message, StringComparison.Ordinal);
    }
}
