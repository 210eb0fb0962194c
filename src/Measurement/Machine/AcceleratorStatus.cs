using MultifdBench.Core;

namespace MultifdBench.Measurement.Machine;

/// <summary>Whether an accelerator can be used from here, and what is missing if not.</summary>
/// <param name="Availability">The verdict; its reason names the first missing step, its remedy is one line.</param>
/// <param name="Commands">The same remedy as lines for a root shell, for every device it concerns; empty when no command helps.</param>
/// <param name="Notes">What does not prevent use but changes figures or needs attention.</param>
public sealed record AcceleratorStatus(Availability Availability, IReadOnlyList<string> Commands, IReadOnlyList<string> Notes);
