using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Machine.Reading;
using MultifdBench.Methods;

namespace MultifdBench.Bench.Verbs.Host;

/// <summary><c>bench host</c>: what this machine can run, and why not the rest.</summary>
/// <param name="methods">What it can run.</param>
internal sealed class HostVerb(MethodCatalog methods) : IVerb
{
    private const string Description =
        """
        Shows the machine, the libraries, and for every method and accelerator whether it can run here or what is missing and how to get it.

        Examples:
          bench host
          bench host --json
        """;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Option<bool> json = new("--json") { Description = "one JSON object on standard output" };
        Option<string?> root =
            new("--sysfs-root") { HelpName = "DIR", Description = "judge a copy of another host's sys, dev and proc", Hidden = true };
        Command command = new("host", Description) { json, root };
        command.SetAction(parsed => Run(parsed.GetValue(json), parsed.GetValue(root), session));
        return command;
    }

    private int Run(bool json, string? root, ConsoleSession session)
    {
        HostFacts facts = HostFacts.Read(session.CommandLine, root is null ? null : HostRoots.Recorded(root));
        MethodOffer[] offers = [.. MethodOffer.All(methods)];
        if (json) session.Output.WriteLine(JsonText.Of(new { Host = facts, Combinations = offers }));
        else new HostText(session.Output, methods.Devices).Write(facts, offers);
        return ExitCodes.Done;
    }
}
