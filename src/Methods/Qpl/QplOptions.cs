using MultifdBench.Deflate;
using MultifdBench.Methods.Options;

namespace MultifdBench.Methods.Qpl;

/// <summary>Where QPL runs its jobs.</summary>
public enum QplPath
{
    /// <summary>On the device where there is one, else in software.</summary>
    Auto,

    /// <summary>On the device; unavailable without one.</summary>
    Hardware,

    /// <summary>On the CPU, even where there is a device.</summary>
    Software,
}

/// <summary>The options of QPL's jobs.</summary>
public static class QplOptions
{
    /// <summary>Where they run.</summary>
    public static NamedOption<QplPath> Path { get; } =
        new("qpl-path", QplPath.Auto, "where QPL jobs run") { Column = "path", IsEachHostsOwn = true };

    /// <summary>Their Huffman tables.</summary>
    public static NamedOption<DeflateMode> Huffman { get; } =
        new("qpl-huffman", DeflateMode.Fixed, "Huffman tables of QPL jobs") { Column = "huffman" };

    /// <summary>What a canned table is to both sides.</summary>
    public static AgreementKind CannedTable { get; } = new("canned-table", "canned table");
}
