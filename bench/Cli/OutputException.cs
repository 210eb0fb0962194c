namespace MultifdBench.Bench.Cli;

/// <summary>
/// Standard output takes no more. No <see cref="IOException"/>: verbs handle those of the files they write, and this is none of them. Exit
/// code 2.
/// </summary>
internal sealed class OutputException(IOException cause)
    : Exception($"{Start}{cause.Message.TrimEnd('.')}. Nothing more is printed; give it a place that takes it.", cause)
{
    private const string Start = "Standard output cannot be written: ";
}
