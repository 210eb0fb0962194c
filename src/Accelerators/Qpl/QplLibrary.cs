using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>
/// Intel's Query Processing Library as this host has it. It is used only after its version is known and a self-test has passed: its
/// structures have no version of their own, and a wrong guess of an offset would corrupt memory. Looked at once per process; thread-safe.
/// </summary>
public static class QplLibrary
{
    /// <summary>How long a device may take for one job.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const string Remedy =
        "use --qpl-path software, which makes the same bit stream on the CPU; 'bench host' names the first step that is missing "
            + "for the device";

    // Layouts were compared with a C compiler at both ends of the range; what lies between is left to the self-test.
    private static readonly Version Oldest = new(1, 6), Newest = new(1, 9);

    private static readonly Lazy<QplProbe> Probed = new(Look);

    /// <summary>What this host has.</summary>
    public static QplProbe Probe => Probed.Value;

    /// <summary>The largest stream that libqpl can make of so many bytes, in any mode but canned.</summary>
    /// <exception cref="DllNotFoundException">There is no libqpl.</exception>
    public static int SafeCompressedBytes(int sourceBytes) => (int)QplNative.GetSafeCompressionBufferSize((uint)sourceBytes);

    /// <summary>Whether a version's structures are known here.</summary>
    /// <returns>Null when they are, else the reason why not.</returns>
    internal static string? Refusal(string version) =>
        !Version.TryParse(version, out Version? parsed) ? $"its version '{version}' is not a number"
        : new Version(parsed.Major, parsed.Minor) < Oldest || new Version(parsed.Major, parsed.Minor) > Newest
            ? $"its structures are not known here: it is version {version}, supported are {Oldest} to {Newest}"
            : null;

    private static QplProbe Look()
    {
        if (!AcceleratorLibraries.QplFile.Availability.IsAvailable) return QplProbe.Nothing(AcceleratorLibraries.QplFile.Availability);
        string file = AcceleratorLibraries.QplFile.FileName!;
        try
        {
            if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
                return Unusable(file, "its structures are known for x86-64 only");
            string version = Marshal.PtrToStringAnsi(QplNative.GetLibraryVersion()) ?? "";
            string? refusal = Refusal(version) ?? QplSelfTest.Failure(QplJobPath.Software);
            return refusal is not null
                ? Unusable(file, refusal)
                : new QplProbe($"libqpl {version}", Availability.Yes, LookForDevice(version));
        }
        catch (EntryPointNotFoundException e)
        {
            return Unusable(file, $"it lacks a function that is needed: {e.Message}");
        }
    }

    private static Availability LookForDevice(string version)
    {
        using QplJobMemory? job = QplJobMemory.TryCreate(QplJobPath.Hardware, out int status);
        if (job is null) return Availability.No($"libqpl {version} finds no IAA to use: {QplStatus.Describe(status)}", Remedy);
        return QplSelfTest.Failure(QplJobPath.Hardware) is { } failure
            ? Availability.No($"libqpl {version} finds IAA, but a test page did not pass: {failure}", Remedy)
            : Availability.Yes;
    }

    private static QplProbe Unusable(string file, string reason) => QplProbe.Nothing(Availability.No(
        $"libqpl as '{file}' is not used: {reason}", $"install libqpl1 {Oldest} to {Newest}, or leave out --codec-library native"));
}

/// <summary>What a host has of QPL.</summary>
/// <param name="Name">Library and version: <c>libqpl 1.9.0</c>; null when it cannot be used.</param>
/// <param name="Software">Whether its software path can be used.</param>
/// <param name="Hardware">Whether IAA can be used through it.</param>
public sealed record QplProbe(string? Name, Availability Software, Availability Hardware)
{
    /// <summary>No libqpl, so no path of it.</summary>
    internal static QplProbe Nothing(Availability reason) => new(null, reason, reason);
}
