namespace MultifdBench.Bench.Verbs.Host;

/// <summary>Which method runs on which accelerator, for people. What is missing is said once for all that miss it.</summary>
/// <param name="output">Where it goes.</param>
internal sealed class OfferText(TextWriter output)
{
    /// <summary>Writes both groups.</summary>
    public void Write(IReadOnlyList<MethodOffer> offers)
    {
        Group("methods, and the accelerators that they run with here", offers.Where(offer => offer.Available));
        Reasons("unavailable here", offers.Where(offer => offer is { Available: false, Possible: true }));
        Reasons("impossible anywhere", offers.Where(offer => !offer.Possible));
    }

    private void Group(string title, IEnumerable<MethodOffer> offers)
    {
        Title(title);
        foreach (IGrouping<string, MethodOffer> method in offers.GroupBy(offer => offer.Method))
            output.WriteLine($"  {method.Key,-9}{string.Join(", ", method.Select(offer => offer.Accel))}");
    }

    private void Reasons(string title, IEnumerable<MethodOffer> offers)
    {
        var reasons = offers.GroupBy(offer => (offer.Reason, offer.Remedy)).ToArray();
        if (reasons.Length > 0) Title(title);
        foreach (var reason in reasons)
        {
            output.WriteLine($"  {string.Join("; ", reason.GroupBy(offer => offer.Method).Select(Named))}: {reason.Key.Reason}");
            if (reason.Key.Remedy is { } remedy) output.WriteLine("    remedy: " + remedy);
        }
    }

    private static string Named(IGrouping<string, MethodOffer> method) =>
        $"{method.Key} with {string.Join(", ", method.Select(offer => offer.Accel))}";

    private void Title(string title)
    {
        output.WriteLine();
        output.WriteLine(title);
    }
}
