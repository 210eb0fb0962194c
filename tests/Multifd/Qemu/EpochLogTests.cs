using MultifdBench.Guest;
using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Qemu;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>Epochs add up, and a round begins where a page comes again.</summary>
public sealed class EpochLogTests : IDisposable
{
    private readonly GuestMemory _memory = new([new("pc.ram", 1000 * Page.SizeBytes), new("tiny", Page.SizeBytes)]);
    private readonly EpochLog _log = new();
    private long _normal;
    private long _now;

    public EpochLogTests() => _log.Watch(_memory);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Epochs_AreDifferences()
    {
        _log.EndEpoch(10, new(0, 0), 1344);
        _log.EndEpoch(25, new(3, 4), 10_000);
        _log.EndEpoch(25, new(3, 5), 10_000);
        Assert.Equal([new(10, 10, new(0, 0), 1344), new(25, 15, new(3, 4), 8656), new(25, 0, new(0, 1), 0)], _log.Epochs);
    }

    [Fact]
    public void EmptyEpochs_AreNoRounds()
    {
        End();
        End();
        Assert.Equal(2, _log.Epochs.Count);
        Assert.Empty(_log.Rounds);
    }

    [Fact]
    public void NewPages_GoOnWithTheRound()
    {
        End(1, 2, 3);
        End(4, 999);
        ReceivedEpoch round = Assert.Single(_log.Rounds);
        Assert.Equal((5, 200, 200), (round.Pages.Normal, round.DurationNs, round.EndNs));
    }

    [Fact]
    public void RepeatedPage_BeginsARound()
    {
        End(1, 2, 3);
        End(999);
        End(3, 4);
        End(1);
        End(4);
        Assert.Equal([4, 3, 1], _log.Rounds.Select(round => round.Pages.Normal));
        Assert.Equal([200, 200, 100], _log.Rounds.Select(round => round.DurationNs));
    }

    [Fact]
    public void PageTwiceInOneEpoch_IsNoRepetition()
    {
        End(1, 1);
        Assert.Single(_log.Rounds);
    }

    [Fact]
    public void SamePageOfAnotherBlock_IsNoRepetition()
    {
        End(0);
        EndWithTiny();
        Assert.Single(_log.Rounds);
        EndWithTiny();
        Assert.Equal(2, _log.Rounds.Count);
    }

    private void EndWithTiny()
    {
        _memory.Blocks[1].Dirty.Mark(0);
        _normal++;
        End();
    }

    private void End(params int[] pages)
    {
        foreach (int page in pages) _memory.Blocks[0].Dirty.Mark(page);
        _normal += pages.Length;
        _log.EndEpoch(_now += 100, new PageCounts(_normal, 0), 0);
    }
}
