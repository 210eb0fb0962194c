using System.Globalization;

namespace MultifdBench.Core;

/// <summary>
/// Reads of kernel files that may be absent, forbidden, or answer with an error (idxd's <c>occupancy</c> does on some devices): whatever
/// cannot be read is null or empty, never an exception. Stateless, thread-safe.
/// </summary>
public static class HostFiles
{
    /// <summary>A file's text without surrounding white space; null when it cannot be read or is empty.</summary>
    public static string? Text(params string[] path)
    {
        try
        {
            string text = File.ReadAllText(Path.Combine(path)).Trim();
            return text.Length == 0 ? null : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A file's lines.</summary>
    public static string[] Lines(params string[] path) => Text(path)?.Split('\n') ?? [];

    /// <summary>
    /// The rest of the line that begins with <c>NAME:</c>, as the <c>status</c> of a process has it; null without such a line.
    /// </summary>
    /// <param name="lines">The file.</param>
    /// <param name="name">Without the colon.</param>
    public static string? Field(IEnumerable<string> lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();

    /// <summary>A decimal or <c>0x</c> number; null for anything else.</summary>
    public static long? Number(params string[] path) => ParseNumber(Text(path));

    /// <summary>0 and 1 as a truth value; null for anything else.</summary>
    public static bool? Flag(params string[] path) => Number(path) switch
    {
        0 => false,
        1 => true,
        _ => null,
    };

    /// <summary>Names of the folders (and links to folders) in a folder, <c>iax3</c> before <c>iax11</c>.</summary>
    public static IReadOnlyList<string> Folders(string folder, string pattern = "*")
    {
        try
        {
            return
            [
                .. Directory.EnumerateFileSystemEntries(folder, pattern).Where(Directory.Exists).Select(path => Path.GetFileName(path))
                    .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// The last part of a symbolic link's target, which is how sysfs names a driver or a group; null when there is no link.
    /// </summary>
    public static string? LinkName(params string[] path)
    {
        try
        {
            return Path.GetFileName(new FileInfo(Path.Combine(path)).LinkTarget);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The value of a <c>key: value kB</c> line in KiB.</summary>
    public static long? KiB(IEnumerable<string> lines, string key)
    {
        string? line = lines.FirstOrDefault(l => l.Contains(key + ":", StringComparison.Ordinal));
        return ParseNumber(line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Replace("kB", "", StringComparison.Ordinal).Trim());
    }

    private static long? ParseNumber(string? text)
    {
        bool hex = text?.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ?? false;
        NumberStyles style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign;
        return long.TryParse(hex ? text![2..] : text, style, CultureInfo.InvariantCulture, out long value) ? value : null;
    }
}
