using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Management;
using MultifdBench.Measurement.Planning;
using MultifdBench.Prediction.Advice;
using MultifdBench.Simulation.Parameters;
using MultifdBench.Workloads;

namespace MultifdBench.Bench.Verbs.Advise;

/// <summary>The options of <c>advise</c>, and the question that they ask.</summary>
internal sealed class AdviseOptions
{
    /// <summary>The host that this machine is.</summary>
    public const string ThisHost = "this";

    /// <summary>Every policy that comes with the program.</summary>
    private const string AllPolicies = "all";

    private const double MinGbps = 0.01;
    private const double MaxGbps = 1000;
    private const int MaxCores = 4096;

    private readonly Option<string> _workload = new("--workload")
    {
        HelpName = "NAME",
        Description = "the guest: a workload as 'bench host' lists them, image:FILE, or a scenario of the model",
        DefaultValueFactory = _ => "redis-ycsb-b",
    };
    private readonly Option<string> _memory =
        new("--memory") { HelpName = "SIZE", Description = "memory of each guest", DefaultValueFactory = _ => "64GiB" };
    private readonly Option<string> _links = new("--link-gbps")
    {
        HelpName = "G,…",
        Description = "links between the hosts, decimal Gbit/s; the answer is given for each",
        DefaultValueFactory = _ => "10",
    };
    private readonly Option<double?> _cores =
        new("--cores") { HelpName = "N", Description = "cores that a migration may use on either side [default: all of the host]" };
    private readonly Option<int> _guests =
        new("--guests") { HelpName = "K", Description = "such guests that leave the host at once", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _downtime = new("--downtime-limit")
    {
        HelpName = "MS",
        Description = "milliseconds that a guest may pause at the end",
        DefaultValueFactory = _ => 300,
    };
    private readonly Option<string> _host = new("--host")
    {
        HelpName = "NAME|FILE",
        Description = $"the hosts: {ThisHost} (measured now), {string.Join(", ", ModelFolder.BesideProgram.Hosts)}, or a YAML file",
        DefaultValueFactory = _ => ThisHost,
    };
    private readonly Option<string> _policy = new("--policy")
    {
        HelpName = $"NAME|FILE,…|{AllPolicies}",
        Description = "what the management layer does: the answer is for the first, and it is said what each would do to this guest; "
            + "docs/policies.md describes them",
        DefaultValueFactory = _ => PolicyCatalog.Default,
    };
    private readonly Option<bool> _autoConverge = new("--auto-converge")
    {
        Description = "throttle the guest when it dirties memory too fast, whatever the policy",
    };
    private readonly Option<bool> _tls = new("--tls") { Description = "every connection is encrypted" };
    private readonly Option<string?> _slo = new("--slo")
    {
        HelpName = "EXPR",
        Description = "what must be kept, for example 'downtime<=300ms,total<=60s,cpu<=4' (cores; cpu<=90s: CPU seconds; also wire<=20GB)",
    };
    private readonly Option<bool> _noCheck = new("--no-check") { Description = "run nothing for real to check the model" };
    private readonly Option<bool> _fresh =
        new("--fresh") { Description = "measure machine and guest again, even if they were measured before" };
    private readonly Option<long> _seed =
        new("--seed") { HelpName = "N", Description = "seed of the guest's contents and behaviour", DefaultValueFactory = _ => 1 };

    /// <summary>Adds all options to a command.</summary>
    public AdviseOptions(Command command)
    {
        _workload.CompletionSources.Add(_ => WorkloadCatalog.Names
            .Concat(ModelFolder.BesideProgram.Scenarios).Select(name => new CompletionItem(name)));
        _host.CompletionSources.Add([ThisHost, .. ModelFolder.BesideProgram.Hosts]);
        _policy.CompletionSources.Add([AllPolicies, .. PolicyCatalog.Names]);
        foreach (Option option in (Option[])
            [
                _workload, _memory, _links, _cores, _guests, _downtime, _host, _policy, _autoConverge, _tls, _slo, _noCheck, _fresh, _seed,
                Json, JUnit, Out,
            ])
        {
            command.Add(option);
        }
    }

    /// <summary><c>--json</c>.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "one JSON object on standard output" };

    /// <summary><c>--junit</c>.</summary>
    public Option<string?> JUnit { get; } = new("--junit") { HelpName = "FILE", Description = "write JUnit XML for a CI server" };

    /// <summary><c>--out</c>.</summary>
    public Option<string?> Out { get; } =
        new("--out") { HelpName = "DIR", Description = "results folder [default: results/<time>-<host>-advise]" };

    /// <summary>Reads and judges everything that needs no measurement.</summary>
    /// <exception cref="UsageException">Something is wrong; every problem is a line of the message.</exception>
    public AdviseRequest Read(ParseResult parsed)
    {
        List<string> problems = [];
        string workload = parsed.GetValue(_workload)!;
        ParameterFile? scenario = Try(() => FindScenario(workload), problems);
        string host = parsed.GetValue(_host)!;
        ParameterFile? model = host == ThisHost
            ? null
            : Try(() => ParameterFile.Read(ModelFolder.BesideProgram.FindHost(host)), problems);
        string memory = parsed.GetValue(_memory)!;
        if (!Units.TryParseSize(memory, out long bytes) || bytes < Page.SizeBytes)
            problems.Add($"--memory {memory} is not a size of memory: write for example --memory 64GiB.");
        AdviceQuestion question = new()
        {
            MemoryBytes = bytes,
            LinksGbps = Links(parsed.GetValue(_links)!, problems),
            Cores = parsed.GetValue(_cores),
            Guests = parsed.GetValue(_guests),
            DowntimeLimitMs = parsed.GetValue(_downtime),
            Policies = Policies(parsed.GetValue(_policy)!, problems),
            AutoConverge = parsed.GetValue(_autoConverge),
            Tls = parsed.GetValue(_tls),
            Slo = parsed.GetValue(_slo) is { } slo ? Try(() => ServiceLevel.Parse(slo), problems) ?? ServiceLevel.None : ServiceLevel.None,
            Seed = parsed.GetValue(_seed),
        };
        if (question.Cores is not (null or (>= 1 and <= MaxCores)))
            problems.Add(Invariant.Text($"--cores {question.Cores} is out of range: use 1 to {MaxCores}."));
        if (question.Guests is < 1 or > Simulation.Migrations.Evacuation.MaxGuests)
            problems.Add($"--guests {question.Guests} is out of range: use 1 to {Simulation.Migrations.Evacuation.MaxGuests}.");
        if (RunOptions.DowntimeLimit.Range is var (least, most) && (question.DowntimeLimitMs < least || question.DowntimeLimitMs > most))
            problems.Add($"--downtime-limit {question.DowntimeLimitMs} is out of range: use {least} to {most} ms.");
        if (problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()));
        return new AdviseRequest(
            question, new GuestKey(workload, bytes, question.Seed), scenario, model, !parsed.GetValue(_noCheck), parsed.GetValue(_fresh));
    }

    /// <summary>The scenario of that name, where no workload has it; null for a workload, which is measured.</summary>
    private static ParameterFile? FindScenario(string workload)
    {
        ModelFolder models = ModelFolder.BesideProgram;
        string name = workload.Split(':', 2)[0];
        if (WorkloadCatalog.Names.Contains(name)) return null;
        if (models.Scenarios.Contains(workload)) return ParameterFile.Read(models.FindScenario(workload));
        // A YAML file is a scenario of a generator, or of the model; the words of the workloads' reader are the better ones.
        bool isModel = IsYaml(workload) && File.Exists(workload)
            && File.ReadLines(workload).Any(line => line.StartsWith("parameters:", StringComparison.Ordinal));
        if (isModel) return ParameterFile.Read(workload);
        using IWorkload _ = Workload.Create(new GuestKey(workload, Units.GiB, 1));
        return null;
    }

    private static bool IsYaml(string path) => path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<double> Links(string text, List<string> problems)
    {
        List<double> links = [];
        foreach (string one in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            bool isNumber = double.TryParse(one, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double gbps);
            if (isNumber && gbps is >= MinGbps and <= MaxGbps) links.Add(gbps);
            else problems.Add(Invariant.Text($"--link-gbps {one} is no link: write {MinGbps} to {MaxGbps} Gbit/s, for example 10,25."));
        }

        if (links.Count == 0 && problems.Count == 0) problems.Add("--link-gbps has no value: write for example --link-gbps 10,25.");
        return [.. links.Distinct().Order()];
    }

    /// <summary>Each once; the one that does nothing first where all are asked for, so that they are compared with it.</summary>
    private static string[] Policies(string text, List<string> problems)
    {
        string[] names =
        [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(one => one == AllPolicies ? PolicyCatalog.Names.Prepend(PolicyCatalog.Default) : [one]).Distinct(),
        ];
        if (names.Length == 0) problems.Add($"--policy has no value: write for example --policy {PolicyCatalog.Default}.");
        foreach (string name in names) Try(() => PolicyCatalog.Get(name), problems);
        return names;
    }

    private static T? Try<T>(Func<T?> read, List<string> problems)
        where T : class
    {
        try
        {
            return read();
        }
        catch (UsageException e)
        {
            problems.Add(e.Message);
            return null;
        }
    }
}

/// <summary>A question that can be answered.</summary>
/// <param name="Question">The question.</param>
/// <param name="Guest">The guest at the asked size.</param>
/// <param name="Scenario">The guest as a model; null for one that is measured.</param>
/// <param name="Host">The host's model; null for this machine.</param>
/// <param name="Checks">Whether to run the best for real.</param>
/// <param name="IsFresh">Whether to measure what was measured before.</param>
internal sealed record AdviseRequest(
    AdviceQuestion Question, GuestKey Guest, ParameterFile? Scenario, ParameterFile? Host, bool Checks, bool IsFresh);
