using MultifdBench.Guest;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Workloads.Scenarios;

/// <summary>Code that turns a scenario's parameters into a guest program; what varies between its workloads is data.</summary>
/// <param name="Name">As in the scenario's <c>generator</c>.</param>
/// <param name="CreateProgram">Reads every parameter it knows and checks it against the request; must not touch guest memory.</param>
internal sealed record ScenarioGenerator(string Name, Func<ScenarioParameters, WorkloadRequest, IGuestProgram> CreateProgram)
{
    /// <summary>The workload of one scenario, refused if the scenario has a parameter that the generator does not read.</summary>
    public IWorkload Make(Scenario scenario, WorkloadRequest request)
    {
        ScenarioParameters parameters = scenario.Parameters(request.Overrides);
        IReadOnlyList<RamBlockSpec> layout = GuestLayout.SingleBlock(request.MemoryBytes);
        IGuestProgram program = CreateProgram(parameters, request);
        parameters.RejectUnread();
        return new GuestWorkload(request.Name, layout, program);
    }
}
