using MultifdBench.Codecs;

namespace MultifdBench.Methods;

/// <summary>What the user asks of a method. Immutable; nothing in it is checked before <see cref="MethodCatalog.Validate"/>.</summary>
/// <param name="Method">QEMU's <c>multifd-compression</c> value.</param>
public sealed record MethodRequest(string Method)
{
    /// <summary>The accelerator asked for; QEMU's default without the series is none.</summary>
    public Accelerator Accelerator { get; init; } = Accelerator.None;

    /// <summary>
    /// Levels by option name, as many as were given: like QEMU, one may set the levels of methods that do not run. Compared by reference
    /// when two requests are.
    /// </summary>
    public IReadOnlyDictionary<string, int> Levels { get; init; } = new Dictionary<string, int>();

    /// <summary>Which implementation of the codec runs.</summary>
    public CodecLibrary Library { get; init; } = CodecLibrary.Auto;

    /// <summary>Where QPL jobs run.</summary>
    public QplPath QplPath { get; init; } = QplPath.Auto;

    /// <summary>The Huffman tables of QPL jobs.</summary>
    public QplHuffman QplHuffman { get; init; } = QplHuffman.Fixed;

    /// <summary>Independent streams that a packet's pages are split over; null for the method's own number.</summary>
    public int? Streams { get; init; }

    /// <summary>Pages of the guest, for methods that learn from them; null while a request is only checked.</summary>
    public IPageSample? Pages { get; init; }

    /// <summary>This request with one more level.</summary>
    public MethodRequest WithLevel(string optionName, int level) =>
        this with { Levels = new Dictionary<string, int>(Levels) { [optionName] = level } };

    /// <summary>The level given for <paramref name="option"/>, else its default.</summary>
    public int LevelFor(LevelOption option) => Levels.TryGetValue(option.Name, out int level) ? level : option.Default;
}
