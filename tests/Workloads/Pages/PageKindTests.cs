using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.Pages;

namespace MultifdBench.Tests.Workloads.Pages;

/// <summary>What holds of every kind of page, on every machine, without any sample.</summary>
public sealed class PageKindTests
{
    public static TheoryData<string> Names => [.. PageKind.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void APage_DependsOnItsPlaceAndTheSeedOnly(string name)
    {
        PageKind kind = PageKind.Find(name)!;
        byte[] page = Written(kind, seed: 1, number: 5);
        Assert.Equal(page, Written(kind, seed: 1, number: 5));
        bool isFilled = page.AsSpan().IndexOfAnyExcept(page[0]) < 0;
        if (!isFilled) Assert.NotEqual(page, Written(kind, seed: 2, number: 6));
        for (int number = 0; number < 200; number++) Assert.False(Guests.IsZero(Written(kind, seed: 3, number)[..(Page.SizeBytes / 8)]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Writing_AllocatesNothing(string name)
    {
        PageKind kind = PageKind.Find(name)!;
        byte[] page = new byte[Page.SizeBytes];
        var random = new SeededRandom(1, 2);
        kind.Write(ref random, page, new PagePlace(1, 0, 1, 1));
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 20; i++) kind.Write(ref random, page, new PagePlace(i, i, 1, i));
        }));
    }

    /// <summary>One hash over all kinds: whatever changes a byte on any machine, changes every result with these guests.</summary>
    [Fact]
    public void Bytes_AreTheSameOnEveryMachine()
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (PageKind kind in PageKind.All)
            for (int number = 0; number < 8; number++) hash.AppendData(Written(kind, seed: 1, number));
        Assert.Equal("492581E835BB0AE4", Convert.ToHexString(hash.GetHashAndReset())[..16]);
    }

    [Fact]
    public void Names_AreFoundAndSuggested()
    {
        Assert.Equal(PageKind.All.Count, PageKind.All.Select(kind => kind.Name).Distinct().Count());
        Assert.Null(PageKind.Find("cod"));
        Assert.StartsWith(" Did you mean 'code'? Kinds of pages: packed_kernel, ", PageKind.Remedy("cod"), StringComparison.Ordinal);
    }

    [Fact]
    public void Traits_AreSpreadEvenly()
    {
        for (int trait = 0; trait < 5; trait++)
        {
            int[] tenths = new int[10];
            for (int content = 0; content < 100; content++) tenths[new PagePlace(0, 0, 7, content).Trait(trait, 10)]++;
            Assert.All(tenths, count => Assert.InRange(count, 8, 12));
        }
    }

    private static byte[] Written(PageKind kind, ulong seed, int number)
    {
        byte[] page = new byte[Page.SizeBytes];
        var place = new PagePlace(1000 + number, number % 7, seed, number);
        var random = new SeededRandom(place.Style, (ulong)number);
        kind.Write(ref random, page, place);
        return page;
    }
}
