using MultifdBench.Core;

namespace MultifdBench.Codecs.Native;

/// <summary>A library's functions bound to a type, or the reason why they are not.</summary>
/// <param name="Api">The bound functions; null when unavailable.</param>
/// <param name="Availability">Whether they are there.</param>
internal sealed record Probed<T>(T? Api, Availability Availability)
    where T : class
{
    /// <summary>Finds the library and binds it; a library that lacks a function counts as unavailable.</summary>
    public static Probed<T> Bind(NativeLibraryNames names, Func<NativeLibraryFile, T> bind)
    {
        NativeLibraryFile file = NativeLibraryFile.Find(names);
        if (!file.Availability.IsAvailable) return new Probed<T>(null, file.Availability);
        try
        {
            return new Probed<T>(bind(file), Availability.Yes);
        }
        catch (EntryPointNotFoundException e)
        {
            return new Probed<T>(null, Availability.No(
                $"{names.Name} as '{file.FileName}' lacks a function that is needed: {e.Message}",
                $"install a newer {names.Package}, or set {names.OverrideVariable} to another copy"));
        }
    }

    /// <summary>The functions.</summary>
    /// <exception cref="InvalidOperationException">They are not there; callers ask <see cref="Availability"/> first.</exception>
    public T Demand() => Api ?? throw new InvalidOperationException(Availability.ToString());
}
