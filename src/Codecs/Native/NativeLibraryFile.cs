using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Codecs.Native;

/// <summary>
/// A system library that was looked for: loaded, or the reason why not. The one place that decides which file a codec runs on, so that
/// what a probe says and what a call uses cannot differ. Immutable and thread-safe; a loaded library stays loaded.
/// </summary>
public sealed class NativeLibraryFile
{
    private NativeLibraryFile(nint handle, string? fileName, Availability availability)
    {
        Handle = handle;
        FileName = fileName;
        Availability = availability;
    }

    /// <summary>Whether the library is loaded, or why not.</summary>
    public Availability Availability { get; }

    /// <summary>The name or path that loaded; null when none did.</summary>
    public string? FileName { get; }

    /// <summary>The loaded library, for an import resolver; 0 when there is none.</summary>
    public nint Handle { get; }

    /// <summary>Looks for a library. Never throws for a missing or unusable one.</summary>
    public static NativeLibraryFile Find(NativeLibraryNames names)
    {
        string? path = Environment.GetEnvironmentVariable(names.OverrideVariable);
        if (!string.IsNullOrEmpty(path)) return FindOverride(names, path);
        foreach (string fileName in names.FileNames)
        {
            // No assembly argument: that overload would also search beside the program, and a stray copy there is not the system's.
            if (NativeLibrary.TryLoad(fileName, out nint handle)) return new NativeLibraryFile(handle, fileName, Availability.Yes);
        }

        return new NativeLibraryFile(0, null, Availability.No(
            $"{names.Name} is not installed, so there is no {names.Provides} here: none of {string.Join(", ", names.FileNames)} loads",
            $"apt install {names.Package}, or set {names.OverrideVariable} to its path"));
    }

    /// <summary>Address of an exported function.</summary>
    /// <exception cref="EntryPointNotFoundException">The library does not have it.</exception>
    public nint Export(string function) => NativeLibrary.GetExport(Handle, function);

    private static NativeLibraryFile FindOverride(NativeLibraryNames names, string path) =>
        NativeLibrary.TryLoad(path, out nint handle)
            ? new NativeLibraryFile(handle, path, Availability.Yes)
            : new NativeLibraryFile(0, null, Availability.No(
                $"{names.OverrideVariable} is '{path}', which does not load as a library, so there is no {names.Provides} here",
                $"correct or unset {names.OverrideVariable}"));
}
