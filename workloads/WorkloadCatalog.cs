using MultifdBench.Core;
using MultifdBench.Core.Files;
using MultifdBench.Guest;
using MultifdBench.Workloads.Files;
using MultifdBench.Workloads.Idle;
using MultifdBench.Workloads.Image;
using MultifdBench.Workloads.Jvm;
using MultifdBench.Workloads.Memcached;
using MultifdBench.Workloads.PageCache;
using MultifdBench.Workloads.Postgres;
using MultifdBench.Workloads.Random;
using MultifdBench.Workloads.RedisLive;
using MultifdBench.Workloads.RedisYcsb;
using MultifdBench.Workloads.Scenarios;
using MultifdBench.Workloads.Stress;

namespace MultifdBench.Workloads;

/// <summary>Every workload there is. One line registers a workload, or a generator whose scenarios are the YAML files beside it.</summary>
public static class WorkloadCatalog
{
    private static readonly WorkloadDefinition[] Definitions =
    [
        RandomProgram.Definition,
        StressProgram.Definition,
        ImageProgram.Definition,
        FilesProgram.Definition,
    ];

    private static readonly ScenarioGenerator[] Generators =
    [
        IdleProgram.Generator,
        PageCacheGuest.Generator,
        JvmServer.Generator,
        MemcachedServer.Generator,
        PostgresServer.Generator,
        RedisYcsbProgram.Generator,
        RedisLiveWorkload.Generator,
    ];

    /// <summary>All workloads by name: those of the scenario files first, then those that take an argument or nothing.</summary>
    /// <exception cref="UsageException">A scenario file beside the program is broken.</exception>
    public static IReadOnlyList<WorkloadDefinition> All =>
        [.. ScenarioFolder.Files().Select(Scenario.Read).Select(FromScenario), .. Definitions];

    /// <summary>Names of all workloads, in the order of <see cref="All"/>; no scenario file is read for them.</summary>
    public static IReadOnlyList<string> Names => [.. ScenarioFolder.Names(), .. Definitions.Select(definition => definition.Name)];

    /// <summary>Makes the workload that a request names. Nothing is allocated or started yet.</summary>
    /// <exception cref="UsageException">The name is unknown, or its argument, a parameter or the memory size cannot work.</exception>
    public static IWorkload Create(WorkloadRequest request) => Find(request).Create(request);

    /// <summary>Whether this host can run the workload that a request names.</summary>
    /// <exception cref="UsageException">The name is unknown or its argument cannot work.</exception>
    public static Availability Probe(WorkloadRequest request) => Find(request).Probe();

    /// <summary>
    /// Paths of the scenario files that describe a workload: its own first, then those that it extends; empty for a workload that is no
    /// scenario.
    /// </summary>
    /// <param name="name">As <c>--workload</c> takes it.</param>
    /// <exception cref="UsageException">A file is missing or broken.</exception>
    public static IReadOnlyList<string> ScenarioFiles(string name) =>
        (IsScenarioPath(name) ? name : ScenarioFolder.Find(name)) is { } path ? Scenario.Read(path).Paths : [];

    /// <summary>
    /// What is wrong with a name, in one line, as far as that can be said without looking for files; null when nothing is.
    /// </summary>
    /// <param name="name">As <c>--workload</c> takes it.</param>
    public static string? NameProblem(string name)
    {
        try
        {
            // A scenario that comes with the program is known by its file's name, and need not be read to be one.
            if (!IsScenarioPath(name) && ScenarioFolder.Find(name) is null) Find(new WorkloadRequest { Name = name, MemoryBytes = 0 });
            return null;
        }
        catch (UsageException e)
        {
            return e.Message;
        }
    }

    private static WorkloadDefinition Find(WorkloadRequest request)
    {
        if (IsScenarioPath(request.Name))
        {
            // Once to plan the run, and again to make the guest.
            if (InputFile.WhyNotTwice(request.Name) is { } problem)
                throw new UsageException($"--workload {request.Name}: the scenario {problem}.");
            return FromScenario(Scenario.Read(request.Name));
        }

        string name = request.Name.Split(':', 2)[0];
        WorkloadDefinition definition = FindScenario(name) ?? Definitions.FirstOrDefault(candidate => candidate.Name == name)
            ?? throw Unknown(request.Name, name);
        RejectWrongArgument(definition, request);
        return definition;
    }

    /// <summary>A scenario by its file's name, which is its own: the others are not read for it.</summary>
    private static WorkloadDefinition? FindScenario(string name) =>
        ScenarioFolder.Find(name) is { } file && Scenario.Read(file) is var scenario && scenario.Name == name
            ? FromScenario(scenario)
            : null;

    private static bool IsScenarioPath(string name) =>
        name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    private static WorkloadDefinition FromScenario(Scenario scenario)
    {
        ScenarioGenerator generator = Generators.FirstOrDefault(candidate => candidate.Name == scenario.Generator)
            ?? throw new UsageException(
                $"{scenario.File}: generator '{scenario.Generator}' does not exist." +
                $"{NearestName.Suggest(scenario.Generator, Generators.Select(g => g.Name))} Generators: "
                + $"{string.Join(", ", Generators.Select(g => g.Name))}.");
        return new WorkloadDefinition(scenario.Name, null, scenario.Summary,
            request => generator.Make(scenario, request))
        {
            Probe = generator.Probe,
        };
    }

    private static void RejectWrongArgument(WorkloadDefinition definition, WorkloadRequest request)
    {
        string argument = WorkloadDefinition.ArgumentOf(request);
        if (definition.Argument is null && request.Name.Contains(':', StringComparison.Ordinal))
            throw new UsageException(
                $"Workload '{definition.Name}' takes no argument, but ':{argument}' was given; write --workload {definition.Name}.");
        if (definition.Argument is not null && argument.Length == 0)
            throw new UsageException($"Workload '{definition.Name}' needs an argument; write --workload {definition.Pattern}.");
        // Scenario parameters reach a generator only; here they would be dropped in silence.
        if (request.Overrides.Count > 0 && Definitions.Contains(definition))
            throw new UsageException(
                $"Workload '{definition.Name}' has no scenario parameters, but '{request.Overrides.Keys.First()}' was set; remove it.");
    }

    private static UsageException Unknown(string typed, string name)
    {
        IEnumerable<string> patterns = ScenarioFolder.Names().Concat(Definitions.Select(definition => definition.Pattern));
        return new UsageException(
            $"Workload '{typed}' does not exist.{NearestName.Suggest(name, Names)} Workloads: {string.Join(", ", patterns)}, or the path "
                + "of a scenario file (.yaml).");
    }
}
