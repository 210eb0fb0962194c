using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Simulation.Guests;

/// <summary>
/// Migration bitmap and dirty log as counts: which pages are left is not kept, only how many and of what kind. The first pass meets runs of
/// zero pages and of pages with content in turn; later rounds meet what the guest has written. Deterministic.
/// </summary>
public sealed class GuestPages
{
    private const int FewestRuns = 32;

    private readonly GuestModel _guest;
    private readonly Pool[] _pools;
    private readonly Pool? _grown;
    private long _zeroLeft;
    private double _growth;
    private readonly long _extents;
    private long _extent;
    private long _firstNormal;
    private long _firstZero;
    private long _runZero;
    private long _runNormal;
    private readonly long _startNs;
    private long _loggedNs;

    /// <summary>A bitmap with every page set, at virtual time <paramref name="nowNs"/>.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="nowNs">Where the dirty log begins.</param>
    /// <param name="seed">Of the writes where only a few are to be expected.</param>
    public GuestPages(GuestModel guest, long nowNs, long seed = 1)
    {
        _guest = guest;
        Random random = new(unchecked((int)(seed ^ (seed >> 32))));
        // Memory that is taken into use is dirty once.
        if (guest.GrowthPagesPerSecond > 0) _grown = new Pool(new DirtyPool(0, 0), random);
        _pools = [.. guest.Dirtying.Select(model => new Pool(model, random)), .. _grown is null ? (Pool[])[] : [_grown]];
        _zeroLeft = guest.Pages - guest.NormalPages;
        _firstNormal = guest.NormalPages;
        _firstZero = guest.Pages - guest.NormalPages;
        _extents = Math.Max(1, guest.NormalPages / guest.ExtentPages);
        (_startNs, _loggedNs) = (nowNs, nowNs);
    }

    /// <summary>Pages of the bitmap that have not been taken.</summary>
    public long Remaining => _firstNormal + _firstZero + Dirty;

    /// <summary>Whether every page has been taken once.</summary>
    public bool IsFirstPassOver => _firstNormal + _firstZero == 0;

    /// <summary>Pages that the guest has written since they were sent, and that are in the bitmap again.</summary>
    public long Dirty { get; private set; }

    /// <summary>What <see cref="Take"/> would give.</summary>
    public PageKind NextKind
    {
        get
        {
            if (IsFirstPassOver) return PageKind.Again;
            while (_runZero + _runNormal == 0) NextExtent();
            return _runNormal > 0 ? PageKind.First : PageKind.Zero;
        }
    }

    /// <summary>Takes the next pages in order.</summary>
    /// <param name="most">At most so many.</param>
    /// <returns>What they are and how many; none when the bitmap is clean.</returns>
    public PageStretch Take(long most)
    {
        PageKind kind = NextKind;
        if (kind == PageKind.Again) return TakeDirty(most);
        long count = Math.Min(most, kind == PageKind.Zero ? _runZero : _runNormal);
        if (kind == PageKind.Zero) (_runZero, _firstZero) = (_runZero - count, _firstZero - count);
        else (_runNormal, _firstNormal) = (_runNormal - count, _firstNormal - count);
        return new PageStretch(kind, count);
    }

    /// <summary>
    /// The pages that come next and are alike: what the guest has written again; or all runs of the first pass, where many of them make
    /// <paramref name="stretchPages"/>; or what is left of the present run.
    /// </summary>
    public AlikePages Alike(long stretchPages)
    {
        if (IsFirstPassOver) return new AlikePages(AlikePages.Again, Dirty);
        if (HasShortRuns(stretchPages)) return new AlikePages(AlikePages.ShortRuns, _firstNormal + _firstZero);
        bool isNormal = NextKind == PageKind.First;
        return new AlikePages(2 * _extent + (isNormal ? 0 : 1), isNormal ? _runNormal : _runZero);
    }

    /// <summary>Takes pages at once that are alike: of short runs whole ones, about so many pages.</summary>
    /// <param name="pages">At most as many as <see cref="Alike"/> says.</param>
    /// <param name="stretchPages">What was alike.</param>
    /// <returns>Pages with content, and zero pages.</returns>
    public PageCounts Skip(long pages, long stretchPages)
    {
        if (IsFirstPassOver || !HasShortRuns(stretchPages))
        {
            PageStretch run = Take(pages);
            return run.Kind == PageKind.Zero ? new PageCounts(0, run.Count) : new PageCounts(run.Count, 0);
        }

        (long normal, long zero) = (_firstNormal - _runNormal, _firstZero - _runZero);
        long left = _extents - _extent;
        long skipped = (long)((double)pages / (normal + zero) * left);
        PageCounts taken = new((long)((double)normal / left * skipped), (long)((double)zero / left * skipped));
        (_firstNormal, _firstZero, _extent) = (_firstNormal - taken.Normal, _firstZero - taken.Zero, _extent + skipped);
        return taken;
    }

    // So many runs in a stretch, or one more or less of them would show.
    private bool HasShortRuns(long stretchPages) => (double)_guest.Pages / _extents * FewestRuns <= stretchPages;

    /// <summary>Moves what the guest has written since the last sync into the bitmap.</summary>
    /// <param name="nowNs">Virtual time until which the guest has been running.</param>
    /// <returns>Pages that were clean in the bitmap.</returns>
    public long Sync(long nowNs)
    {
        long elapsedNs = WorkNs(nowNs) - WorkNs(_loggedNs);
        _loggedNs = nowNs;
        // Pages of the first pass that have not been sent are set already.
        double firstLeft = _guest.NormalPages == 0 ? 0 : Math.Min(1, (double)_firstNormal / _guest.NormalPages);
        long newly = Grow(elapsedNs);
        foreach (Pool pool in _pools)
        {
            if (pool != _grown) newly += pool.Sync(elapsedNs, firstLeft);
        }

        Dirty += newly;
        return newly;
    }

    /// <summary>Zero pages get content: those that have not been sent are sent with it, the others once more.</summary>
    /// <returns>Pages that had been sent.</returns>
    private long Grow(long elapsedNs)
    {
        if (_grown is null || _zeroLeft == 0) return 0;
        _growth += _guest.GrowthPagesPerSecond * elapsedNs / 1e9;
        long pages = (long)Math.Min(_growth, _zeroLeft);
        _growth -= pages;
        // Of the present run the order is settled.
        long unsent = (long)Math.Min(_firstZero - _runZero, (double)_firstZero / _zeroLeft * pages);
        (_firstZero, _firstNormal) = (_firstZero - unsent, _firstNormal + unsent);
        _zeroLeft -= pages;
        _grown.Add(pages - unsent);
        return pages - unsent;
    }

    /// <summary>Time at the pools' own rates in which they write what they have written until then.</summary>
    private long WorkNs(long nowNs) => _guest.Phases is { } phases ? (long)phases.WorkNs(nowNs - _startNs) : nowNs;

    private PageStretch TakeDirty(long most)
    {
        long count = Math.Min(most, Dirty);
        long left = count;
        for (int i = 0; i < _pools.Length; i++)
        {
            // Pages of all pools lie mixed in memory: each gives its share, the last one what is left by rounding.
            long share = i == _pools.Length - 1 ? left : Math.Min(left, (long)((double)_pools[i].InBitmap / Dirty * count));
            left -= _pools[i].Take(share);
        }

        for (int i = 0; left > 0; i++) left -= _pools[i].Take(left);
        Dirty -= count;
        return new PageStretch(PageKind.Again, count);
    }

    /// <summary>
    /// Pages with content first, then zero pages, as memory fills from below; the last extent takes what division has left.
    /// </summary>
    private void NextExtent()
    {
        long extentsLeft = Math.Max(1, _extents - _extent);
        _runZero = _firstZero / extentsLeft;
        _runNormal = _firstNormal / extentsLeft;
        _extent++;
    }

    private sealed class Pool(DirtyPool model, Random random)
    {
        // Many writes come as expected. Of few there may be none: then a guest has come to rest for a moment, and the migration is over.
        private const double Few = 30;

        private double _fraction;

        public long InBitmap { get; private set; }

        public long Sync(long elapsedNs, double firstLeft)
        {
            double clean = Math.Max(0, model.Pages * (1 - firstLeft) - InBitmap);
            double expected = model.UniquePages(elapsedNs) * clean / Math.Max(1, model.Pages);
            long whole = expected < Few ? Math.Min(Poisson(expected), (long)clean) : Whole(expected);
            InBitmap += whole;
            return whole;
        }

        private long Whole(double expected)
        {
            double exact = expected + _fraction;
            long whole = (long)exact;
            _fraction = exact - whole;
            return whole;
        }

        /// <summary>
        /// How many independent events happened where so many are expected: as many as waiting times fit [Knuth, TAOCP 2, 3.4.1].
        /// </summary>
        private long Poisson(double expected)
        {
            double limit = Math.Exp(-expected);
            long count = -1;
            for (double product = 1; product >= limit; count++) product *= 1 - random.NextDouble();
            return Math.Max(0, count);
        }

        public void Add(long pages) => InBitmap += pages;

        public long Take(long most)
        {
            long taken = Math.Min(most, InBitmap);
            InBitmap -= taken;
            return taken;
        }
    }
}

/// <summary>What pages are.</summary>
public enum PageKind
{
    /// <summary>Zero pages of the first pass.</summary>
    Zero,

    /// <summary>Pages with content of the first pass: the destination has never touched them.</summary>
    First,

    /// <summary>Pages that the guest has written again.</summary>
    Again,
}

/// <summary>Pages of one kind that follow each other in the bitmap.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Count">How many; 0 when nothing is left.</param>
public readonly record struct PageStretch(PageKind Kind, long Count);

/// <summary>Pages of which one is like the other, for whoever sends them.</summary>
/// <param name="Kind">Changes with what they are: one number for each long run, and two for the others.</param>
/// <param name="Count">How many come next.</param>
public readonly record struct AlikePages(long Kind, long Count)
{
    /// <summary>Pages that the guest has written again.</summary>
    public const long Again = -1;

    /// <summary>Many runs of the first pass.</summary>
    public const long ShortRuns = -2;
}
