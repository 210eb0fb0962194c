using System.CommandLine;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.Received;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Qemu;

namespace MultifdBench.Bench.Verbs.Received;

/// <summary>What <c>replay</c> and <c>destination --from qemu</c> have in common: the method, the RAM images, the report, the exit code.</summary>
internal sealed class Reception
{
    private static readonly string[] Names = [.. MethodCatalog.All.Select(definition => definition.Name)];

    private readonly Option<string> _method = new($"--{MethodCatalog.Option}") { HelpName = string.Join('|', Names), Description = "the source's method", DefaultValueFactory = _ => "none" };
    private readonly Option<string?> _ramOut = new("--ram-out") { HelpName = "DIR", Description = "write each RAM block to DIR/<block name, / as _>.ram" };
    private readonly Option<bool> _json = new("--json") { Description = "one JSON object on standard output" };

    /// <summary>The options, for a command.</summary>
    public IEnumerable<Option> Options => [_method, _ramOut, _json];

    /// <summary>The method that the user names.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public MethodRequest ReadMethod(ParseResult parsed)
    {
        MethodRequest request = new(parsed.GetValue(_method)!);
        IReadOnlyList<string> problems = MethodCatalog.Validate(request);
        return problems.Count == 0 ? request : throw new UsageException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Makes the method; called when the whole request has been judged.</summary>
    /// <exception cref="UnavailableException">This host cannot run it.</exception>
    public static IMultifdMethod CreateMethod(MethodRequest request)
    {
        Availability availability = MethodCatalog.Probe(request);
        return availability.IsAvailable ? MethodCatalog.Create(request) : throw new UnavailableException($"--{MethodCatalog.Option} {request.Method} cannot run here: {availability}");
    }

    /// <summary>Writes images and report, of a migration that failed or was interrupted as far as it came.</summary>
    /// <returns>The exit code: a migration that failed is a failed check.</returns>
    public int Report(ReceivedMigration migration, IMultifdMethod method, string timing, ParseResult parsed, ConsoleSession session)
    {
        if (parsed.GetValue(_ramOut) is { } folder) WriteImages(migration, folder, session);
        if (parsed.GetValue(_json)) session.Output.WriteLine(JsonText.Of(ReceivedJson.Of(migration, method, timing)));
        else new ReceivedText(session.Output).Write(migration, method, timing);
        return migration.Failure switch
        {
            null => ExitCodes.Done,
            OperationCanceledException => ExitCodes.Interrupted,
            _ => ExitCodes.CheckFailed,
        };
    }

    private static void WriteImages(ReceivedMigration migration, string folder, ConsoleSession session)
    {
        if (migration.Failure is not null)
        {
            session.Note($"--ram-out {folder}: nothing was written, because the migration {(migration.Failure is OperationCanceledException ? "was interrupted" : "failed")} and its memory is not whole.");
            return;
        }

        foreach (string path in RamImages.Write(migration.Memory!, folder)) session.Note($"RAM: {RepositoryFolders.Display(path)}");
    }
}
