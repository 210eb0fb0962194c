using System.Globalization;
using MultifdBench.Deflate;

namespace MultifdBench.Tests.Fuzz;

/// <summary>
/// Damaged inputs for every entry that takes bytes from outside: each is taken or refused by an exception that the entry documents; none
/// reads or writes beside its buffers, hangs, or takes much memory. A few in an ordinary run, as many as one likes with
/// <see cref="CountVariable"/>.
/// </summary>
public sealed class FuzzTests
{
    /// <summary>Inputs for each target.</summary>
    public const string CountVariable = "MULTIFD_BENCH_FUZZ";

    /// <summary>Seconds after which a target gets no more of them: some take a thousand times as long as others.</summary>
    public const string SecondsVariable = "MULTIFD_BENCH_FUZZ_SECONDS";

    /// <summary>One <c>target</c>; or <c>target:number</c>, one input with the few ahead of it that it may depend on.</summary>
    public const string OnlyVariable = "MULTIFD_BENCH_FUZZ_ONLY";

    private const int OrdinaryCount = 320;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void EveryInput_IsTakenOrRefused(string target)
    {
        Func<FuzzTarget> create = FuzzTargets.All[target];
        string[] only = (Environment.GetEnvironmentVariable(OnlyVariable) is { Length: > 0 } value ? value : target).Split(':');
        Assert.SkipUnless(only[0] == target, $"{OnlyVariable} names another target");
        if (only.Length > 1)
        {
            long number = long.Parse(only[1], NumberStyles.None, CultureInfo.InvariantCulture);
            long first = number / Fuzzer.GroupInputs * Fuzzer.GroupInputs;
            Fuzzer.Run(target, create, first, number - first + 1, takesNotes: false);
            return;
        }

        long inputs = Number(CountVariable) ?? OrdinaryCount;
        TimeSpan? limit = Number(SecondsVariable) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        long fed = Fuzzer.Run(target, create, 0, inputs, takesNotes: inputs > OrdinaryCount, limit, OrdinaryCount);
        Assert.True(fed >= Math.Min(inputs, OrdinaryCount), $"{target}: {fed} of {inputs} inputs; an ordinary run has {OrdinaryCount}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{target}: {fed} inputs");
    }

    private static long? Number(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
        : null;

    [Fact]
    public void DamagedPages_AreRefusedForEveryReasonThereIs()
    {
        // A fuzzer that only ever meets one refusal tests nothing.
        using PageTarget target = new();
        Random random = new(20);
        for (int i = 0; i < 40_000; i++) target.Feed(target.Make(random));
        Assert.Equal(Enum.GetValues<InflateStatus>(), target.Seen.Keys.Order());
    }

    [Fact]
    public void WhatATargetMustNotDo_IsSeen()
    {
        AssertSeen("InvalidOperationException", () => throw new InvalidOperationException("not documented"));
        AssertSeen("bytes allocated", () => GC.KeepAlive(new byte[32 << 20]));
        AssertSeen("several lines", () => throw new InvalidDataException("one\ntwo"));
    }

    [Fact]
    public void BytesAheadOfAGuardedBuffer_AreWatched()
    {
        using GuardedBuffer buffer = new(5000);
        Span<byte> place = buffer.Take(100);
        place.Fill(1);
        buffer.AssertNothingBesideWasWritten();
        unsafe
        {
            fixed (byte* first = place) *(first - 1) = 0;
        }

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(buffer.AssertNothingBesideWasWritten);
    }

    private static void AssertSeen(string what, Action feed)
    {
        Exception failure = Assert.ThrowsAny<Exception>(() => Fuzzer.Run("script", () => new Script(feed), 0, 1, takesNotes: false));
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{OnlyVariable}=script:0", failure.Message, StringComparison.Ordinal);
    }

    private sealed class Script(Action feed) : FuzzTarget
    {
        public override byte[] Make(Random random) => [];

        public override void Feed(byte[] input) => feed();

        public override bool Allows(Exception exception) => exception is InvalidDataException;
    }
}
