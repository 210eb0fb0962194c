using System.Globalization;
using System.Text.Json;

namespace MultifdBench.Reporting;

/// <summary>What <c>host.json</c> says about the machine and the build, as lines for people.</summary>
internal static class HostLines
{
    private static readonly (string Key, string Name)[] Facts =
    [
        ("host_name", "host"), ("cpu", "CPU"), ("cores", "cores"), ("simd", "vector sets"), ("governor", "frequency governor"),
        ("kernel", "kernel"), ("memory_mib", "memory, MiB"), ("limits", "limits"), ("transparent_huge_pages", "huge pages"),
        ("runtime", "runtime"),
        ("runtime_settings", "runtime settings"), ("libraries", "libraries"), ("git_commit", "commit"), ("command_line", "command line"),
        ("destination_memory", "destination memory"), ("source_memory", "source memory"), ("guest_refill", "guests between runs"),
    ];

    /// <summary>Name and value of every fact that is there; none when there is no host file or it does not parse.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(string? hostJson)
    {
        if (hostJson is null) return [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(hostJson);
            return document.RootElement.ValueKind == JsonValueKind.Object ? [.. Read(document.RootElement)] : [];
        }
        catch (JsonException)
        {
            // A report about good figures is better than none: the page then says that the host is not recorded.
            return [];
        }
    }

    private static IEnumerable<(string Name, string Value)> Read(JsonElement root)
    {
        foreach ((string key, string name) in Facts)
        {
            if (root.TryGetProperty(key, out JsonElement value) && Text(value) is { Length: > 0 } text) yield return (name, text);
        }

        if (!root.TryGetProperty("destination", out JsonElement destination) || destination.ValueKind != JsonValueKind.Object) yield break;
        foreach ((string name, string value) in Read(destination)) yield return ($"destination: {name}", value);
    }

    private static IEnumerable<JsonProperty> Known(JsonElement value) =>
        value.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null);

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetDouble().ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Text)),
        JsonValueKind.Object => string.Join(", ", Known(value).Select(property => $"{property.Name}: {Text(property.Value)}")),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => "",
    };
}
