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

    /// <summary>A note for the user: one line on standard error.</summary>
    public void Note(string line) => error.WriteLine(line);

    /// <summary>Flushes both writers.</summary>
    public void Dispose()
    {
        output.Flush();
        error.Flush();
    }
}
