using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Machine.Checks;
using MultifdBench.Measurement.Machine.Reading;
using MultifdBench.Measurement.Machine.Resources;
using MultifdBench.Methods;

namespace MultifdBench.Bench.Verbs.Host;

/// <summary><c>bench host</c>: what this machine can run, and why not the rest.</summary>
/// <param name="methods">What it can run.</param>
internal sealed class HostVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "host";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Shows the machine and its libraries, and says for every method and accelerator whether it can run here, or what is missing and how
        to get it. With --check it says what would disturb a measurement here.

        Examples:
          bench host
          bench host --json
          bench host --check                                 what would disturb a measurement here? exit code 1 says something would
        """;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Option<bool> json = new("--json") { Description = "one JSON object on standard output" };
        Option<bool> check = new("--check")
        {
            Description = "governor, turbo, SMT, huge pages, swap, NUMA, other load, limits: what disturbs measurements, and the remedies",
        };
        Option<string?> root =
            new("--sysfs-root") { HelpName = "DIR", Description = "judge a copy of another host's sys, dev and proc", Hidden = true };
        Command command = new(Name, Description) { check, json, root };
        command.SetAction((parsed, cancellation) => Task.FromResult(
            Run(parsed.GetValue(check), parsed.GetValue(json), parsed.GetValue(root), session, cancellation)));
        return command;
    }

    private int Run(bool check, bool json, string? root, ConsoleSession session, CancellationToken cancellation)
    {
        HostFacts facts = HostFacts.Read(session.CommandLine, root is null ? null : HostRoots.Recorded(root));
        if (check) return Check(HostCheck.Of(facts, facts.FromCopy ? null : OtherLoad.Look(cancellation)), json, session);
        MethodOffer[] offers = [.. MethodOffer.All(methods)];
        if (json) session.Output.WriteLine(JsonText.Of(new { Host = facts, Combinations = offers }));
        else new HostText(session.Output, methods.Devices).Write(facts, offers);
        return ExitCodes.Done;
    }

    private static int Check(HostCheck check, bool json, ConsoleSession session)
    {
        if (json) session.Output.WriteLine(JsonText.Of(check));
        else new CheckText(session.Output).Write(check);
        return check.Disturbed ? ExitCodes.CheckFailed : ExitCodes.Done;
    }
}
