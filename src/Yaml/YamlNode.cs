namespace MultifdBench.Yaml;

/// <summary>A part of a YAML file. Immutable; never a part of itself, though an alias makes it a part of several others.</summary>
/// <param name="line">Where it is written, from 1; an alias's content is where the anchor is.</param>
/// <param name="size">Nodes in it, itself included and aliases written out.</param>
public abstract class YamlNode(int line, long size)
{
    /// <summary>Where it is written, from 1; an alias's content is where the anchor is.</summary>
    public int Line { get; } = line;

    /// <summary>Nodes in it, itself included and aliases written out: what a walk through it takes.</summary>
    internal long Size { get; } = size;
}

/// <summary>A single value.</summary>
/// <param name="line">As <see cref="YamlNode.Line"/>.</param>
/// <param name="text">What is written, without quotes.</param>
/// <param name="isPlain">Whether it has no quotes.</param>
/// <param name="span">Where in the file's text it is written, quotes included.</param>
public sealed class YamlScalar(int line, string text, bool isPlain, Range span) : YamlNode(line, 1)
{
    /// <summary>Where in the file's text it is written, quotes included; an alias's content is where the anchor is.</summary>
    internal Range Span { get; } = span;

    /// <summary>What is written, without quotes.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it is no value at all: nothing, <c>~</c> or <c>null</c>, without quotes.</summary>
    public bool IsNull { get; } = isPlain && text is ("" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A list.</summary>
/// <param name="line">As <see cref="YamlNode.Line"/>.</param>
/// <param name="items">Its entries.</param>
public sealed class YamlList(int line, IReadOnlyList<YamlNode> items) : YamlNode(line, 1 + items.Sum(item => item.Size))
{
    /// <summary>Its entries.</summary>
    public IReadOnlyList<YamlNode> Items { get; } = items;
}

/// <summary>Values by name.</summary>
/// <param name="line">As <see cref="YamlNode.Line"/>.</param>
/// <param name="entries">Its entries, no key twice.</param>
public sealed class YamlMapping(int line, IReadOnlyList<YamlEntry> entries) : YamlNode(line, 1 + entries.Sum(entry => 1 + entry.Value.Size))
{
    /// <summary>Its entries in the file's order; no key is there twice.</summary>
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    /// <summary>The value of that key, or null.</summary>
    public YamlNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;
}

/// <summary>One entry of a mapping.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Line">Where the name is written.</param>
/// <param name="Value">Its value.</param>
public sealed record YamlEntry(string Key, int Line, YamlNode Value);
