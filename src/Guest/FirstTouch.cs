namespace MultifdBench.Guest;

/// <summary>When the kernel gives guest memory its pages.</summary>
public enum FirstTouch
{
    /// <summary>As the memory is made, so that no later access pays for it (docs/decisions/0005).</summary>
    Ahead,

    /// <summary>At each page's first write, as memory of a QEMU that does not preallocate.</summary>
    AtFirstWrite,
}
