namespace MultifdBench.Workloads.Content;

/// <summary>Numbers as text.</summary>
internal static class DecimalText
{
    /// <summary>Appends a number in decimal digits.</summary>
    /// <returns>The place behind it.</returns>
    public static int Append(Span<byte> to, int at, uint number)
    {
        int digits = 1;
        for (uint rest = number; rest >= 10; rest /= 10) digits++;
        for (int place = at + digits - 1; place >= at; place--, number /= 10) to[place] = (byte)('0' + (number % 10));
        return at + digits;
    }
}
