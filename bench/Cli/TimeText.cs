using MultifdBench.Core;

namespace MultifdBench.Bench.Cli;

/// <summary>A stretch of time for somebody who waits.</summary>
internal static class TimeText
{
    /// <summary>Minutes and seconds, hours and minutes, or seconds: <c>3 min 20 s</c>.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => Invariant.Text($"{(int)time.TotalHours} h {time.Minutes} min"),
        { TotalMinutes: >= 1 } => Invariant.Text($"{(int)time.TotalMinutes} min {time.Seconds} s"),
        _ => Invariant.Text($"{Math.Ceiling(time.TotalSeconds):0} s"),
    };
}
