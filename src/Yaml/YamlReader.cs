using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MultifdBench.Yaml;

/// <summary>
/// Makes nodes of the library's events. The library's own documents and objects would follow an anchor into itself for ever, and let the
/// last of two equal keys win.
/// </summary>
internal sealed class YamlReader(YamlFile file, IParser parser)
{
    // A walk through the largest file that has no aliases takes less than a tenth of this; anchors of anchors of anchors take any number.
    private const int MaxNodes = 1 << 20;

    // Twice what a parameter of a parameter file needs, five times over; the walk is recursive.
    private const int MaxDepth = 64;

    private readonly Dictionary<string, YamlNode?> _anchors = new(StringComparer.Ordinal);

    /// <summary>The mapping that the one document of the file is.</summary>
    public YamlMapping ReadRoot()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _)) throw file.NoMapping();
        YamlNode root = ReadNode(depth: 0);
        parser.Consume<DocumentEnd>();
        return root is YamlMapping mapping && parser.TryConsume<StreamEnd>(out _) ? mapping : throw file.NoMapping();
    }

    private YamlNode ReadNode(int depth)
    {
        ParsingEvent next = parser.Consume<ParsingEvent>();
        int line = (int)next.Start.Line;
        if (depth > MaxDepth) throw file.NotValid(line, $"mappings and lists are nested deeper than {MaxDepth}");
        if (next is AnchorAlias alias) return Resolve(alias.Value.Value, line);
        if (next is not NodeEvent start) throw file.NotValid(line, "a value is missing");
        if (!start.Tag.IsEmpty) throw file.NotValid(line, $"tags ({start.Tag}) mean nothing here; leave it out");
        // Until it is whole, an anchor stands for nothing.
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor.Value] = null;
        YamlNode node = start switch
        {
            MappingStart => ReadMapping(line, depth),
            SequenceStart => ReadList(line, depth),
            Scalar scalar => new YamlScalar(
                line, scalar.Value, scalar.Style == ScalarStyle.Plain, (int)scalar.Start.Index..(int)scalar.End.Index),
            _ => throw file.NotValid(line, "a value is missing"),
        };
        if (node.Size > MaxNodes) throw file.NotValid(line, $"with its aliases written out, this has more than {MaxNodes} values");
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor.Value] = node;
        return node;
    }

    private YamlList ReadList(int line, int depth)
    {
        List<YamlNode> items = [];
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new YamlList(line, items);
    }

    private YamlMapping ReadMapping(int line, int depth)
    {
        List<YamlEntry> entries = [];
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            int keyLine = (int)(parser.Current?.Start.Line ?? line);
            YamlNode key = ReadNode(depth + 1);
            YamlNode value = ReadNode(depth + 1);
            if (key is not YamlScalar { Text: { Length: > 0 } name }) file.Add(keyLine, "a key must be a plain word.");
            else if (lines.TryAdd(name, keyLine)) entries.Add(new YamlEntry(name, keyLine, value));
            else file.Add(keyLine, $"'{name}' is on line {lines[name]} already; leave one of them out.");
        }

        return new YamlMapping(line, entries);
    }

    private YamlNode Resolve(string anchor, int line)
    {
        if (!_anchors.TryGetValue(anchor, out YamlNode? node))
            throw file.NotValid(line, $"there is no anchor &{anchor} before the alias *{anchor}");
        if (node is null) throw file.NotValid(line, $"the alias *{anchor} is inside its own anchor &{anchor}: it would go on for ever");
        return node;
    }
}
