using System.Globalization;
using System.Text.Json;

namespace MultifdBench.Comparison.Sets;

/// <summary>
/// What two result sets must share of their <c>host.json</c> before their figures may be compared: the machine, how it was set and what the
/// process might use of it, and the same of the destination's machine where that is another. Commit, command line, free memory and library
/// versions may differ: they are what changes between builds and nights. Immutable, thread-safe.
/// </summary>
public sealed class HostIdentity
{
    /// <summary>Dotted paths into <c>host.json</c>.</summary>
    private static readonly string[] Decisive =
    [
        "host_name", "cpu", "cores", "simd", "governor", "kernel", "memory_mib", "transparent_huge_pages", "processor.stepping",
        "processor.microcode", "processor.sockets", "processor.physical_cores", "processor.threads", "processor.smt", "processor.turbo",
        "processor.idle_driver", "processor.features", "memory.numa_nodes.cpus", "kernel_details.parameters", "iaa.devices", "qat.devices",
        "limits.cpu_quota_cores", "limits.cpus", "limits.memory_nodes", "limits.memory_mib", "limits.nice", "limits.scheduler",
        "runtime_settings", "destination_memory", "from_copy",
    ];

    /// <summary>May differ, but explain a difference: noted, not refused.</summary>
    private static readonly string[] Noteworthy = ["runtime", "libraries", "source_memory", "guest_refill"];

    /// <summary>
    /// Limits in the absence of any. They also stand for those of a file that was written before limits were recorded: it goes on with the
    /// history of the unlimited host, with a note, and is not compared with a limited one.
    /// </summary>
    private static readonly Dictionary<string, string> Unlimited = new()
    {
        ["limits.cpu_quota_cores"] = "none",
        ["limits.cpus"] = "all",
        ["limits.memory_nodes"] = "all",
        ["limits.memory_mib"] = "none",
        ["limits.nice"] = "0",
        ["limits.scheduler"] = "other",
    };

    private const string DestinationPrefix = "destination.";
    private const string Limits = "limits";
    private const int MaxShownLetters = 160;

    private readonly Dictionary<string, string> _values;

    private HostIdentity(Dictionary<string, string> values) => _values = values;

    /// <summary>A fact as text, or null where it is not recorded.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name) ?? Unlimited.GetValueOrDefault(WithoutPrefix(name));

    /// <summary>Commit that the program was built from, or null.</summary>
    public string? GitCommit => this["git_commit"];

    /// <summary>One text for everything that must be equal: equal keys are the same host.</summary>
    internal string Key => string.Join('\n', OfBothHosts(Decisive).Select(name => this[name] ?? ""));

    /// <summary>Reads <c>host.json</c>; null when there is none or it is no JSON object.</summary>
    public static HostIdentity? Parse(string? hostJson)
    {
        if (hostJson is null) return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(hostJson);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            Dictionary<string, string> values = [];
            foreach (string name in OfBothHosts([.. Decisive, .. Noteworthy]).Append("git_commit"))
            {
                if (Find(document.RootElement, name.Split('.')) is { } value) values[name] = value;
            }

            foreach (string name in OfBothHosts([Limits]))
            {
                if (Find(document.RootElement, name.Split('.')) is not null) values[name] = "";
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
        Differences(other, OfBothHosts(Decisive).Where(name => !allowed.Contains(name)));

    /// <summary>Facts that differ and may explain a difference between the figures.</summary>
    public IReadOnlyList<string> NotesOn(HostIdentity other)
    {
        string[] notes = Differences(other, OfBothHosts(Noteworthy));
        return Records(Limits) == other.Records(Limits)
            ? notes
            : [.. notes, "limits: only one of them records what its process might use; that the other had none is taken on trust"];
    }

    /// <summary>
    /// Names of the fields that forbid a comparison, for the option that allows them to differ; those of the destination's host have
    /// <c>destination.</c> in front.
    /// </summary>
    public static IReadOnlyList<string> Fields => Decisive;

    /// <summary>Whether it is a field that forbids a comparison.</summary>
    public static bool IsField(string name) => Decisive.Contains(WithoutPrefix(name));

    private static IEnumerable<string> OfBothHosts(string[] names) => [.. names, .. names.Select(name => DestinationPrefix + name)];

    private static string WithoutPrefix(string name) =>
        name.StartsWith(DestinationPrefix, StringComparison.Ordinal) ? name[DestinationPrefix.Length..] : name;

    private string[] Differences(HostIdentity other, IEnumerable<string> names) =>
        [.. names.Where(name => this[name] != other[name]).Select(name => $"{name}: {Difference(Shown(name), other.Shown(name))}")];

    private bool Records(string name) => _values.ContainsKey(name);

    /// <summary>A limit that is not there is known to be none only where limits are recorded.</summary>
    private string Shown(string name)
    {
        string own = WithoutPrefix(name);
        bool isUnknown = !Records(name) && Unlimited.ContainsKey(own) && !Records(name[..^own.Length] + Limits);
        return (isUnknown ? null : this[name]) ?? "not recorded";
    }

    /// <summary>Both values; of long ones, where they begin to differ.</summary>
    private static string Difference(string first, string second)
    {
        if (Math.Max(first.Length, second.Length) <= MaxShownLetters) return $"{first} ≠ {second}";
        string[] a = first.Split(", ");
        string[] b = second.Split(", ");
        int at = a.Zip(b).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{Excerpt(a, at)} ≠ {Excerpt(b, at)}";
    }

    private static string Excerpt(string[] parts, int at)
    {
        string text = string.Join(", ", parts[Math.Min(at, parts.Length)..]);
        string shown = text.Length == 0 ? "nothing more" : text[..Math.Min(text.Length, MaxShownLetters / 2)];
        return (at > 0 ? "… " : "") + shown + (shown.Length < text.Length ? " …" : "");
    }

    /// <summary>A fact as text; below a list, that of each of its entries.</summary>
    private static string? Find(JsonElement element, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty) return element.ValueKind == JsonValueKind.Null ? null : Text(element);
        if (element.ValueKind == JsonValueKind.Array)
        {
            List<string> found = [];
            foreach (JsonElement entry in element.EnumerateArray()) found.Add(Find(entry, path) ?? "unknown");
            return string.Join("; ", found);
        }

        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(path[0], out JsonElement child)
            ? Find(child, path[1..])
            : null;
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
        JsonValueKind.Object =>
            string.Join(", ", value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal)
                .Select(property => $"{property.Name} {Text(property.Value)}")),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => "",
    };
}
