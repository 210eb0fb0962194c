using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Qpl;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary>A checked simulation that can start.</summary>
/// <param name="Combination">Its identity in the results.</param>
/// <param name="Host">Both hosts.</param>
/// <param name="Guest">The guest.</param>
/// <param name="Setup">The migration.</param>
internal sealed record SimulationPlan(Combination Combination, HostModel Host, GuestModel Guest, MigrationSetup Setup)
{
    /// <summary>Checks a request; the options as <c>migrate</c> checks them.</summary>
    /// <exception cref="UsageException">Something is wrong, with every problem of the options at once.</exception>
    public static SimulationPlan Create(SimulationRequest request)
    {
        List<string> problems = [];
        // Of the options of several methods, those of this one: that each has an effect on one of a sweep is known by now.
        RunSpec spec = request.Spec with { Method = request.Catalog.Effective(request.Spec.Method) };
        PlannedRun planned = new RunPlanner(request.Catalog).Plan(spec, problems)
            ?? throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
        HostModel host = HostModel.From(request.Host.Name, request.Host.Parameters);
        GuestModel guest = GuestModel.From(request.Scenario.Name, request.Scenario.Parameters, planned.Guest.MemoryBytes);
        Combination combination = Identify(request, planned, host);
        MigrationSetup setup = SetupOf(planned, combination);
        SimulatedMigration.Check(host, guest, setup);
        return new SimulationPlan(combination, host, guest, setup);
    }

    /// <summary>The simulator's parameters for a planned run that goes by the name of <paramref name="combination"/>.</summary>
    /// <exception cref="UsageException">The simulator does not know its method.</exception>
    public static MigrationSetup SetupOf(PlannedRun planned, Combination combination) => new()
    {
        Method = SimulatedMethods.Of(
            planned.Catalog.SimulatedForms, combination.Method, combination.Accel, combination.Path, combination.Huffman, combination.Level,
            combination.Streams),
        Channels = planned.Parameters.Channels,
        ZeroPageDetection = planned.Parameters.ZeroPageDetection,
        Precopy = planned.Parameters.Precopy,
        SyncsEverySlice = planned.Parameters.WireLayout == WireLayout.Qemu72,
        Seed = planned.Guest.Seed,
    };

    /// <summary>What the model's host runs, where the planner asked what this one does.</summary>
    private static Combination Identify(SimulationRequest request, PlannedRun planned, HostModel host)
    {
        (string accel, string path) = Place(planned.Method, host);
        MethodOption? huffman =
            planned.Definition.OptionsOn(planned.Method.Accelerator).FirstOrDefault(option => option.Column == "huffman");
        return planned.Combination with
        {
            Source = RunSource.Simulated,
            Workload = request.Scenario.Name,
            Accel = accel,
            Path = path,
            Huffman = huffman is null ? "" : planned.Method.Options.TextOf(huffman),
            Transport = "tcp",
            Library = "",
            Model = request.Model,
        };
    }

    private static (string Accel, string Path) Place(MethodRequest asked, HostModel host)
    {
        QplPath path = asked.Get(QplOptions.Path);
        bool onIaa = path == QplPath.Hardware || (path == QplPath.Auto && host.DeviceOf("iaa") is not null);
        return (asked.Method, asked.Accelerator) switch
        {
            ("qpl", _) => onIaa ? ("qpl", "hardware") : ("none", "software"),
            ("zlib", Accelerator.Qpl) => ("qpl", onIaa ? "hardware" : "software"),
            ("qatzip", _) => ("qat", "hardware"),
            ("zlib" or "zstd", Accelerator.Qat) => ("qat", "hardware"),
            ("zlib" or "zstd", Accelerator.Auto) when host.DeviceOf("qat") is not null => ("qat", "hardware"),
            _ => ("none", "software"),
        };
    }
}
