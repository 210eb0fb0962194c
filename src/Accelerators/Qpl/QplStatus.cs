using MultifdBench.Core;

namespace MultifdBench.Accelerators.Qpl;

/// <summary>Status codes of QPL [qpl/c_api/status.h], as far as something depends on them.</summary>
internal static class QplStatus
{
    public const int Ok = 0;
    public const int BeingProcessed = 1;
    public const int MoreOutputNeeded = 2;
    public const int QueuesAreBusy = 5;
    public const int UnsupportedLevel = 87;

    private const int FirstDataError = 201, LastDataError = 236;
    private const int FirstDeviceStatus = 300, LastDeviceStatus = 499;

    /// <summary>The input is no stream that a decoder takes.</summary>
    public static bool IsDataError(int status) => status is >= FirstDataError and <= LastDataError;

    /// <summary>The device gave up on a job that is right in itself: a page fault, a time-out.</summary>
    public static bool IsDeviceTrouble(int status) => status is >= FirstDeviceStatus and <= LastDeviceStatus;

    /// <summary>The code with its meaning: "QPL status 503, no usable work queue".</summary>
    public static string Describe(int status)
    {
        string code = Invariant.Text($"QPL status {status}");
        return Meaning(status) is { } meaning ? $"{code}, {meaning}" : code;
    }

    private static string? Meaning(int status) => status switch
    {
        Ok => "done",
        MoreOutputNeeded => "the destination is too small",
        3 => "more input needed",
        QueuesAreBusy => "all work queues are full",
        8 => "the work queue is not configured for the operation",
        57 => "a size is 0",
        UnsupportedLevel => "unsupported compression level",
        101 => "out of memory",
        213 => "invalid block type",
        214 => "a stored block's length does not match its complement",
        217 => "a distance is 0 or beyond the 4 KiB of history",
        218 => "a match refers to bytes before the start",
        221 => "the stream holds more bytes than the destination",
        230 => "a Huffman code that no symbol has",
        303 => "a page of the source was not resident",
        319 => "the transfer is longer than the work queue allows",
        431 => "a page of the destination was not resident",
        500 => "the hardware is not supported",
        501 => "libaccel-config.so.1 was not found or is too old",
        502 => "libaccel-config failed",
        503 => "no usable work queue: none is enabled and shared, or its node may not be opened",
        _ when IsDataError(status) => "invalid data",
        _ when IsDeviceTrouble(status) => Invariant.Text($"device status {status - FirstDeviceStatus}"),
        _ => null,
    };
}
