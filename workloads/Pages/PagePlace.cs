using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Pages;

/// <summary>Where a page is, for the kinds whose content depends on it.</summary>
/// <param name="Page">Page number in guest memory.</param>
/// <param name="IndexInExtent">Which page of its extent it is, from 0: tables go on from one page to the next.</param>
/// <param name="Seed">The guest's seed.</param>
/// <param name="Content">
/// Which content of its kind its extent has. All pages of an extent share traits, and so are alike: one program, one file or one type of
/// object fills them. Contents 0, 1, 2 … have traits that are spread evenly, so that a small guest is as mixed as a large one.
/// </param>
internal readonly record struct PagePlace(long Page, int IndexInExtent, ulong Seed, int Content)
{
    /// <summary>Fractions of √2, √3, √5, √7, √11, in units of 2^-64: multiples of each are spread evenly [Weyl1916].</summary>
    private static ReadOnlySpan<ulong> Steps =>
        [0x6A09E667F3BCC909, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1, 0x510E527FADE682D2];

    /// <summary>Random bits that the pages of an extent share.</summary>
    public ulong Style => SeededRandom.Mix(SeededRandom.Mix(Seed) + (ulong)Content);

    /// <summary>Trait number <paramref name="number"/> of the extent, from 0 up to, not including, 1.</summary>
    public double Trait(int number) => (Bits(number) >> 11) * (1.0 / (1UL << 53));

    /// <summary>The same as a whole number below <paramref name="bound"/>.</summary>
    public int Trait(int number, int bound) => (int)(Trait(number) * bound);

    private ulong Bits(int number)
    {
        ulong own = SeededRandom.Mix(Seed ^ (ulong)(number + 1));
        return number < Steps.Length ? own + ((ulong)Content * Steps[number]) : SeededRandom.Mix(own + (ulong)Content);
    }
}
