using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace MultifdBench.Tests.Bench;

/// <summary>The schemas of <c>docs/schemas</c>, as people use them and stricter.</summary>
internal static class JsonSchemas
{
    private static readonly string Folder = Path.Combine(SampleData.RepositoryRoot(), "docs", "schemas");

    /// <summary>Names of all schemas.</summary>
    public static IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order()];

    /// <summary>The schema's text.</summary>
    public static JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!.AsObject();

    /// <summary>Demands that a value is what the schema says, and has nothing that the schema does not name.</summary>
    public static void Accept(string name, string json)
    {
        JsonObject schema = Read(name);
        Close(schema);
        string[] problems = [.. Problems(schema, json)];
        Assert.True(problems.Length == 0,
            $"docs/schemas/{name} and the output differ; change the schema with the output:\n{string.Join('\n', problems)}\n{json}");
    }

    /// <summary>What is wrong with a value by a schema.</summary>
    public static IEnumerable<string> Problems(JsonObject schema, string json)
    {
        using JsonDocument value = JsonDocument.Parse(json);
        BuildOptions apart = new() { SchemaRegistry = new SchemaRegistry() };
        EvaluationResults results = JsonSchema.FromText(schema.ToJsonString(), apart)
            .Evaluate(value.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        if (results.IsValid) return [];
        return (results.Details ?? []).Append(results).Where(detail => detail.Errors is { Count: > 0 })
            .Select(detail => $"{detail.InstanceLocation}: {string.Join("; ", detail.Errors!.Values)}");
    }

    /// <summary>Keys may be added in a later version, and a reader takes them; a test wants to know all that there are.</summary>
    private static void Close(JsonNode? node)
    {
        if (node is JsonArray list) foreach (JsonNode? item in list) Close(item);
        if (node is not JsonObject schema) return;
        // A property may be called 'properties'; none is.
        foreach (JsonNode? part in schema.Select(member => member.Value).ToArray()) Close(part);
        if (schema["properties"] is JsonObject && schema["additionalProperties"] is null) schema["additionalProperties"] = false;
    }
}
