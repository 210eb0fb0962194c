using MultifdBench.Core;

namespace MultifdBench.Simulation.Guests;

/// <summary>
/// Page classes of which each packet has one, bytes and times together. They come at random, and so that any twenty in a row have each
/// class about as often as its share says: a guest's pages are what they are, and only their order is not known. Not thread-safe.
/// </summary>
internal sealed class PacketClasses
{
    private const int InARow = 20;

    private readonly double[] _sums;
    private readonly PageMix[] _mixes;
    private readonly double[] _places = new double[InARow];
    private readonly Random _random;
    private int _next = InARow;

    /// <summary>The classes of a guest.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="codec">Codec key, or null for pages as they are.</param>
    /// <param name="dirty">As <see cref="PageMix.Of"/> has it.</param>
    /// <param name="random">What order they come in.</param>
    /// <exception cref="UsageException">A class has no costs of that codec.</exception>
    public PacketClasses(GuestModel guest, string? codec, bool dirty, Random random)
    {
        (double Share, PageMix Mix)[] classes = [.. PageMix.Each(guest, codec, dirty).Where(one => one.Share > 0)];
        _mixes = [.. classes.Select(one => one.Mix)];
        _sums = new double[classes.Length];
        double sum = 0, total = classes.Sum(one => one.Share);
        for (int i = 0; i < classes.Length; i++) _sums[i] = (sum += classes[i].Share) / total;
        _random = random;
    }

    /// <summary>Draws the class of a packet.</summary>
    public int Draw()
    {
        if (_next == InARow) Shuffle();
        double place = _places[_next++];
        int found = 0;
        while (found < _sums.Length - 1 && place >= _sums[found]) found++;
        return found;
    }

    /// <summary>What pages of a class are like.</summary>
    /// <param name="index">As <see cref="Draw"/> gives it.</param>
    public PageMix this[int index] => _mixes[index];

    /// <summary>One place in each twentieth of the shares, in any order.</summary>
    private void Shuffle()
    {
        for (int i = 0; i < InARow; i++) _places[i] = (i + _random.NextDouble()) / InARow;
        _random.Shuffle(_places);
        _next = 0;
    }
}
