namespace MultifdBench.Workloads.Jvm;

/// <summary>
/// Where the words of the text are in the heap. Most are one behind the other; the others were moved next to the sessions that refer to
/// them, the first sessions of the load most often. Both counted on the sample's references. Immutable; for any thread.
/// </summary>
internal static class WordPlaces
{
    /// <summary>Words that are one behind the other.</summary>
    public const int Together = (int)(0.65 * SmallText.Places);

    private const int ScatteredBytes = 10_500_000;
    private const int StringBytes = 24;

    private static readonly int[] Offsets = Make();

    /// <summary>Where the word at a place of the text is, in bytes from the heap's beginning.</summary>
    public static int OffsetOf(int place) => Offsets[place];

    private static int[] Make()
    {
        int[] offsets = new int[SmallText.Places];
        int next = 0;
        for (int place = 0; place < Together; place++)
        {
            int bytes = StringBytes + ((ObjectWriter.ArrayHead + SmallText.At(place).Length + 7) & ~7);
            // An object does not cross the end of a region.
            int left = JvmServer.RegionBytes - (next % JvmServer.RegionBytes);
            if (bytes > left) next += left;
            offsets[place] = next;
            next += bytes;
        }

        for (int place = Together; place < offsets.Length; place++)
        {
            double share = (double)(place - Together) / (offsets.Length - Together);
            offsets[place] = next + ((int)(share * share * ScatteredBytes) & ~7);
        }

        return offsets;
    }
}
