using System.Runtime.InteropServices;

namespace MultifdBench.Measurement.Machine.Reading;

/// <summary>
/// Asks the kernel whether a file may be opened, without opening it: opening an accelerator's node binds this process to the device.
/// A container's device filter is not asked, so an open may still fail where this says yes.
/// </summary>
internal static partial class DeviceAccess
{
    private const int ReadAndWrite = 4 | 2; // R_OK | W_OK [POSIX unistd.h]

    /// <summary>True when reading and writing are allowed; false on systems without <c>access</c>.</summary>
    public static bool CanReadWrite(string path) => OperatingSystem.IsLinux() && Access(path, ReadAndWrite) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);
}

/// <summary>A device node that a library would open.</summary>
/// <param name="Path">Path on the host it belongs to.</param>
/// <param name="Exists">False also in a container that was not given it.</param>
/// <param name="ReadWrite">Whether this process may read and write it.</param>
public sealed record DeviceNode(string Path, bool Exists, bool ReadWrite);
