namespace MultifdBench.Bench.Cli;

/// <summary>
/// Where a verb writes: results to standard output, everything else to standard error, so that a pipe sees results alone.
/// </summary>
public sealed class ConsoleSession(TextWriter output, TextWriter error, TimeProvider time) : IDisposable
{
    /// <summary>Results.</summary>
    public TextWriter Output => output;

    /// <summary>Progress, notes and errors.</summary>
    public TextWriter Error => error;

    /// <summary>Time stamps.</summary>
    public TimeProvider Time => time;

    /// <summary>True when a person watches standard error: progress may rewrite its line.</summary>
    public bool IsErrorInteractive { get; init; } = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>True when a person watches standard output: tables may use its width.</summary>
    public bool IsOutputInteractive { get; init; } = IsTerminal(output);

    /// <summary>The folders of the repository that the program was built from.</summary>
    public RepositoryFolders Folders { get; init; } = RepositoryFolders.Find();

    /// <summary>The command line as typed, for <c>host.json</c>.</summary>
    public string CommandLine { get; set; } = "bench";

    /// <summary>Whether a person watches what is written: it is standard output and goes to a terminal.</summary>
    public static bool IsTerminal(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>
    /// The console of this process. What standard output refuses ends the verb; what standard error refuses is lost, for there is nobody
    /// left to tell. What libraries write to the console goes the same way.
    /// </summary>
    public static ConsoleSession OfThisProcess()
    {
        Console.SetOut(new ConsoleStream(Console.OpenStandardOutput(), e => throw new OutputException(e)).ToWriter(Console.OutputEncoding));
        Console.SetError(new ConsoleStream(Console.OpenStandardError(), _ => { }).ToWriter(Console.OutputEncoding));
        return new ConsoleSession(Console.Out, Console.Error, TimeProvider.System);
    }

    /// <summary>Whether the user wants results and errors alone.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>A note for the user: one line on standard error, unless <see cref="IsQuiet"/>.</summary>
    public void Note(string line)
    {
        if (!IsQuiet) error.WriteLine(line);
    }

    /// <summary>What failed, was lost or was broken off: one line on standard error, whatever the user wants.</summary>
    public void Warn(string line) => error.WriteLine(line);

    /// <summary>Flushes both writers.</summary>
    public void Dispose()
    {
        output.Flush();
        error.Flush();
    }
}
