using MultifdBench.Core;

namespace MultifdBench.Accelerators.Qatzip;

/// <summary>Return codes of QATzip [qatzip.h].</summary>
internal static class QatzipStatus
{
    public const int Ok = 0;
    public const int NoHardware = 11;
    public const int None = 100;

    /// <summary>The call worked, on the device or with what replaces it.</summary>
    public static bool IsSuccess(int status) => status is >= Ok and < None;

    /// <summary>The code with its meaning: "QATzip status -4, corrupt data".</summary>
    public static string Describe(int status)
    {
        string code = Invariant.Text($"QATzip status {status}");
        return Meaning(status) is { } meaning ? $"{code}, {meaning}" : code;
    }

    private static string? Meaning(int status) => status switch
    {
        Ok => "done",
        NoHardware => "no device",
        12 or -102 => "the memory driver is missing",
        13 or -103 => "no instance of the device is free",
        14 or -104 => "out of pinned memory",
        -1 => "a parameter is refused",
        -2 => "failed",
        -3 => "a buffer is too small",
        -4 => "corrupt data",
        -5 => "the device did not answer in time",
        -100 => "the integrity check failed",
        -101 => "no device, and software is not allowed",
        -105 => "no software is available",
        -117 => "post-processing failed",
        _ => null,
    };
}
