using System.Globalization;
using System.Reflection;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Yaml;

namespace MultifdBench.Bench.Profiles;

/// <summary>A profile's properties from its YAML. What is wrong is added to the file's problems.</summary>
internal static class ProfileYaml
{
    /// <summary>The profile that a file says, as far as it is right.</summary>
    public static MatrixProfile Read(YamlFile file) => (MatrixProfile)ReadRecord(file, file.Root, typeof(MatrixProfile));

    private static object ReadRecord(YamlFile file, YamlMapping mapping, Type type)
    {
        object record = Activator.CreateInstance(type)!;
        Dictionary<string, PropertyInfo> known = type.GetProperties().ToDictionary(property => YamlFile.KeyOf(property.Name));
        file.CheckKeys(mapping, known.Keys);
        foreach (YamlEntry entry in mapping.Entries)
        {
            if (!known.TryGetValue(entry.Key, out PropertyInfo? property)) continue;
            if (Read(file, entry.Key, entry.Value, property.PropertyType) is { } value) property.SetValue(record, value);
        }

        return record;
    }

    /// <summary>A value of a property; null after a problem, and for a key that may be without a value and is.</summary>
    private static object? Read(YamlFile file, string key, YamlNode node, Type type)
    {
        if (node is YamlScalar { IsNull: true })
        {
            if (Nullable.GetUnderlyingType(type) is null)
                file.Add(node.Line, $"key '{key}' has no value; give it one, or leave it out for its default.");
            return null;
        }

        bool isList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        if (isList) return ReadList(file, key, node, type.GetGenericArguments()[0]);
        if (type == typeof(MethodChoice)) return ReadMethod(file, key, node);
        if (node is YamlScalar scalar) return ReadScalar(file, key, scalar, Nullable.GetUnderlyingType(type) ?? type);
        file.Add(node.Line, $"'{key}' is one value, not a {(node is YamlList ? "list" : "mapping")}: write '{key}: ...'.");
        return null;
    }

    private static Array? ReadList(YamlFile file, string key, YamlNode node, Type type)
    {
        if (node is not YamlList list)
        {
            file.Add(node.Line, $"'{key}' is a list: write '{key}: [{(node as YamlScalar)?.Text ?? "..."}]'.");
            return null;
        }

        object?[] items = [.. list.Items.Select(item => Read(file, key, item, type))];
        if (items.Contains(null)) return null;
        Array array = Array.CreateInstance(type, items.Length);
        items.CopyTo(array, 0);
        return array;
    }

    /// <summary>A method is a mapping of its options; its name alone will do.</summary>
    private static MethodChoice? ReadMethod(YamlFile file, string key, YamlNode node)
    {
        if (node is YamlScalar name) return new MethodChoice { Method = name.Text };
        if (node is YamlMapping mapping) return (MethodChoice)ReadRecord(file, mapping, typeof(MethodChoice));
        file.Add(node.Line, $"an entry of '{key}' is a name or a mapping: write for example '- zstd' or '- {{ method: zstd, level: 3 }}'.");
        return null;
    }

    private static object? ReadScalar(YamlFile file, string key, YamlScalar scalar, Type type)
    {
        if (type == typeof(string)) return scalar.Text;
        (object? value, string needed) = Parse(scalar.Text, type);
        if (value is null) file.Add(scalar.Line, $"{key} is '{scalar.Text}'; {needed} is needed.");
        return value;
    }

    private static (object? Value, string Needed) Parse(string text, Type type)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        if (type == typeof(bool))
            return (text switch { "true" or "yes" or "on" => true, "false" or "no" or "off" => false, _ => null }, "true or false");
        if (type == typeof(int))
            return (int.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out int whole) ? whole : null, "a whole number");
        if (type == typeof(long))
            return (long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out long whole) ? whole : null, "a whole number");
        if (type != typeof(double)) throw new NotSupportedException($"A profile's key of type {type.Name} cannot be read from YAML yet.");
        bool isNumber = double.TryParse(text, NumberStyles.Float, invariant, out double number) && double.IsFinite(number);
        return (isNumber ? number : null, "a number");
    }
}
