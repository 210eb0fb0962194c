namespace MultifdBench.Core;

/// <summary>How a method looks in charts: what its definition tells those who read result files only.</summary>
/// <param name="Method">As in <c>runs.csv</c>.</param>
/// <param name="Color">Its colour, <c>#rrggbb</c>.</param>
/// <param name="IsAnotherWhenAccelerated">
/// Whether on an accelerator it is another program than the plain one and takes the accelerator's colour; false for a method that is its
/// accelerator's by itself.
/// </param>
public sealed record MethodLook(string Method, string Color, bool IsAnotherWhenAccelerated = false)
{
    /// <summary>
    /// For a method that bears its accelerator's name: what labels call the device, so that no name is there twice. Null for others.
    /// </summary>
    public string? DeviceInLabels { get; init; }
}

/// <summary>How a method looks that another's accelerator does the work of.</summary>
/// <param name="Accelerator">As in <c>runs.csv</c>.</param>
/// <param name="Color">Its colour, <c>#rrggbb</c>.</param>
public sealed record AcceleratorLook(string Accelerator, string Color);

/// <summary>A method with what a row says of how it ran, which is what labels say. Null and empty are not known, or no choice.</summary>
/// <param name="Method">As in <c>runs.csv</c>.</param>
/// <param name="Level">The level or acceleration.</param>
/// <param name="Accelerator">The accelerator; "none" is not said.</param>
/// <param name="Huffman">The kind of tables; empty also where all that is shown has the same.</param>
public readonly record struct MethodVariant(string Method, int? Level, string Accelerator, string Huffman = "")
{
    /// <summary>Independent streams of a packet.</summary>
    public int? Streams { get; init; }

    /// <summary>The dictionary, KiB.</summary>
    public double? DictionaryKib { get; init; }

    /// <summary>What a column says, as an option takes it; null where it says nothing.</summary>
    /// <param name="column">Its name in <c>runs.csv</c>.</param>
    public string? ValueOf(string? column) => column switch
    {
        "level" when Level is { } level => Invariant.Text($"{level}"),
        "huffman" when Huffman.Length > 0 => Huffman,
        "streams" when Streams is { } streams => Invariant.Text($"{streams}"),
        "dictionary_kib" when DictionaryKib is { } kib => Invariant.Text($"{kib}KiB"),
        _ => null,
    };
}

/// <summary>Place, colour and origin of all methods in tables and charts. Immutable, thread-safe.</summary>
/// <param name="methods">In the order in which tables list them.</param>
/// <param name="accelerators">Likewise; the plain method comes before them.</param>
/// <param name="notInQemu">Why QEMU does not have a variant, as a clause, or null where it has it; null for having all.</param>
public sealed class MethodLooks(
    IReadOnlyList<MethodLook> methods, IReadOnlyList<AcceleratorLook> accelerators, Func<MethodVariant, string?>? notInQemu = null)
{
    /// <summary>What labels say of a variant that QEMU does not have.</summary>
    public const string ForeignMark = "not in QEMU";

    /// <summary>No accelerator, as rows write it; rows of elsewhere may leave it empty.</summary>
    private static readonly string[] Plain = ["", "none"];

    private readonly string[] _methods = [.. methods.Select(look => look.Method)];
    private readonly string[] _accelerators = [.. Plain, .. accelerators.Select(look => look.Accelerator)];

    /// <summary>Position of a method in tables and legends, from 0; names from elsewhere come last.</summary>
    public int RankOf(string method) => Rank(_methods, method);

    /// <summary>Position of an accelerator among the rows of a method, from 0.</summary>
    public int RankOfAccelerator(string accelerator) => Rank(_accelerators, accelerator);

    /// <summary>Whether another method's accelerator does the work.</summary>
    public bool IsAccelerated(string method, string accelerator) =>
        !Plain.Contains(accelerator) && methods.Any(look => look.Method == method && look.IsAnotherWhenAccelerated);

    /// <summary>The colour, <c>#rrggbb</c>; null for names from elsewhere.</summary>
    public string? ColorOf(string method, string accelerator) => IsAccelerated(method, accelerator)
        ? accelerators.FirstOrDefault(look => look.Accelerator == accelerator)?.Color
        : methods.FirstOrDefault(look => look.Method == method)?.Color;

    /// <summary>
    /// Method, level, accelerator, kind of Huffman tables and dictionary as everything that people read says them: <c>zlib-1</c>,
    /// <c>zlib-1+qat</c>, <c>qpl+iaa canned</c>, <c>zstd-1 dict 32KiB</c>.
    /// </summary>
    public string LabelOf(MethodVariant variant)
    {
        (string method, string accelerator) = (variant.Method, variant.Accelerator);
        string plain = variant.Level is { } number ? Invariant.Text($"{method}-{number}") : method;
        string? own = accelerator == method ? methods.FirstOrDefault(look => look.Method == method)?.DeviceInLabels : null;
        string name = Plain.Contains(accelerator) ? plain : $"{plain}+{own ?? accelerator}";
        if (variant.Huffman.Length > 0) name = $"{name} {variant.Huffman}";
        return variant.DictionaryKib is { } kib ? Invariant.Text($"{name} dict {kib}KiB") : name;
    }

    /// <summary>
    /// The same for where all that is shown has the same tables: they are not said, unless they are what QEMU does not have of the method.
    /// </summary>
    public string BriefLabelOf(MethodVariant variant) => LabelOf(NotInQemu(variant) is null ? variant with { Huffman = "" } : variant);

    /// <summary>Why QEMU does not have a variant, as a clause; null where it has it, and for names from elsewhere.</summary>
    public string? NotInQemu(MethodVariant variant) => notInQemu?.Invoke(variant);

    /// <summary>A label with what has to be said of a variant that QEMU does not have: <c>qpl canned (not in QEMU)</c>.</summary>
    public string Marked(string label, MethodVariant variant) => NotInQemu(variant) is null ? label : $"{label} ({ForeignMark})";

    private static int Rank(string[] known, string name) => Array.IndexOf(known, name) is >= 0 and var index ? index : known.Length;
}
