using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Workloads.Scenarios;

/// <summary>Code that turns a scenario's parameters into a workload; what varies between its workloads is data.</summary>
/// <param name="Name">As in the scenario's <c>generator</c>.</param>
/// <param name="Create">
/// Reads every parameter it knows and checks it against the request; must not touch guest memory or start anything.
/// </param>
internal sealed record ScenarioGenerator(string Name, Func<ScenarioParameters, WorkloadRequest, IWorkload> Create)
{
    /// <summary>Whether this host can run its workloads; synthetic ones need nothing.</summary>
    public Func<Availability> Probe { get; init; } = () => Availability.Yes;

    /// <summary>
    /// The generator of a program, which runs as <see cref="GuestWorkload"/> in one block of memory; its rate may have phases.
    /// </summary>
    public static ScenarioGenerator OfProgram(string name, Func<ScenarioParameters, WorkloadRequest, IGuestProgram> createProgram) => new(
        name,
        (parameters, request) =>
        {
            IReadOnlyList<RamBlockSpec> layout = GuestLayout.SingleBlock(request.MemoryBytes);
            IGuestProgram program = createProgram(parameters, request);
            return new GuestWorkload(request.Name, layout, program, phases: ScenarioPhases.Read(parameters, program.OperationsPerSecond));
        });

    /// <summary>The workload of one scenario.</summary>
    /// <exception cref="UsageException">
    /// Parameters are missing or wrong, or the generator does not read them; every problem is a line of the message.
    /// </exception>
    public IWorkload Make(Scenario scenario, WorkloadRequest request)
    {
        ScenarioParameters parameters = scenario.Parameters(request.Overrides);
        IWorkload? workload = null;
        try
        {
            workload = Create(parameters, request);
            parameters.RejectUnread();
            parameters.ThrowProblems();
            return workload;
        }
        catch (UsageException)
        {
            workload?.Dispose();
            // What a generator says of a value that only stands in for a wrong one helps nobody.
            parameters.ThrowProblems();
            throw;
        }
    }
}
