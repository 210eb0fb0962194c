using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MultifdBench.Bench.Cli;

/// <summary>JSON for scripts: keys are the column names of the CSV files.</summary>
public static class JsonText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>An object as indented JSON.</summary>
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>An object as a part of another one.</summary>
    public static JsonElement ElementOf<T>(T value) => JsonSerializer.SerializeToElement(value, Options);

    /// <summary>An object as indented JSON with more members at its end.</summary>
    public static string With<T>(T value, IEnumerable<(string Name, object? Value)> more)
    {
        JsonObject json = JsonSerializer.SerializeToNode(value, Options)!.AsObject();
        foreach ((string name, object? extra) in more) json[name] = JsonSerializer.SerializeToNode(extra, Options);
        return json.ToJsonString(Options);
    }
}
