namespace MultifdBench.Bench.Cli;

/// <summary>What the process says to scripts; see docs/cli.md.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It ran and a check failed: a migration did not complete or did not verify, a regression was found.</summary>
    public const int CheckFailed = 1;

    /// <summary>It cannot be decided: results that are missing, unreadable or not comparable; a disk that refuses them.</summary>
    public const int CannotDecide = 2;

    /// <summary>The request is wrong.</summary>
    public const int Usage = 64;

    /// <summary>Interrupted; files are valid, and a matrix can be resumed.</summary>
    public const int Interrupted = 130;
}
