using System.Globalization;
using System.Reflection;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Workloads;
using MultifdBench.Yaml;

namespace MultifdBench.Bench.Profiles;

/// <summary>A profile's properties from its YAML. What is wrong is added to the file's problems.</summary>
internal sealed class ProfileYaml(YamlFile file, MethodCatalog methods)
{
    private const string MethodKey = "method";
    private const string AccelKey = "accel";

    /// <summary>A list of which most profiles have one value, and write it without brackets.</summary>
    private const string MemoryKey = "memory";

    /// <summary>The profile that a file says, as far as it is right.</summary>
    /// <param name="file">The file.</param>
    /// <param name="methods">What it may name.</param>
    public static MatrixProfile Read(YamlFile file, MethodCatalog methods) =>
        new ProfileYaml(file, methods).ReadKeys(new MatrixProfile(), file.Root);

    /// <summary>A profile as keys and values, in the order of its properties.</summary>
    public static IReadOnlyDictionary<string, object?> Plain(MatrixProfile profile) => PlainOf(profile);

    private static Dictionary<string, object?> PlainOf(object keys) =>
        keys.GetType().GetProperties().Where(property => property.GetValue(keys) is not null).ToDictionary(
        property => YamlFile.KeyOf(property.Name),
        property => (property.Name, property.GetValue(keys)) switch
        {
            (_, IReadOnlyList<MethodChoice> choices) => choices.Select(Plain).ToArray(),
            (_, IReadOnlyList<MatrixBlock> blocks) => blocks.Select(PlainOf).ToArray(),
            (nameof(MatrixProfile.Memory), IReadOnlyList<string> { Count: 1 } memory) => memory[0],
            (_, var value) => value,
        });

    private static Dictionary<string, string> Plain(MethodChoice method)
    {
        Dictionary<string, string> plain = new() { [MethodKey] = method.Method, [AccelKey] = method.Accel };
        foreach ((string option, string value) in method.Options) plain.Add(option, value);
        return plain;
    }

    /// <summary>
    /// What is wrong with each value of a file by itself, with its line: levels, sizes, counts. What is wrong with several together is the
    /// plan's to say, and what is no value at all is among the file's problems.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="methods">What it may name.</param>
    /// <param name="policies">Folder that may keep its policies; null for none.</param>
    public static IEnumerable<(int Line, string Problem)> Judge(YamlFile file, MethodCatalog methods, string? policies)
    {
        ProfileYaml reader = new(file, methods);
        PropertyInfo[] properties = typeof(MatrixProfile).GetProperties();
        foreach (YamlEntry entry in file.Root.Entries)
        {
            if (properties.FirstOrDefault(property => YamlFile.KeyOf(property.Name) == entry.Key) is not { } property) continue;
            bool isList = IsList(property.PropertyType) && entry.Value is YamlList;
            foreach (YamlNode node in isList ? ((YamlList)entry.Value).Items : [entry.Value])
            {
                // Everything else in it is right, so that all problems are this value's.
                MatrixProfile alone = new() { Workloads = ["idle"], Methods = [new MethodChoice { Method = "none" }] };
                YamlNode value = isList ? new YamlList(node.Line, [node]) : node;
                if (reader.Read(entry.Key, value, property.PropertyType) is not { } read) continue;
                property.SetValue(alone, read);
                IEnumerable<string> names = property.Name switch
                {
                    nameof(MatrixProfile.Workloads) => alone.Workloads,
                    nameof(MatrixProfile.Also) => alone.Also.SelectMany(block => block.Workloads ?? []),
                    _ => [],
                };
                IEnumerable<string> ofNames = names.Select(WorkloadCatalog.NameProblem).OfType<string>();
                if (policies is not null) alone = OwnPolicies.From(alone, policies);
                foreach (string problem in MatrixPlan.Problems(alone, methods).Concat(ofNames)) yield return (node.Line, problem);
            }
        }
    }

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);

    /// <summary>Sets the properties that a mapping has keys of.</summary>
    private T ReadKeys<T>(T target, YamlMapping mapping)
        where T : class
    {
        Dictionary<string, PropertyInfo> known = typeof(T).GetProperties().ToDictionary(property => YamlFile.KeyOf(property.Name));
        file.CheckKeys(mapping, known.Keys);
        foreach (YamlEntry entry in mapping.Entries)
        {
            if (!known.TryGetValue(entry.Key, out PropertyInfo? property)) continue;
            if (Read(entry.Key, entry.Value, property.PropertyType) is { } value) property.SetValue(target, value);
        }

        return target;
    }

    /// <summary>A value of a property; null after a problem, and for a key that may be without a value and is.</summary>
    private object? Read(string key, YamlNode node, Type type)
    {
        if (node is YamlScalar { IsNull: true })
        {
            if (Nullable.GetUnderlyingType(type) is null)
                file.Add(node.Line, $"key '{key}' has no value; give it one, or leave it out for its default.");
            return null;
        }

        if (IsList(type)) return ReadList(key, node, type.GetGenericArguments()[0]);
        if (type == typeof(MethodChoice)) return ReadMethod(key, node);
        if (type == typeof(MatrixBlock)) return ReadBlock(key, node);
        if (node is YamlScalar scalar) return ReadScalar(key, scalar, Nullable.GetUnderlyingType(type) ?? type);
        file.Add(node.Line, $"'{key}' is one value, not a {(node is YamlList ? "list" : "mapping")}: write '{key}: ...'.");
        return null;
    }

    private Array? ReadList(string key, YamlNode node, Type type)
    {
        if (key == MemoryKey && node is YamlScalar one) return new[] { one.Text };
        if (node is not YamlList list)
        {
            file.Add(node.Line, $"'{key}' is a list: write '{key}: [{(node as YamlScalar)?.Text ?? "..."}]'.");
            return null;
        }

        object?[] items = [.. list.Items.Select(item => Read(key, item, type))];
        if (items.Contains(null)) return null;
        Array array = Array.CreateInstance(type, items.Length);
        items.CopyTo(array, 0);
        return array;
    }

    private MatrixBlock? ReadBlock(string key, YamlNode node)
    {
        if (node is YamlMapping mapping) return ReadKeys(new MatrixBlock(), mapping);
        file.Add(node.Line, $"an entry of '{key}' is a mapping of lists: write for example '- {{ max_bandwidth: [1Gbit/s] }}'.");
        return null;
    }

    /// <summary>A method is a mapping of its options; its name alone will do.</summary>
    private MethodChoice? ReadMethod(string key, YamlNode node)
    {
        if (node is YamlScalar name) return new MethodChoice { Method = name.Text };
        if (node is YamlMapping mapping) return ReadMethod(mapping);
        file.Add(node.Line, $"an entry of '{key}' is a name or a mapping: write for example '- zstd' or '- {{ method: zstd, level: 3 }}'.");
        return null;
    }

    private MethodChoice ReadMethod(YamlMapping mapping)
    {
        MethodChoice choice = new();
        file.CheckKeys(mapping, [MethodKey, AccelKey, .. methods.Options.Select(option => option.Key).Distinct()]);
        foreach (YamlEntry entry in mapping.Entries)
        {
            MethodOption? option = methods.Options.FirstOrDefault(known => known.Key == entry.Key);
            if (option is null && entry.Key is not (MethodKey or AccelKey)) continue;
            object? value = Read(entry.Key, entry.Value, option is { IsNumber: true } ? typeof(int?) : typeof(string));
            if (Convert.ToString(value, CultureInfo.InvariantCulture) is not { Length: > 0 } text) continue;
            choice = entry.Key switch
            {
                MethodKey => choice with { Method = text },
                AccelKey => choice with { Accel = text },
                // Recorded profiles of old have every choice of every method: one at its default is none that was asked for.
                _ when !option!.IsNumber && text == option.DefaultText => choice,
                _ => choice.With(entry.Key, text),
            };
        }

        return choice;
    }

    private object? ReadScalar(string key, YamlScalar scalar, Type type)
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
