using System.CommandLine;
using MultifdBench.Core;
using MultifdBench.Measurement.Received;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Results;

namespace MultifdBench.Bench.Cli.Received;

/// <summary>
/// What <c>replay</c> and <c>destination --from qemu</c> have in common: the method, the RAM images, the report, the exit code.
/// </summary>
/// <param name="methods">What can be received.</param>
internal sealed class Reception(MethodCatalog methods)
{
    private readonly Option<string> _method = new($"--{MethodCatalog.Option}")
    {
        HelpName = string.Join('|', methods.All.Select(definition => definition.Name)),
        Description = "the source's method",
        DefaultValueFactory = _ => "none",
    };
    private readonly Option<string?> _ramOut =
        new("--ram-out") { HelpName = "DIR", Description = "write each RAM block to DIR/<block name, / as _>.ram" };
    private readonly Option<bool> _json = new("--json") { Description = "one JSON object on standard output" };

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options => [_method, _ramOut, _json];

    /// <summary>The method that the user names.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public MethodRequest ReadMethod(ParseResult parsed)
    {
        MethodRequest request = new(parsed.GetValue(_method)!);
        IReadOnlyList<string> problems = methods.Validate(request);
        if (problems.Count > 0) throw new UsageException(string.Join(Environment.NewLine, problems));
        if (NotInQemu(methods.Get(request.Method)) is not { } reason) return request;
        IEnumerable<string> known = methods.All.Where(definition => NotInQemu(definition) is null).Select(definition => definition.Name);
        throw new UsageException($"{_method.Name} {request.Method} cannot come from QEMU: {reason}. Use {string.Join(", ", known)}.");
    }

    /// <summary>Makes the method; called when the whole request has been judged.</summary>
    /// <exception cref="UnavailableException">This host cannot run it.</exception>
    public IMultifdMethod CreateMethod(MethodRequest request)
    {
        Availability availability = methods.Probe(request);
        return availability.IsAvailable
            ? methods.Create(request)
            : throw new UnavailableException($"--{MethodCatalog.Option} {request.Method} cannot run here: {availability}");
    }

    /// <summary>Refuses ahead of the work what could not be written after it.</summary>
    /// <exception cref="UsageException">The folder for the RAM images is none.</exception>
    /// <exception cref="ResultsException">Nothing can be written there.</exception>
    public void CheckOutputs(ParseResult parsed)
    {
        if (parsed.GetValue(_ramOut) is { } folder) OutputFolder.Check(folder, _ramOut.Name);
    }

    /// <summary>
    /// Prints the report, of a migration that failed or was interrupted as far as it came, and only then writes what a disk may refuse:
    /// what cannot be written is said, and takes nothing else with it.
    /// </summary>
    /// <param name="migration">What arrived.</param>
    /// <param name="method">The method that decoded it.</param>
    /// <param name="timing">What the times are of.</param>
    /// <param name="parsed">What the user wrote.</param>
    /// <param name="session">Where to print.</param>
    /// <param name="outputs">
    /// What is written between the report and the images, in order; each may throw a <see cref="ResultsException"/>.
    /// </param>
    /// <returns>
    /// The exit code: a migration that failed is a failed check, outputs that are missing of one that completed cannot be had.
    /// </returns>
    public int Report(ReceivedMigration migration, IMultifdMethod method, string timing, ParseResult parsed, ConsoleSession session,
        params IEnumerable<Action> outputs)
    {
        Print(migration, method, timing, parsed, session);
        bool isWhole = true;
        foreach (Action output in outputs.Append(() => WriteImages(migration, parsed, session))) isWhole &= TryWrite(output, session);
        return migration.Failure switch
        {
            null => isWhole ? ExitCodes.Done : ExitCodes.CannotDecide,
            OperationCanceledException => ExitCodes.Interrupted,
            _ => ExitCodes.CheckFailed,
        };
    }

    private static string? NotInQemu(IMethodDefinition definition) => definition.NotInQemu(new MethodRequest(definition.Name));

    private static bool TryWrite(Action output, ConsoleSession session)
    {
        try
        {
            output();
            return true;
        }
        catch (ResultsException e)
        {
            session.Warn(e.Message);
            return false;
        }
    }

    private void Print(ReceivedMigration migration, IMultifdMethod method, string timing, ParseResult parsed, ConsoleSession session)
    {
        if (parsed.GetValue(_json)) session.Output.WriteLine(JsonText.Of(ReceivedJson.Of(migration, method, timing)));
        else new ReceivedText(session.Output).Write(migration, method, timing);
        session.Output.Flush();
    }

    private void WriteImages(ReceivedMigration migration, ParseResult parsed, ConsoleSession session)
    {
        if (parsed.GetValue(_ramOut) is not { } folder) return;
        if (migration.Failure is not null)
        {
            session.Warn($"--ram-out {folder}: nothing was written, because the migration "
                + $"{(migration.Failure is OperationCanceledException ? "was interrupted" : "failed")} and its memory is not whole.");
            return;
        }

        foreach (string path in RamImages.Write(migration.Memory!, folder)) session.Note($"RAM: {RepositoryFolders.Display(path)}");
    }
}
