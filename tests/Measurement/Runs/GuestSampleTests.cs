using MultifdBench.Guest;
using MultifdBench.Measurement.Runs;

namespace MultifdBench.Tests.Measurement.Runs;

/// <summary>Which pages stand for a guest.</summary>
public sealed class GuestSampleTests
{
    [Theory]
    [InlineData(16 * 4096, 1, 4096)]
    [InlineData((2 * 16 * 4096) - 1, 1, 4096)] // a step that is rounded down would give nearly twice as many
    [InlineData(16 * 4096, 300, 4096)]
    [InlineData(1600, 3, 100)]
    [InlineData(1, 1, 1)]
    public void Sample_HasItsSize_WhateverTheGuests(long pages, int blocks, int expected)
    {
        using GuestMemory memory = Memory(pages, blocks);
        Assert.Equal(expected, Draw(memory, 1).Count);
    }

    /// <summary>
    /// In slabs of sixteen pages the first differs from the others: a sample by steps of sixteen sees either nothing else or nothing of it.
    /// </summary>
    [Fact]
    public void Slabs_DoNotBeatWithTheSample()
    {
        const int Pages = 16 * 4096;
        using GuestMemory memory = Memory(Pages, 1);
        List<long> drawn = Draw(memory, 7);
        int first = drawn.Count(page => page % 16 == 0);
        Assert.InRange(first, 150, 370); // of 4096, 256 ± 7 standard deviations of 15.5
    }

    [Fact]
    public void Seed_DecidesWhatIsDrawn_AndAllOfTheGuestIsCovered()
    {
        using GuestMemory memory = Memory(8000, 3);
        List<long> drawn = Draw(memory, 5);
        Assert.Equal(drawn, Draw(memory, 5));
        Assert.NotEqual(drawn, Draw(memory, 6));
        for (int piece = 0; piece < 500; piece++) Assert.Equal(piece, drawn[piece] / 16);
    }

    [Fact]
    public void ZeroPages_AreLeftOut()
    {
        using GuestMemory memory = Memory(160, 1);
        memory.Clear();
        Assert.Empty(Draw(memory, 1));
    }

    /// <summary>Every page holds its number and a one, so none is zero.</summary>
    private static GuestMemory Memory(long pages, int blocks)
    {
        GuestMemory memory = new([.. Enumerable.Range(0, blocks).Select(block =>
            new RamBlockSpec($"b{block}", ((pages * (block + 1) / blocks) - (pages * block / blocks)) << Page.Shift))]);
        long number = 0;
        foreach (RamBlock block in memory.Blocks)
        {
            for (long page = 0; page < block.PageCount; page++) BitConverter.TryWriteBytes(block.GetPage(page), (number++ << 1) | 1);
        }

        return memory;
    }

    private static List<long> Draw(GuestMemory memory, long seed)
    {
        List<long> drawn = [];
        new GuestSample(memory, seed).Visit(page => drawn.Add(BitConverter.ToInt64(page) >> 1));
        return drawn;
    }
}
