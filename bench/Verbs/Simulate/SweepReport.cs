using System.Globalization;
using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Reporting.Charts;
using MultifdBench.Results;
using MultifdBench.Simulation.Sweeps;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>
/// A sweep as charts and words. One numeric axis makes a line chart, two make a heat map; an axis of words (methods) beside them makes a
/// line or a map for each of its values. Other sweeps have their CSV.
/// </summary>
internal sealed class SweepReport
{
    private const string Value = "total time, ms";

    private readonly SimulationRequest _request;
    private readonly IReadOnlyList<SweepAxis> _axes;
    private readonly IReadOnlyList<SimulatedRun> _runs;
    private readonly Dictionary<string, SweepValue> _times;
    private readonly MethodLooks _looks;

    /// <param name="request">What was simulated.</param>
    /// <param name="axes">The axes of the sweep.</param>
    /// <param name="runs">Every point of their grid.</param>
    /// <param name="looks">Colours of methods.</param>
    public SweepReport(SimulationRequest request, IReadOnlyList<SweepAxis> axes, IReadOnlyList<SimulatedRun> runs, MethodLooks looks)
    {
        _looks = looks;
        _request = request;
        _axes = axes;
        _runs = runs;
        _times = runs.ToDictionary(run => Key(run.Changes), TotalTime);
    }

    /// <summary>Where one choice overtakes another.</summary>
    public IReadOnlyList<string> CrossOvers() =>
        Simulation.Sweeps.CrossOvers.Describe(_axes, [.. _runs.Select(run => new SweepOutcome(run.Changes, TotalMs(run)))],
            key => _request.UnitOf(key) is { Length: > 0 } unit ? " " + unit : "");

    /// <summary>Writes the charts as PNG and SVG.</summary>
    /// <returns>Their paths; none for a sweep that no chart shows.</returns>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public IReadOnlyList<string> WriteCharts(string folder)
    {
        List<string> paths = [];
        foreach (Chart chart in Charts())
        {
            foreach ((string extension, byte[] bytes) in ((string, byte[])[])[(".png", chart.ToPng()), (".svg", chart.ToSvg())])
            {
                string path = Path.Combine(folder, chart.Name + extension);
                Storage.Replace(path, bytes);
                paths.Add(path);
            }
        }

        return paths;
    }

    private static double? TotalMs(SimulatedRun run) => run.IsCompleted ? run.Row.TotalTimeMs : null;

    private static SweepValue TotalTime(SimulatedRun run) => TotalMs(run) is { } ms ? new(ms) : new(run.LimitMs, IsBound: true);

    private static string Key(IEnumerable<SweepChange> changes) => string.Join('\n', changes);

    private IEnumerable<Chart> Charts()
    {
        SweepAxis[] scales = [.. _axes.Where(axis => axis.IsNumeric && axis.Values.Count > 1).Select(Ascending)];
        SweepAxis[] choices = [.. _axes.Where(axis => !axis.IsNumeric)];
        bool isShown = choices.Length <= 1 && scales.Length is 1 or 2 && scales.Length + choices.Length == _axes.Count;
        if (!isShown) return [];
        SweepChange?[] lines =
            choices.Length == 0 ? [null] : [.. choices[0].Values.Select(value => new SweepChange(choices[0].Key, value))];
        return scales.Length == 1 ? [Lines(scales[0], lines)] : lines.Select(line => HeatMap(scales[0], scales[1], line));
    }

    private Chart Lines(SweepAxis axis, SweepChange?[] lines) => SweepCharts.Lines(
        new SweepCaption("sweep", $"{Name(axis)} — {_request.Scenario.Name}, {_request.Spec.Memory}", Origin(lines.Length > 1), Value),
        Name(axis),
        [.. axis.Values.Select(value => double.Parse(value, CultureInfo.InvariantCulture))],
        [.. lines.Select(line => new SweepLine(Marked(line),
            [.. axis.Values.Select(value => Time(new SweepChange(axis.Key, value), null, line))],
            MethodOf(line)))],
        _looks);

    /// <summary>The method that a line stands for; null for a line of another choice.</summary>
    private string? MethodOf(SweepChange? choice) =>
        choice is null ? _request.Spec.Method.Method : choice.Key == MethodCatalog.Option ? choice.Value : null;

    private Chart HeatMap(SweepAxis across, SweepAxis upwards, SweepChange? choice)
    {
        string suffix = choice is null ? "" : $"-{choice.Value}";
        return SweepCharts.HeatMap(
            new SweepCaption("sweep" + suffix,
                $"{Name(across)} × {Name(upwards)} — {Marked(choice)}, {_request.Scenario.Name}, "
                    + $"{_request.Spec.Memory}", Origin(choice is not null), Value),
            Name(across),
            across.Values,
            Name(upwards),
            upwards.Values,
            [.. upwards.Values.Select(
                row => across.Values.Select(column => Time(new SweepChange(across.Key, column), new SweepChange(upwards.Key, row), choice))
                    .ToArray())]);
    }

    /// <summary>What a line or a map stands for, marked where QEMU does not have it at any of its points.</summary>
    private string Marked(SweepChange? choice)
    {
        string name = choice?.Value ?? _request.Spec.Method.Method;
        RunRow[] rows = [.. _runs.Where(run => choice is null || run.Changes.Contains(choice)).Select(run => run.Row)];
        string[] names = [.. rows.Select(row => _looks.Marked(name, row.Variant())).Distinct()];
        return names.Length == 1 ? names[0] : name;
    }

    private SweepValue Time(params SweepChange?[] changes) =>
        _times[Key(_axes.Select(axis => changes.First(change => change?.Key == axis.Key)!))];

    private string Origin(bool isChoiceNamed) =>
        isChoiceNamed
            ? $"Host model {_request.Host.Name}{Settings}"
            : $"Host model {_request.Host.Name}, method {_request.Spec.Method.Method}{Settings}";

    private string Settings => SimulateText.Settings(_request, _axes) is { Length: > 0 } settings ? ", " + settings : "";

    private string Name(SweepAxis axis) => _request.UnitOf(axis.Key) is { Length: > 0 } unit ? $"{axis.Key}, {unit}" : axis.Key;

    private static SweepAxis Ascending(SweepAxis axis) =>
        axis with { Values = [.. axis.Values.OrderBy(value => double.Parse(value, CultureInfo.InvariantCulture))] };
}
