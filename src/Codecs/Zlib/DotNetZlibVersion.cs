using System.Runtime.InteropServices;
using System.Text;

namespace MultifdBench.Codecs.Zlib;

/// <summary>
/// Which zlib stands behind .NET's ZLibStream. The runtime has no call that says so, and builds differ (Microsoft's bundle zlib-ng,
/// distributions may link the system's zlib), so the answer is read from the version text that zlib-ng leaves in the runtime's file.
/// </summary>
internal static class DotNetZlibVersion
{
    private static readonly Lazy<string> Text = new(Describe);

    /// <summary>For example <c>.NET 10.0.1 ZLibStream (zlib-ng 2.2.5)</c>; without the bracket where the file does not say.</summary>
    public static string Library => Text.Value;

    /// <summary>The version after the first <c>" zlib-ng "</c> in <paramref name="file"/>, or null.</summary>
    internal static string? FindVersion(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> mark = " zlib-ng "u8;
        for (int at = file.IndexOf(mark); at >= 0; at = file.IndexOf(mark))
        {
            file = file[(at + mark.Length)..];
            int length = 0;
            while (length < file.Length && (char.IsAsciiDigit((char)file[length]) || file[length] == '.')) length++;
            if (length > 0) return Encoding.ASCII.GetString(file[..length]);
        }

        return null;
    }

    private static string Describe()
    {
        string runtime = $".NET {Environment.Version} ZLibStream";
        string path = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), FileName());
        string? version = File.Exists(path) ? FindVersion(File.ReadAllBytes(path)) : null;
        return version is null ? runtime : $"{runtime} (zlib-ng {version})";
    }

    private static string FileName() =>
        OperatingSystem.IsWindows() ? "System.IO.Compression.Native.dll"
        : OperatingSystem.IsMacOS() ? "libSystem.IO.Compression.Native.dylib"
        : "libSystem.IO.Compression.Native.so";
}
