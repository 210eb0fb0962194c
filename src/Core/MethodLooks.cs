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

/// <summary>A variant of a method that this program has and QEMU does not.</summary>
/// <param name="Method">As in <c>runs.csv</c>.</param>
/// <param name="Accelerator">Likewise.</param>
/// <param name="Huffman">The kind of tables; empty for a method without the choice.</param>
/// <param name="Reason">What QEMU has instead, as a clause.</param>
public sealed record ForeignVariant(string Method, string Accelerator, string Huffman, string Reason)
{
    /// <summary>The highest level that QEMU does not have; null where it is no matter of levels.</summary>
    public int? HighestLevel { get; init; }

    /// <summary>Whether it is what a row with this level runs.</summary>
    internal bool HasLevel(int? level) => HighestLevel is not { } highest || level <= highest;
}

/// <summary>Place, colour and origin of all methods in tables and charts. Immutable, thread-safe.</summary>
/// <param name="methods">In the order in which tables list them.</param>
/// <param name="accelerators">Likewise; the plain method comes before them.</param>
/// <param name="foreign">What QEMU does not have; null for nothing.</param>
public sealed class MethodLooks(
    IReadOnlyList<MethodLook> methods, IReadOnlyList<AcceleratorLook> accelerators, IReadOnlyList<ForeignVariant>? foreign = null)
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
    /// Method, level, accelerator and kind of Huffman tables as everything that people read says them: <c>zlib-1</c>, <c>zlib-1+qat</c>,
    /// <c>qpl+iaa canned</c>.
    /// </summary>
    /// <param name="method">As in <c>runs.csv</c>.</param>
    /// <param name="level">The level; null for none.</param>
    /// <param name="accelerator">Likewise; empty and "none" are not said.</param>
    /// <param name="huffman">The tables; empty for a method without the choice, and where all that is shown has the same.</param>
    public string LabelOf(string method, int? level, string accelerator, string huffman = "")
    {
        string plain = level is { } number ? Invariant.Text($"{method}-{number}") : method;
        string? own = accelerator == method ? methods.FirstOrDefault(look => look.Method == method)?.DeviceInLabels : null;
        string name = Plain.Contains(accelerator) ? plain : $"{plain}+{own ?? accelerator}";
        return huffman.Length == 0 ? name : $"{name} {huffman}";
    }

    /// <summary>
    /// The same for where all that is shown has the same tables: they are not said, unless they are what QEMU does not have of the method.
    /// </summary>
    public string BriefLabelOf(string method, int? level, string accelerator, string huffman) =>
        LabelOf(method, level, accelerator, NotInQemu(method, accelerator, huffman, level) is null ? "" : huffman);

    /// <summary>Why QEMU does not have a variant, as a clause; null where it has it, and for names from elsewhere.</summary>
    public string? NotInQemu(string method, string accelerator, string huffman, int? level) => (foreign ?? []).FirstOrDefault(
        variant => variant.Method == method && variant.Huffman == huffman && variant.HasLevel(level)
            && (variant.Accelerator == accelerator || (Plain.Contains(variant.Accelerator) && Plain.Contains(accelerator))))?.Reason;

    /// <summary>A label with what has to be said of a variant that QEMU does not have: <c>qpl canned (not in QEMU)</c>.</summary>
    public string Marked(string label, string method, string accelerator, string huffman, int? level) =>
        NotInQemu(method, accelerator, huffman, level) is null ? label : $"{label} ({ForeignMark})";

    private static int Rank(string[] known, string name) => Array.IndexOf(known, name) is >= 0 and var index ? index : known.Length;
}
