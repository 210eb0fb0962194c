namespace MultifdBench.Codecs;

/// <summary>Which implementation of a codec does the work.</summary>
public enum CodecLibrary
{
    /// <summary>The system's library where there is one, else the managed one. The row names the one that ran.</summary>
    Auto,

    /// <summary>The system's library, as QEMU uses it; unavailable where it is not installed.</summary>
    Native,

    /// <summary>What comes with .NET or as a package: runs everywhere, with other speeds and (zlib) other ratios.</summary>
    Managed,
}
