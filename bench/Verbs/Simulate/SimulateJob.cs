using System.CommandLine;
using MultifdBench.Bench.Cli;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>One of the things that <c>simulate</c> does: the options that ask for it and belong to it, and what it makes of them.</summary>
internal abstract class SimulateJob
{
    /// <summary>Its own options, in the order of help.</summary>
    public abstract IReadOnlyList<Option> Options { get; }

    /// <summary>Whether the user asks for it.</summary>
    public abstract bool IsAsked(ParseResult parsed);

    /// <summary>Refuses an option of it when it is not asked for.</summary>
    /// <exception cref="Core.UsageException">One is given.</exception>
    public virtual void RejectOptions(ParseResult parsed)
    {
    }

    /// <summary>Judges the whole request, outputs included where they can be looked at, before anything runs.</summary>
    /// <returns>The job, which answers with the exit code.</returns>
    /// <exception cref="Core.UsageException">It cannot work.</exception>
    public abstract Func<CancellationToken, int> Validate(ParseResult parsed, ConsoleSession session);

    /// <summary>The first of these options that the user gave; null for none.</summary>
    protected static Option? Given(ParseResult parsed, params Option[] options) =>
        Array.Find(options, option => parsed.GetResult(option) is { Implicit: false });
}
