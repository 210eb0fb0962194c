using MultifdBench.Multifd.Precopy;

namespace MultifdBench.Management.Rules;

/// <summary>
/// One rule while it watches one migration: what it has seen, and what it wants. It has no clock: all it knows are the figures that it is
/// told. Not thread-safe.
/// </summary>
internal abstract class PolicyRule
{
    /// <summary>The migration is about to begin.</summary>
    /// <param name="totalBytes">The guest's memory.</param>
    public virtual void Begin(long totalBytes)
    {
    }

    /// <summary>
    /// Whether the rule's owner hears of a pass by its event: it is then asked when the pass ends, too, and else at polls only.
    /// </summary>
    public virtual bool HearsOfPasses => false;

    /// <summary>A dirty sync has ended. What the rule wants because of it, it says at the next <see cref="Decide"/>.</summary>
    public virtual void Passed(in MigrationStatus now)
    {
    }

    /// <summary>Figures of a poll. Every rule is shown every poll.</summary>
    public virtual void Observe(in MigrationStatus now)
    {
    }

    /// <summary>
    /// What the rule wants now. An earlier rule of the file may have spoken already; this one is not asked then, but at the next poll: it
    /// must not take anything for done that it has not answered.
    /// </summary>
    public abstract ManagementAction? Decide(in MigrationStatus now);
}
