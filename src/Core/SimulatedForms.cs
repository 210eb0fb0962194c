namespace MultifdBench.Core;

/// <summary>Where a method's work is done.</summary>
public enum WorkPlace
{
    /// <summary>Nowhere: pages go as they are.</summary>
    Nowhere,

    /// <summary>The channel thread's CPU.</summary>
    Cpu,

    /// <summary>A device, all pages of a packet submitted before the first is waited for.</summary>
    DeviceBatch,

    /// <summary>A device, page after page: one stream per packet.</summary>
    DeviceStream,

    /// <summary>A device, one call per packet.</summary>
    DeviceCall,
}

/// <summary>The setting that tells costs of one codec apart.</summary>
public enum CostVariant
{
    /// <summary>None.</summary>
    None,

    /// <summary>The compression level: <c>zlib-6</c>; level 1 has no number.</summary>
    Level,

    /// <summary>The Huffman tables: <c>iaa-dynamic</c>; fixed ones have no word.</summary>
    Huffman,
}

/// <summary>What a method is to the simulator on one accelerator and path: what its definition tells those who run no codec.</summary>
/// <param name="Codec">Key of its costs in scenarios, without the variant; null when there is nothing to pay.</param>
/// <param name="WorkPlace">Where its work is done.</param>
/// <param name="Variant">What is appended to the key.</param>
public sealed record SimulatedForm(string? Codec, WorkPlace WorkPlace, CostVariant Variant = CostVariant.None)
{
    /// <summary>The device that does its work, by the first part of its parameters' names in host models; null where none does.</summary>
    public string? Device { get; init; }

    /// <summary>What to use on a host without the device, as a clause after "or"; null where there is nothing but another method.</summary>
    public string? Instead { get; init; }

    /// <summary>Values of column <c>accel</c> that it is for; empty for any.</summary>
    public IReadOnlyList<string> Accelerators { get; init; } = [];

    /// <summary>The value of column <c>path</c> that it is for; null for any.</summary>
    public string? Path { get; init; }

    /// <summary>Key of the codec that takes over when the device is busy, without the variant; null where nothing does.</summary>
    public string? SoftwareCodec { get; init; }

    /// <summary>
    /// Key of the software whose streams are of the kind that the device makes, without the variant: what it makes of pages stands for the
    /// device where there is none. Null where no software makes such streams.
    /// </summary>
    public string? StandIn { get; init; }

    /// <summary>Whether a device does its work.</summary>
    public bool IsDevice => Device is not null;

    /// <summary>Whether a packet's streams may overlap in the device.</summary>
    public bool HasStreams { get; init; }

    /// <summary>Whether the device makes dynamic Huffman tables: alone, or with a CPU between two passes.</summary>
    public bool MakesTables { get; init; }

    /// <summary>Whether each page of a packet is a part of its own on the wire: as it is, or compressed apart from the others.</summary>
    public bool IsPageByPage { get; init; }

    /// <summary>Whether it is for a row with these values.</summary>
    public bool IsFor(string accel, string path) =>
        (Accelerators.Count == 0 || Accelerators.Contains(accel)) && (Path is null || Path == path);
}

/// <summary>The simulated forms of all methods. Immutable, thread-safe.</summary>
/// <param name="Methods">Each method with its forms; the first that fits is taken.</param>
public sealed record SimulatedForms(IReadOnlyList<(string Method, IReadOnlyList<SimulatedForm> Forms)> Methods)
{
    /// <summary>The form of a method on an accelerator.</summary>
    /// <exception cref="UsageException">There is none; the message lists what there is.</exception>
    public SimulatedForm Get(string method, string accel, string path) =>
        Methods.Where(one => one.Method == method).SelectMany(one => one.Forms).FirstOrDefault(form => form.IsFor(accel, path))
        ?? throw new UsageException(
            $"The simulator does not know method {method} with accelerator {accel}; "
            + $"use {Or(Methods.Where(one => one.Forms.Count > 0).Select(one => one.Method))} with accelerator {Or(Accelerators())}.");

    /// <summary>Key, with the variant, of the device's codec that a codec in software stands in for; null for one that does not.</summary>
    /// <param name="software">Key of the software, with the variant.</param>
    public string? DeviceCodec(string software)
    {
        SimulatedForm? form = Methods.SelectMany(one => one.Forms).Where(form => form.StandIn is { } key && IsVariantOf(software, key))
            .MaxBy(form => form.StandIn!.Length);
        return form is null ? null : form.Codec + software[form.StandIn!.Length..];
    }

    private static bool IsVariantOf(string key, string codec) => key == codec || key.StartsWith(codec + "-", StringComparison.Ordinal);

    /// <summary>Accelerators that a form is for; one that a single method has is named with it.</summary>
    private IEnumerable<string> Accelerators() => Methods
        .SelectMany(one => one.Forms.SelectMany(form => form.Accelerators).Distinct().Select(accel => (Accel: accel, one.Method)))
        .Where(one => one.Accel != "auto")
        .GroupBy(one => one.Accel, one => one.Method)
        .Select(group => group.Count() == 1 ? $"{group.Key} ({group.First()})" : group.Key);

    private static string Or(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} or {all[^1]}";
    }
}
