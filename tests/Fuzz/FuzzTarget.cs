namespace MultifdBench.Tests.Fuzz;

/// <summary>One entry that takes bytes from outside, and what it may do with them. Used by one thread.</summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>Bytes that one input may cost on the GC heap.</summary>
    public virtual long MaxAllocatedBytes => 16 << 20;

    /// <summary>An input: mostly a valid one with some damage. Nothing but <paramref name="random"/> decides what it is.</summary>
    public abstract byte[] Make(Random random);

    /// <summary>Feeds an input to the entry. Throws what the entry throws; asserts what must hold when it takes the input.</summary>
    public abstract void Feed(byte[] input);

    /// <summary>Whether the entry says that it throws this.</summary>
    public abstract bool Allows(Exception exception);

    /// <summary>
    /// Begins with fresh state; called ahead of every <see cref="Fuzzer.GroupInputs"/> inputs, which are all that may depend on each other.
    /// </summary>
    public virtual void Begin()
    {
    }

    public void Dispose() => Free();

    /// <summary>Frees what the target holds.</summary>
    protected virtual void Free()
    {
    }
}
