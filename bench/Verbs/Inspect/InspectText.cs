using MultifdBench.Capture.Census;
using MultifdBench.Core;
using MultifdBench.Guest;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Bench.Verbs.Inspect;

/// <summary>A census on one screen.</summary>
/// <param name="output">Where to.</param>
internal sealed class InspectText(TextWriter output)
{
    /// <summary>Writes it.</summary>
    public void Write(CensusResult census, WriteCensusResult? written)
    {
        long bytes = census.Pages << Page.Shift;
        output.WriteLine(Text($"{census.Source}: {census.Pages} pages ({Units.FormatSize(bytes)}), counted in {census.Seconds:0.0} s ")
            + Text($"({bytes / 1e9 / census.Seconds:0.00} GB/s)"));
        ZeroRuns runs = census.ZeroRuns;
        output.WriteLine(Text($"zero: {Percent(census.ZeroShare)} of the pages, in {runs.Count} runs of {runs.MeanPages:0} pages (mean), ")
            + Text($"the longest {runs.LongestPages}"));
        foreach (ZeroRunClass length in runs.Lengths)
        {
            string share = Percent(length.PagesShare);
            output.WriteLine(Text($"  from {length.FromPages,8} pages: {length.Runs,8} runs, {share} of the zero pages"));
        }

        string estimated = census.DuplicatesAreEstimated ? " (estimated)" : "";
        output.WriteLine(Text($"of the others: same-filled {Percent(census.SameFilledShare)}, duplicates ")
            + Text($"{Percent(census.DuplicateShare)}{estimated}, entropy {census.Entropy:0.00} bits per byte"));
        if (census.Methods.Count > 0) WriteMethods(census);
        if (written is not null) WriteWritten(written);
    }

    private void WriteMethods(CensusResult census)
    {
        int width = Math.Max("ratio".Length, census.Methods.Max(method => method.Name.Length));
        string tenths = string.Concat(Enumerable.Range(1, 9).Select(tenth => Text($"{10 * tenth,4} %")));
        string sizes = string.Concat(census.Methods[0].Regions.Select(region => Text($"{region.Kib,5} KiB")));
        output.WriteLine();
        string pieces = $"ratio of pieces ({Percent(census.RegionPagesShare)} of the pages)";
        output.WriteLine($"{"",-40} {"pages below this ratio",32}   {pieces}");
        output.WriteLine($"{"ratio".PadRight(width)} {"whole",7} {"not smaller",12} {tenths} {sizes}");
        foreach (MethodCensus method in census.Methods)
        {
            output.WriteLine(Text($"{method.Name.PadRight(width)} {method.Ratio,7:0.000} {Percent(method.IncompressibleShare),12} ")
                + string.Concat(method.Deciles.Select(decile => Text($"{Units.Significant(decile),6}")))
                + " " + string.Concat(method.Regions.Select(region => Text($"{region.Ratio,9:0.00}"))));
        }
    }

    private void WriteWritten(WriteCensusResult written)
    {
        output.WriteLine();
        output.WriteLine(Text($"written, by {written.Method} over {written.Seconds:0.0} s: different pages in"));
        foreach (WrittenWindow window in written.Curve)
            output.WriteLine(Text($"  {window.Seconds,8:0.00} s: {window.Pages,10:0} ({window.Pages / window.Seconds:0} per second)"));
        if (written.Compared is not { } compared) return;
        output.WriteLine(compared == 0
            ? "  none of the pages that were kept for comparison was written"
            : Text($"  {compared} written pages compared: {Percent(written.IdenticalShare ?? 0)} hold what they held; means of ")
                + Text($"{written.ChangedBytes:0} bytes changed and {written.XbzrleBytes:0} bytes of XBZRLE"));
    }

    private static string Percent(double share) => Text($"{100 * share:0.0} %");
}
