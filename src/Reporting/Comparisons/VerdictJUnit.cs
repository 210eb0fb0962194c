using System.Text;
using System.Xml.Linq;
using MultifdBench.Comparison;
using MultifdBench.Comparison.Verdicts;
using MultifdBench.Core;

namespace MultifdBench.Reporting.Comparisons;

/// <summary>
/// A comparison as JUnit XML, which every CI server shows: a test case per guest and method and per combination, in the metrics that the
/// gate decides on. Slower is a failure, undecided and incomparable are skipped.
/// </summary>
public static class VerdictJUnit
{
    /// <summary>The document as UTF-8.</summary>
    public static byte[] Render(SetComparison comparison, VerdictLabels labels)
    {
        XElement[] cases =
        [
            .. comparison.Groups.SelectMany(group => group.Metrics.Select(metric => Case("guests and methods", labels.Of(group), metric))),
            .. comparison.Cells.SelectMany(
                cell => cell.Metrics.Where(metric => RunMetric.Gate.Contains(metric.Metric))
                    .Select(metric => Case("combinations", labels.Of(cell.Combination), metric))),
            .. comparison.Cells.Where(cell => cell.Failures.HasFailures)
                .Select(cell => Case(labels.Of(cell.Combination), cell.Failures)),
            .. comparison.Missing.Select(combination => Skipped("combinations", labels.Of(combination), "NEW does not have it")),
        ];
        XElement suite = new("testsuite",
            new XAttribute("name", $"{comparison.Base.Name} → {comparison.New.Name}"),
            new XAttribute("tests", cases.Length),
            new XAttribute("failures", cases.Count(test => test.Element("failure") is not null)),
            new XAttribute("errors", 0),
            new XAttribute("skipped", cases.Count(test => test.Element("skipped") is not null)),
            cases,
            new XElement("system-out",
                Clean(string.Join('\n', VerdictWords.Notes(comparison, labels).Prepend(VerdictWords.Summary(comparison))))));
        XDocument document = new(new XDeclaration("1.0", "utf-8", null), new XElement("testsuites", suite));
        return Encoding.UTF8.GetBytes(document.Declaration + "\n" + document);
    }

    private static XElement Case(string group, string label, MetricVerdict metric)
    {
        (double? lo, double? hi) = metric.Interval;
        string message =
            Invariant.Text($"{metric.Metric.Name}: {VerdictTables.Levels(metric)}NEW / BASE = {metric.Ratio:0.000} [{lo:0.000}, "
                + $"{hi:0.000}], p = {metric.P:0.####}");
        if (metric.IsOfLuckierRuns) message += $"; {VerdictWords.LuckierRuns}";
        return With(group, $"{label}, {metric.Metric.Name}", metric.Verdict, message);
    }

    private static XElement Case(string label, FailureVerdict failures) => With("combinations", $"{label}, failures", failures.Verdict,
        Invariant.Text($"{failures.NewFailures} of {failures.NewRuns} runs failed, before {failures.BaseFailures} of {failures.BaseRuns}: "
            + $"{failures.Reason}"));

    private static XElement With(string group, string name, Verdict verdict, string message)
    {
        XElement test = Test(group, name);
        if (verdict == Verdict.Slower)
            test.Add(new XElement("failure", new XAttribute("message", Clean(message)), new XAttribute("type", "slower")));
        else if (verdict is Verdict.Undecided or Verdict.Incomparable)
            test.Add(new XElement("skipped", new XAttribute("message", Clean($"{VerdictTables.Word(verdict)}: {message}"))));
        return test;
    }

    private static XElement Skipped(string group, string name, string message)
    {
        XElement test = Test(group, name);
        test.Add(new XElement("skipped", new XAttribute("message", message)));
        return test;
    }

    private static XElement Test(string group, string name) =>
        new("testcase", new XAttribute("classname", group), new XAttribute("name", Clean(name)));

    /// <summary>XML has no way to write most control characters, and a reason or a file name may hold any.</summary>
    private static string Clean(string text) =>
        string.Concat(text.Select(letter => System.Xml.XmlConvert.IsXmlChar(letter) ? letter : '?'));
}
