using System.Globalization;
using System.Text.Json;

namespace MultifdBench.Comparison.Sets;

/// <summary>
/// What two result sets must share of their <c>host.json</c> before their figures may be compared: the machine and how it was set. Commit,
/// command line, free memory and library versions may differ: they are what changes between builds and nights. Immutable, thread-safe.
/// </summary>
public sealed class HostIdentity
{
    /// <summary>Dotted paths into <c>host.json</c>.</summary>
    private static readonly string[] Decisive =
    [
        "host_name", "cpu", "cores", "simd", "governor", "kernel", "memory_mib", "transparent_huge_pages", "processor.microcode", "processor.smt",
        "processor.turbo", "runtime_settings", "destination_memory", "from_copy",
    ];

    /// <summary>May differ, but explain a difference: noted, not refused.</summary>
    private static readonly string[] Noteworthy = ["runtime", "libraries"];

    private readonly Dictionary<string, string> _values;

    private HostIdentity(Dictionary<string, string> values) => _values = values;

    /// <summary>A fact as text, or null where it is not recorded.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Commit that the program was built from, or null.</summary>
    public string? GitCommit => this["git_commit"];

    /// <summary>One text for everything that must be equal: equal keys are the same host.</summary>
    internal string Key => string.Join('\n', Decisive.Select(name => this[name] ?? ""));

    /// <summary>Reads <c>host.json</c>; null when there is none or it is no JSON object.</summary>
    public static HostIdentity? Parse(string? hostJson)
    {
        if (hostJson is null) return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(hostJson);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            Dictionary<string, string> values = [];
            foreach (string name in Decisive.Concat(Noteworthy).Append("git_commit"))
            {
                if (Find(document.RootElement, name) is { } value) values[name] = Text(value);
            }

            return new HostIdentity(values);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The facts that forbid a comparison, in words that name field and both values; none when the hosts are the same.</summary>
    /// <param name="other">The other host.</param>
    /// <param name="allowed">Fields that the user allows to differ.</param>
    public IReadOnlyList<string> DifferencesFrom(HostIdentity other, IReadOnlyCollection<string> allowed) =>
        Differences(other, Decisive.Where(name => !allowed.Contains(name)));

    /// <summary>Facts that differ and may explain a difference between the figures.</summary>
    public IReadOnlyList<string> NotesOn(HostIdentity other) => Differences(other, Noteworthy);

    /// <summary>Names of the fields that forbid a comparison, for the option that allows them to differ.</summary>
    public static IReadOnlyList<string> Fields => Decisive;

    private string[] Differences(HostIdentity other, IEnumerable<string> names) =>
        [.. names.Where(name => this[name] != other[name]).Select(name => $"{name}: {this[name] ?? "not recorded"} ≠ {other[name] ?? "not recorded"}")];

    private static JsonElement? Find(JsonElement element, string path)
    {
        foreach (string part in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(part, out element)) return null;
        }

        return element.ValueKind == JsonValueKind.Null ? null : element;
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{property.Name} {Text(property.Value)}")),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => "",
    };
}
