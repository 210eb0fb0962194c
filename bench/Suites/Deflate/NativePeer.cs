using System.Runtime.InteropServices;
using MultifdBench.Core;

namespace MultifdBench.Bench.Suites.Deflate;

/// <summary>Looks for the shared library of a native peer, without which its row is skipped and says why.</summary>
internal static class NativePeer
{
    /// <summary>Whether <paramref name="library"/> loads here; <paramref name="package"/> is the Debian package that brings it.</summary>
    public static Availability Probe(string library, string package)
    {
        if (!NativeLibrary.TryLoad(library, out nint handle))
            return Availability.No($"{library} is not installed, so there is no native peer to compare with", $"apt-get install {package}");
        NativeLibrary.Free(handle);
        return Availability.Yes;
    }
}
