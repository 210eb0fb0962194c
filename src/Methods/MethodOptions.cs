namespace MultifdBench.Methods;

/// <summary>
/// Options that some methods have and others have not, by their names without dashes; levels have theirs in <see cref="LevelOption"/>.
/// </summary>
public static class MethodOptions
{
    /// <summary>Which implementation of the codec.</summary>
    public const string Library = "codec-library";

    /// <summary>Where QPL's jobs run.</summary>
    public const string QplPath = "qpl-path";

    /// <summary>The Huffman tables of QPL's jobs.</summary>
    public const string QplHuffman = "qpl-huffman";

    /// <summary>Independent streams of a packet.</summary>
    public const string Streams = "streams";

    /// <summary>
    /// What is wrong with giving an option to a method that does nothing with it, in one line; null when it has the option, and when there
    /// is no such method or accelerator, which others say.
    /// </summary>
    /// <param name="catalog">All methods.</param>
    /// <param name="option">The option, without dashes.</param>
    /// <param name="method">As <c>--multifd-compression</c> takes it.</param>
    /// <param name="accelerator">As <c>--multifd-compression-accel</c> takes it; null for any.</param>
    public static string? Problem(MethodCatalog catalog, string option, string method, string? accelerator)
    {
        IMethodDefinition? definition = catalog.Find(method);
        if (definition is null) return null;
        AcceleratorRule[] rules = [.. Possible(definition)
            .Where(rule => accelerator is null || AcceleratorNames.NameOf(rule.Asked) == accelerator)];
        if (rules.Length == 0 || rules.Any(rule => definition.OptionsOn(rule.Asked).Contains(option))) return null;
        string on = rules is [{ Asked: Accelerator.Qpl or Accelerator.Qat }] ? $" on accelerator {accelerator}" : "";
        IEnumerable<string> owners = catalog.All.Select(known => Owner(known, option)).OfType<string>()
            .OrderBy(owner => owner.Contains(' ', StringComparison.Ordinal));
        return $"--{option} has no effect on --{MethodCatalog.Option} {method}{on}: it is an option of {string.Join(" and ", owners)}. "
            + "Leave it out.";
    }

    private static IEnumerable<AcceleratorRule> Possible(IMethodDefinition definition) =>
        definition.Accelerators.Where(rule => rule.IsPossible);

    private static string? Owner(IMethodDefinition definition, string option)
    {
        if (definition.OptionsOn(Accelerator.None).Contains(option)) return definition.Name;
        string[] on =
        [
            .. Possible(definition).Where(rule => definition.OptionsOn(rule.Asked).Contains(option))
                .Select(rule => AcceleratorNames.NameOf(rule.Asked)),
        ];
        return on.Length == 0 ? null : $"{definition.Name} on accelerator {string.Join(" or ", on)}";
    }
}
