using MultifdBench.Core;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;

namespace MultifdBench.Prediction.Twins;

/// <summary>
/// Of which size a matrix's guests are simulated: what the profile's <c>simulated_memory</c> says, and what it means empty.
/// </summary>
internal static class SimulatedSizes
{
    /// <summary>The size of guest that people migrate: figures of smaller ones are mostly set-up and switchover.</summary>
    private const long UsualBytes = 64 * Units.GiB;

    /// <summary>The size that answers are for: as the profile names it, else as people migrate, and no smaller than the guest is.</summary>
    public static long OfAnswers(MatrixPlan plan, GuestKey guest) => plan.SimulatedMemoryBytes ?? Math.Max(guest.MemoryBytes, UsualBytes);

    /// <summary>
    /// The sizes that rows are for: that one; where the profile names none, beside the measured guest's own, null, which compares with what
    /// was measured.
    /// </summary>
    public static long?[] OfRows(MatrixPlan plan, GuestKey guest)
    {
        long answer = OfAnswers(plan, guest);
        if (plan.SimulatedMemoryBytes is not null) return [answer];
        return answer == guest.MemoryBytes ? [null] : [null, answer];
    }
}
