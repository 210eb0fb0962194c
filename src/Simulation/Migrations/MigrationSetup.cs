using MultifdBench.Multifd.Precopy;
using MultifdBench.Multifd.Source;

namespace MultifdBench.Simulation.Migrations;

/// <summary>One migration's parameters; names and defaults are QEMU's.</summary>
public sealed record MigrationSetup
{
    /// <summary>The method.</summary>
    public SimulatedMethod Method { get; init; } = SimulatedMethod.None;

    /// <summary><c>multifd-channels</c>.</summary>
    public int Channels { get; init; } = 2;

    /// <summary><c>zero-page-detection</c>.</summary>
    public ZeroPageDetection ZeroPageDetection { get; init; } = ZeroPageDetection.Multifd;

    /// <summary>Whether every connection is encrypted; the hosts' files must say what that costs.</summary>
    public bool Tls { get; init; }

    /// <summary>Bandwidth, downtime and time limits.</summary>
    public PrecopySettings Precopy { get; init; } = new();

    /// <summary>Whether every slice ends with a barrier, as up to QEMU 8.0, or every round.</summary>
    public bool SyncsEverySlice { get; init; }

    /// <summary>
    /// Packets that are simulated as one, at least 1: so much less work, exact while channels are busy, and as much coarser at the ends of
    /// rounds. A guest of more than a terabyte gets more of itself.
    /// </summary>
    public int PacketsPerStep { get; init; } = 1;

    /// <summary>
    /// Whether what repeats itself is reckoned instead of simulated: the middle of long rounds (<see cref="SteadyFlow"/>), and rounds
    /// without headway up to the time limit (<see cref="SteadyRounds"/>). For a migration that has clock and hosts for itself. Does nothing
    /// where limits and throttling change, <see cref="PrecopySettings.AreConstant"/>, or the guest's rate does,
    /// <see cref="Guests.GuestModel.Phases"/>.
    /// </summary>
    public bool SkipsSteadyParts { get; init; }

    /// <summary>Seed of what varies between packets.</summary>
    public long Seed { get; init; } = 1;
}
