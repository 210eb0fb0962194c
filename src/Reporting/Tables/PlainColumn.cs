namespace MultifdBench.Reporting.Tables;

/// <summary>A column of a table for people.</summary>
/// <param name="Header">Its name; may be broken at blanks.</param>
/// <param name="IsNumber">Whether it holds numbers, which are aligned right and never broken.</param>
/// <param name="Rank">
/// 0 for a column that every width shows; of the others, those with the highest rank go first where there is no room.
/// </param>
/// <param name="MinWidth">How narrow texts may be broken, in characters; texts that are shorter keep their width.</param>
public sealed record PlainColumn(string Header, bool IsNumber, int Rank = 0, int MinWidth = PlainColumn.Unbroken)
{
    /// <summary>A width that no text reaches: it is never broken.</summary>
    public const int Unbroken = int.MaxValue;
}
