using MultifdBench.Core;

namespace MultifdBench.Methods;

/// <summary>
/// What may do a method's work in place of the CPU (the series' <c>multifd-compression-accel</c>): a device, which a catalog has, or one of
/// the two answers that name none. Compared by reference; immutable, thread-safe.
/// </summary>
/// <param name="name">As on the command line and in <c>runs.csv</c>.</param>
public sealed class Accelerator(string name)
{
    /// <summary>The option that selects one, without its dashes.</summary>
    public const string Option = "multifd-compression-accel";

    /// <summary>Why a method that is in QEMU is not there on an accelerator: the series that had the option was not merged.</summary>
    public const string NotInQemu = $"QEMU has no {Option}";

    /// <summary>The method's own software.</summary>
    public static Accelerator None { get; } = new("none");

    /// <summary>The best that this host has among those that keep the method's wire format.</summary>
    public static Accelerator Auto { get; } = new("auto");

    /// <summary>The name on the command line and in <c>runs.csv</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The device's own name for people, <c>IAA</c>; null for what is no device.</summary>
    public string? Device { get; init; }

    /// <summary>The first part of its parameters' names in host models: <c>iaa</c>.</summary>
    public string? ModelPart => Device?.ToLowerInvariant();

    /// <summary>The colour, <c>#rrggbb</c>, of methods that are not its own when they run on it.</summary>
    public string Color { get; init; } = "";

    /// <summary>The host model, without extension, of a published testbed that has it; null where none is published.</summary>
    public string? PublishedHost { get; init; }

    /// <summary>
    /// Further host models that have it, without extension: newer devices, whose own tables are known and on which nobody has published a
    /// migration.
    /// </summary>
    public IReadOnlyList<string> NewerHosts { get; init; } = [];

    /// <summary>Every host model with the device that an answer for other machines is about.</summary>
    public IEnumerable<string> Hosts => PublishedHost is { } host ? NewerHosts.Prepend(host) : NewerHosts;

    /// <summary>Whether this host can run anything on it, its library included, or what is missing and how to get it.</summary>
    public Func<Availability> Probe { get; init; } = () => Availability.Yes;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
