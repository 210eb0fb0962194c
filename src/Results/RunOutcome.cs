namespace MultifdBench.Results;

/// <summary>How a run ended: the values of column <c>outcome</c>.</summary>
public static class RunOutcome
{
    /// <summary>The guest runs at the destination.</summary>
    public const string Completed = "completed";

    /// <summary>Rounds did not converge in the time allowed.</summary>
    public const string Timeout = "timeout";

    /// <summary>The migration or the check of its result failed.</summary>
    public const string Failed = "failed";

    /// <summary>This host cannot run the combination; nothing was run.</summary>
    public const string Unavailable = "unavailable";
}
