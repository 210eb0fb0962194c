using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Destination;

/// <summary>
/// What the main stream has said ahead of the first barrier. Written by the main loader before it lets the channels pass that barrier, read
/// by them afterwards: the barrier orders the two.
/// </summary>
internal sealed class SetupFacts
{
    private RamBlockTable? _blocks;

    /// <summary>The blocks that packets may name; null until the main stream has listed them.</summary>
    public RamBlockTable? Blocks
    {
        get => Volatile.Read(ref _blocks);
        set => Volatile.Write(ref _blocks, value);
    }

    /// <summary>What the source's method has to say.</summary>
    public ReadOnlyMemory<byte> Agreement { get; set; }
}
