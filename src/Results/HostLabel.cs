using System.Text.Json;

namespace MultifdBench.Results;

/// <summary>
/// Picks the few words about a host that fit in a title from <c>host.json</c>, whose other content is nobody's business here.
/// </summary>
internal static class HostLabel
{
    private static readonly string[] Names = ["host_name", "hostname", "host", "machine"];
    private static readonly string[] Cpus = ["cpu", "cpu_model", "processor"];

    /// <summary>"name (CPU model)", or the one of them that is there, or null.</summary>
    public static string? Of(string? hostJson)
    {
        if (hostJson is null) return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(hostJson);
            string? name = First(document.RootElement, Names);
            string? cpu = First(document.RootElement, Cpus);
            return name is null || cpu is null ? name ?? cpu : $"{name} ({cpu})";
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Key <c>cores</c>; null where there is none above 0.</summary>
    public static int? CoresOf(string? hostJson)
    {
        if (hostJson is null) return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(hostJson);
            bool isThere = document.RootElement.ValueKind == JsonValueKind.Object;
            return isThere && document.RootElement.TryGetProperty("cores", out JsonElement value)
                && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int cores) && cores > 0 ? cores : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? First(JsonElement root, string[] names)
    {
        if (root.ValueKind != JsonValueKind.Object) return null;
        foreach (string name in names)
        {
            if (root.TryGetProperty(name, out JsonElement value) && Text(value) is { } text) return text;
        }

        return null;
    }

    /// <summary>A text, or the text that an object calls its name or model.</summary>
    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object => First(value, ["name", "model", "model_name"]),
        _ => null,
    };
}
