using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Methods;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>bench simulate</c>: migrations in virtual time. Each job has a class; this one finds out which is asked for.</summary>
/// <param name="methods">What it can run.</param>
internal sealed class SimulateVerb(MethodCatalog methods) : IVerb
{
    /// <summary>As it is typed.</summary>
    public const string Name = "simulate";

    /// <summary>What its help says ahead of the options.</summary>
    public const string Description =
        """
        Migrates in virtual time, on a model of hosts, accelerators and guests, and so answers for machines that you do not have.
        docs/model.md says how far the model is off. Every row says that it is simulated. The YAML files of --host and --scenario hold the
        parameters, each with its source.

        Examples:
          bench simulate --reproduce seed
          bench simulate --host spr-v4 --scenario silesia-64g --multifd-compression qpl --multifd-channels 8
          bench simulate --scenario seed-redis --multifd-compression zlib --multifd-compression-accel qpl --sweep iaa.devices=1,2,4,8
          bench simulate --scenario silesia-64g --timeout 3600 --sweep multifd-compression=none,qpl --sweep network.bandwidth_gbps=1,10,100
          bench simulate --scenario seed-redis --multifd-compression zstd --multifd-channels 8 --guests 20
          bench simulate --validate
          bench simulate --validate --destination 192.168.1.2:4444 --link-gbps 10     (a 'bench destination --keep' waits there)
          bench simulate --measure-guest mine.yaml --workload image:guest.pages --memory 256GiB
          bench simulate --measure-guest mine.yaml --from-results results/DIR --memory 64GiB
          bench simulate --fit all
        """;

    /// <inheritdoc/>
    public Command Create(ConsoleSession session)
    {
        Command command = new(Name, Description);
        SimulateOptions options = new(command, methods);
        FitJob fit = new(methods);
        ReproduceJob reproduce = new(options, methods);
        ValidateJob validate = new(options, methods);
        MeasureJob measure = new(methods);
        MeasureGuestJob measureGuest = new(options, methods);
        EvacuateJob evacuate = new(options);
        SweepJob sweep = new(options, methods.Looks);
        foreach (Option option in (Option[])
            [
                .. options.Models, .. sweep.Options, .. reproduce.Options, .. fit.Options, .. measure.Options, .. measureGuest.Options,
                .. validate.Options,
                options.Out, .. evacuate.Options,
            ])
        {
            command.Add(option);
        }

        // The first that is asked for, and a single migration where none is.
        SimulateJob[] jobs = [fit, reproduce, validate, measure, measureGuest, evacuate, sweep, new MigrationJob(options)];
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(jobs, parsed, session, cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(SimulateJob[] jobs, ParseResult parsed, ConsoleSession session, CancellationToken cancellation)
    {
        SimulateJob asked = jobs.First(job => job.IsAsked(parsed));
        foreach (SimulateJob job in jobs.TakeWhile(job => job != asked)) job.RejectOptions(parsed);
        return asked.Validate(parsed, session)(cancellation);
    }
}
