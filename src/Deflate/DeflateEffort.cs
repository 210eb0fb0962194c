namespace MultifdBench.Deflate;

/// <summary>How hard the match search looks.</summary>
public enum DeflateEffort
{
    /// <summary>
    /// As <see cref="Fast"/>, but leaves out more positions the longer it finds no match: deflate at nearly the speed of LZ4.
    /// </summary>
    Light,

    /// <summary>
    /// Takes the first match, and looks at fewer positions the longer it finds none: for fixed and canned codes, whose rest is cheap.
    /// </summary>
    Fast,

    /// <summary>Looks at every position and prefers a longer match one byte later.</summary>
    Thorough,
}
