using MultifdBench.Core;

namespace MultifdBench.Methods;

/// <summary>What may do a method's work in place of the CPU (the series' <c>multifd-compression-accel</c>).</summary>
public enum Accelerator
{
    /// <summary>The method's own software.</summary>
    None,

    /// <summary>The best that this host has among those that keep the method's wire format.</summary>
    Auto,

    /// <summary>Intel IAA through QPL.</summary>
    Qpl,

    /// <summary>Intel QAT through QATzip.</summary>
    Qat,
}

/// <summary>Accelerators as the user writes them.</summary>
public static class AcceleratorNames
{
    /// <summary>The option that selects one, without its dashes.</summary>
    public const string Option = "multifd-compression-accel";

    /// <summary>All names, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<Accelerator>().Select(NameOf)];

    /// <summary>The colours of methods on an accelerator that is not their own, in the order of tables.</summary>
    public static IReadOnlyList<AcceleratorLook> Looks { get; } = [new(NameOf(Accelerator.Qpl), "#D55E00"),
        new(NameOf(Accelerator.Qat), "#56B4E9")];

    /// <summary>The name on the command line and in <c>runs.csv</c>.</summary>
    public static string NameOf(Accelerator accelerator) => accelerator switch
    {
        Accelerator.None => "none",
        Accelerator.Auto => "auto",
        Accelerator.Qpl => "qpl",
        Accelerator.Qat => "qat",
        _ => throw new ArgumentOutOfRangeException(nameof(accelerator), accelerator, "unknown accelerator"),
    };
}
