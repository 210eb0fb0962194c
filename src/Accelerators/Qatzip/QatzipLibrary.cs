using System.Diagnostics;
using System.Runtime.InteropServices;
using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Guest;

namespace MultifdBench.Accelerators.Qatzip;

/// <summary>
/// Intel's QATzip as this host has it: used after a session has compressed a page that an independent decoder restores. Looked at once per
/// process; thread-safe.
/// </summary>
public static class QatzipLibrary
{
    private const int Silent = 0;

    private static readonly Lazy<QatzipProbe> Probed = new(Look);

    /// <summary>What this host has.</summary>
    public static QatzipProbe Probe => Probed.Value;

    private static QatzipProbe Look()
    {
        if (!AcceleratorLibraries.QatzipFile.Availability.IsAvailable)
            return QatzipProbe.Nothing(AcceleratorLibraries.QatzipFile.Availability);
        string file = AcceleratorLibraries.QatzipFile.FileName!;
        try
        {
            if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
                return Unusable(file, "its structures are known for x86-64 only");
            // It would report a missing device on standard error for every session; the rows say it once.
            _ = QatzipNative.SetLogLevel(Silent);
            using QatzipSession session = new(QatzipFormat.Raw, QatzipSession.MinLevel);
            return RestoresAPage(session)
                ? new QatzipProbe(NameOf(file), Availability.Yes, session.IsHardware)
                : Unusable(file, "a test page did not come back as it was");
        }
        catch (Exception e) when (e is InvalidOperationException or EntryPointNotFoundException)
        {
            return Unusable(file, e.Message);
        }
    }

    private static bool RestoresAPage(QatzipSession session)
    {
        byte[] page = new byte[Page.SizeBytes], restored = new byte[Page.SizeBytes];
        for (int i = 0; i < page.Length; i++) page[i] = (byte)(i * (i >> 8));
        byte[] stream = new byte[session.MaxCompressedBytes(page.Length)];
        int length = session.Compress(page, stream, out _);
        InflateStatus status = new PageInflater().Decompress(stream.AsSpan(0, length), restored, out int consumed, out _);
        return status == InflateStatus.Done && consumed == length && restored.AsSpan().SequenceEqual(page);
    }

    /// <summary>The library has no function for its version; the name of its file has one.</summary>
    private static string NameOf(string file)
    {
        using Process process = Process.GetCurrentProcess();
        string? loaded = process.Modules.Cast<ProcessModule>().Select(module => Path.GetFileName(module.FileName))
            .FirstOrDefault(name => name?.StartsWith(Path.GetFileName(file), StringComparison.Ordinal) ?? false);
        int version = loaded?.IndexOf(".so.", StringComparison.Ordinal) ?? -1;
        return version < 0 ? "libqatzip" : $"libqatzip {loaded![(version + ".so.".Length)..]}";
    }

    private static QatzipProbe Unusable(string file, string reason) =>
        QatzipProbe.Nothing(
            Availability.No($"libqatzip as '{file}' is not used: {reason.TrimEnd('.')}", "install libqatzip3 1.3 or later"));
}

/// <summary>What a host has of QATzip.</summary>
/// <param name="Name">Library and version of its file: <c>libqatzip 3.2.0</c>; null when it cannot be used.</param>
/// <param name="Availability">Whether it can be used, on a device or in software.</param>
/// <param name="IsHardware">Whether it has a device.</param>
public sealed record QatzipProbe(string? Name, Availability Availability, bool IsHardware)
{
    internal static QatzipProbe Nothing(Availability reason) => new(null, reason, false);
}
