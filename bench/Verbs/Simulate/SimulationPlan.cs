using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
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
        PlannedRun planned = new RunPlanner(request.Catalog).Plan(request.Spec, problems)
            ?? throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
        HostModel host = HostModel.From(request.Host.Name, request.Host.Parameters);
        GuestModel guest = GuestModel.From(request.Scenario.Name, request.Scenario.Parameters, planned.Guest.MemoryBytes);
        Combination combination = Identify(request, planned.Combination, host);
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
    private static Combination Identify(SimulationRequest request, Combination planned, HostModel host)
    {
        (string accel, string path) = Place(planned.Method, request.Spec.Method.Accel, request.Spec.Method.QplPath, host);
        return planned with
        {
            Source = RunSource.Simulated,
            Workload = request.Scenario.Name,
            Accel = accel,
            Path = path,
            Huffman = planned.Method == "qpl" || accel == "qpl" ? request.Spec.Method.QplHuffman : "",
            Transport = "tcp",
            Library = "",
            Model = request.Model,
        };
    }

    private static (string Accel, string Path) Place(string method, string accel, string qplPath, HostModel host)
    {
        bool onIaa = qplPath == "hardware" || (qplPath == "auto" && host.DeviceOf("iaa") is not null);
        return (method, accel) switch
        {
            ("qpl", _) => onIaa ? ("qpl", "hardware") : ("none", "software"),
            ("zlib", "qpl") => ("qpl", onIaa ? "hardware" : "software"),
            ("qatzip", _) => ("qat", "hardware"),
            ("zlib" or "zstd", "qat") => ("qat", "hardware"),
            ("zlib" or "zstd", "auto") when host.DeviceOf("qat") is not null => ("qat", "hardware"),
            _ => ("none", "software"),
        };
    }
}
