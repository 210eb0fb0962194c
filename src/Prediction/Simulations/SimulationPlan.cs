using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Wire;
using MultifdBench.Results;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Prediction.Simulations;

/// <summary>A checked simulation that can start.</summary>
/// <param name="Combination">Its identity in the results.</param>
/// <param name="Host">Both hosts.</param>
/// <param name="Guest">The guest.</param>
/// <param name="Setup">The migration.</param>
public sealed record SimulationPlan(Combination Combination, HostModel Host, GuestModel Guest, MigrationSetup Setup)
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
        if (planned.Tls is { Folder.Length: > 0 } choice)
            throw new UsageException($"--tls-creds {choice.Folder}: a simulation reads no certificates; use --tls.");
        if (planned.Parameters.ZeroCopySend)
        {
            throw new UsageException("--zero-copy-send: the host models have no costs of it, and what is published was measured on other "
                + "hosts; leave it out, and measure it with 'source --zero-copy-send'.");
        }

        DemandCosts(planned);
        HostModel host = HostModel.From(request.Host.Name, request.Host.Parameters);
        GuestModel guest = GuestModel.From(request.Scenario.Name, request.Scenario.Parameters, planned.Guest.MemoryBytes);
        Combination combination = Identify(request, planned, host);
        MigrationSetup setup = SetupOf(planned, combination);
        if (request.KeepsTimeline) setup = setup with { Precopy = setup.Precopy with { KeepsTimeline = true } };
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
        Tls = planned.Tls is not null,
        // Of a single migration a reading every 100 ms is a file; of the thousands behind an answer it would fill the memory.
        Precopy = planned.Parameters.Precopy with { KeepsTimeline = false },
        SyncsEverySlice = planned.Parameters.WireLayout == WireLayout.Qemu72,
        Seed = planned.Guest.Seed,
    };

    /// <summary>A scenario's costs are those of what QEMU sends, or of what a method sends without a word.</summary>
    /// <exception cref="UsageException">The run would send something else.</exception>
    private static void DemandCosts(PlannedRun planned)
    {
        if (planned.Combination.DictionaryKib is not null)
        {
            throw new UsageException($"--{CodecOptions.Dictionary.Name}: the scenarios have no costs of dictionaries; leave it out, and "
                + "measure it with 'migrate'.");
        }

        MethodOptionSet options = planned.Method.Options, defaults = planned.Definition.DefaultsOf(MethodOptionSet.Empty);
        if (defaults.Get(CodecOptions.Streams) == 1 && options.Get(CodecOptions.Streams) > 1)
        {
            string streams = CodecOptions.Streams.Name;
            throw new UsageException($"--{streams} {options.TextOf(CodecOptions.Streams)}: the scenarios' costs of {planned.Method.Method} "
                + $"are of one stream per channel; leave --{streams} out, and measure it with 'migrate'.");
        }
    }

    /// <summary>What the model's host runs, where the planner asked what this one does.</summary>
    private static Combination Identify(SimulationRequest request, PlannedRun planned, HostModel host)
    {
        MethodRequest asked = planned.Method;
        IReadOnlyList<MethodOption> options = planned.Definition.OptionsOn(asked.Accelerator);
        string Value(string column) =>
            options.FirstOrDefault(option => option.Column == column) is { } one ? asked.Options.TextOf(one) : "";
        bool? onDevice = Value("path") switch { SimulatedPlace.Hardware => true, SimulatedPlace.Software => false, _ => null };
        SimulatedPlace? place = SimulatedPlace.Of(planned.Definition, asked.Accelerator, onDevice, host);
        return planned.Combination with
        {
            Source = RunSource.Simulated,
            Workload = request.Scenario.Name,
            // A method without a form there has no place either, which is said when its set-up is made.
            Accel = place?.Accel ?? asked.Accelerator.Name,
            Path = place?.Path ?? SimulatedPlace.Software,
            Huffman = Value("huffman"),
            Transport = "tcp",
            Library = "",
            Model = request.Model,
            LinkGbps = host.Network.Gbps,
        };
    }
}
