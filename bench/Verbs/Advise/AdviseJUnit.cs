using System.Text;
using System.Xml.Linq;
using MultifdBench.Core;
using MultifdBench.Prediction.Advice;

namespace MultifdBench.Bench.Verbs.Advise;

/// <summary>An answer as JUnit XML: a test case for each link, which fails where no configuration keeps the service level.</summary>
internal static class AdviseJUnit
{
    /// <summary>The document as UTF-8.</summary>
    public static byte[] Render(AdviseAnswer answer)
    {
        XElement[] cases = [.. answer.Asked.Decisions.Select(decision => Case(answer, decision))];
        XElement suite = new("testsuite", new XAttribute("name", $"advise {answer.Request.Guest.Workload}"),
            new XAttribute("tests", cases.Length),
            new XAttribute("failures", cases.Count(test => test.Element("failure") is not null)), cases);
        XDocument document = new(new XDeclaration("1.0", "utf-8", null), new XElement("testsuites", suite));
        return Encoding.UTF8.GetBytes(document.Declaration + "\n" + document);
    }

    private static XElement Case(AdviseAnswer answer, Decision decision)
    {
        XElement test = new("testcase", new XAttribute("classname", $"advise.{answer.Asked.Host.Name}"),
            new XAttribute("name", Invariant.Text($"{answer.Request.Question.Slo} over {decision.LinkGbps} Gbit/s")));
        string message = decision.Winner is { } winner
            ? $"the best, {winner.Name}, misses {string.Join(", ", winner.Misses)}"
            : "no configuration converges";
        if (!decision.IsGoodEnough) test.Add(new XElement("failure", new XAttribute("message", message)));
        return test;
    }
}
