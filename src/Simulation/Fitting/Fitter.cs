using MultifdBench.Core;
using MultifdBench.Results;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Simulation.Reproduction;

namespace MultifdBench.Simulation.Fitting;

/// <summary>
/// Chooses the parameters of kind <c>fitted</c> so that the model agrees with a testbed's tables, and writes them back with what remains.
/// One set for all rows; the same files and tables always give the same values.
/// </summary>
/// <param name="reproducer">Simulates rows.</param>
/// <param name="folder">The files to change.</param>
public sealed class Fitter(Reproducer reproducer, ModelFolder folder)
{
    private const int Sweeps = 15;

    /// <summary>Finds out whether a testbed's files can be rewritten: a fit takes minutes, and they are its only result.</summary>
    /// <exception cref="UsageException">A file is not there.</exception>
    /// <exception cref="ResultsException">A file cannot be written.</exception>
    public void DemandOutputs(FitGroup group)
    {
        foreach (string path in Paths(group)) Storage.DemandReplaceable(path);
    }

    /// <summary>Fits one testbed and rewrites its files, which are looked at first.</summary>
    /// <param name="group">The testbed.</param>
    /// <param name="report">Told the loss after each sweep.</param>
    /// <param name="cancellation">Ends it; files are as they were.</param>
    /// <returns>The errors that remain.</returns>
    /// <exception cref="UsageException">A file is wrong.</exception>
    /// <exception cref="ResultsException">A table cannot be read or a file not written.</exception>
    public ErrorSummary Fit(FitGroup group, Action<double> report, CancellationToken cancellation)
    {
        DemandOutputs(group);
        string[] paths = Paths(group);
        FreeParameter[] free = [.. paths.SelectMany(Free)];
        Row[] rows = [.. group.Tables.SelectMany(
            table => reproducer.Load(table).Select(row => new Row(table, row, reproducer.ReadFiles(table, row))))];
        IReadOnlyList<double> best = new CoordinateSearch(point => Loss(rows, free, point, group.PacketsPerStep))
            .Minimise([.. free.Select(one => one.Value)], Sweeps, report, cancellation);
        ErrorSummary errors = ErrorSummary.Of(Simulate(rows, free, best, packetsPerStep: 1));
        string tables = string.Join(", ", group.Tables.Select(table => table.Name));
        foreach (string path in paths)
        {
            FreeParameter[] ofFile = [.. free.Select((one, i) => one with { Value = best[i] }).Where(one => one.Path == path)];
            FittedFile.Rewrite(path, ofFile, $"simulate --fit {group.Host}", tables, errors);
        }

        return errors;
    }

    private string[] Paths(FitGroup group) => [folder.FindHost(group.Host), .. group.Scenarios.Select(folder.FindScenario)];

    /// <summary>The fitted parameters that a file itself gives, not those that it takes over from another.</summary>
    private static IEnumerable<FreeParameter> Free(string path) =>
        from parameter in ParameterFile.Read(path).Parameters.All
        where parameter.Kind == ParameterKind.Fitted && parameter.File == Path.GetFullPath(path)
        select new FreeParameter(path, parameter.Key, parameter.Value);

    private double Loss(Row[] rows, FreeParameter[] free, IReadOnlyList<double> point, int packetsPerStep)
    {
        try
        {
            return FitLoss.Of(Simulate(rows, free, point, packetsPerStep));
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is UsageException))
        {
            // Out of the range that a parameter may have.
            return double.PositiveInfinity;
        }
    }

    private ReproducedRow[] Simulate(Row[] rows, FreeParameter[] free, IReadOnlyList<double> point, int packetsPerStep) =>
        [.. rows.AsParallel().AsOrdered()
            .Select(row => reproducer.Reproduce(row.Table, row.Published, With(row.Files, free, point), seed: 1, packetsPerStep))];

    private static (ParameterFile Host, ParameterFile Scenario) With((ParameterFile Host, ParameterFile Scenario) files,
        FreeParameter[] free, IReadOnlyList<double> point)
    {
        ParameterSet host = files.Host.Parameters;
        ParameterSet scenario = files.Scenario.Parameters;
        for (int i = 0; i < free.Length; i++)
        {
            if (free[i].IsIn(host)) host = host.With(free[i].Key, point[i]);
            if (free[i].IsIn(scenario)) scenario = scenario.With(free[i].Key, point[i]);
        }

        return (files.Host with { Parameters = host }, files.Scenario with { Parameters = scenario });
    }

    private sealed record Row(PublishedTable Table, ReferenceRow Published, (ParameterFile Host, ParameterFile Scenario) Files);
}

/// <summary>A parameter that a fit may change.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Key">Its key.</param>
/// <param name="Value">Its value.</param>
internal sealed record FreeParameter(string Path, string Key, double Value)
{
    /// <summary>Whether a set has this very parameter, and not another file's of the same key.</summary>
    public bool IsIn(ParameterSet set) => set.Find(Key)?.File == System.IO.Path.GetFullPath(Path);
}
