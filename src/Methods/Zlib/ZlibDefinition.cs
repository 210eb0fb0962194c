using MultifdBench.Codecs;
using MultifdBench.Codecs.Zlib;
using MultifdBench.Core;
using MultifdBench.Methods.Qpl;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Zlib;

/// <summary>Method <c>zlib</c>: one deflate stream per channel.</summary>
internal sealed class ZlibDefinition : MethodDefinition
{
    /// <summary>MULTIFD_FLAG_ZLIB [QEMU multifd.h].</summary>
    private const uint WireFlag = 1 << 1;

    private static readonly LevelOption Levels = new(
        "multifd-zlib-level", ZlibCodec.MinLevel, ZlibCodec.MaxLevel, 1, "0 stores, 1 is fastest, 9 is smallest");

    public override string Name => "zlib";

    public override string Summary => "one deflate stream per channel, 32 KiB window, flushed at each packet's end";

    public override LevelOption? Level => Levels;

    /// <remarks><c>auto</c> never means qpl: its stream has a 4 KiB window and no sync flush, which a zlib destination cannot decode.</remarks>
    public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
    [
        AcceleratorRule.Runs(Accelerator.None, Accelerator.None),
        AcceleratorRule.Runs(Accelerator.Auto, Accelerator.Qat, Accelerator.None),
        AcceleratorRule.Runs(Accelerator.Qpl, Accelerator.Qpl),
        AcceleratorRule.Runs(Accelerator.Qat, Accelerator.Qat),
    ];

    public override IReadOnlyList<string> Validate(MethodRequest request)
    {
        List<string> problems = [.. base.Validate(request)];
        if (request is { Accelerator: Accelerator.Qpl, QplHuffman: QplHuffman.Canned })
            problems.Add("--qpl-huffman canned cannot run with zlib on accelerator qpl: its streams carry their codes. Use fixed or dynamic, or --multifd-compression qpl.");
        return problems;
    }

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request) => accelerator switch
    {
        Accelerator.None => ZlibCodec.Probe(request.Library),
        Accelerator.Qpl => QplStreamMethod.Probe(request),
        _ => MissingBackEnd(accelerator),
    };

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request)
    {
        if (accelerator == Accelerator.Qpl) return new QplStreamMethod(request.QplHuffman);
        IStreamCodec codec = ZlibCodec.Open(request.Library);
        int level = request.LevelFor(Levels);
        return new StreamMethod(Name, WireFlag, codec, level, ZlibCodec.ReadBackLevel(codec, level));
    }
}
