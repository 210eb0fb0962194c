using MultifdBench.Accelerators.Qatzip;
using MultifdBench.Codecs;
using MultifdBench.Codecs.Zlib;
using MultifdBench.Core;
using MultifdBench.Deflate;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Qatzip;
using MultifdBench.Methods.Qpl;
using MultifdBench.Methods.Streaming;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods.Zlib;

/// <summary>Method <c>zlib</c>: one deflate stream per channel.</summary>
internal sealed class ZlibDefinition : MethodDefinition
{
    private const string MethodName = "zlib";

    /// <summary>Costs of its deflate in software.</summary>
    internal const string SoftwareKey = "zlib";

    /// <summary>Costs of a packet's stream as accelerator qpl makes it, in software.</summary>
    private const string StreamKey = "zlib-stream";

    public override string Name => MethodName;

    public override string? LibvirtName => Name;

    /// <remarks>MULTIFD_FLAG_ZLIB.</remarks>
    public override uint WireFlag => 1 << 1;

    public override MethodLook Look => new(Name, "#0072B2", IsAnotherWhenAccelerated: true);

    public override IReadOnlyList<SimulatedForm> SimulatedForms { get; } =
    [
        new("qpl", WorkPlace.Cpu, CostVariant.Huffman) { Accelerators = [Devices.Qpl.Name], Path = "software" },
        new("iaa-stream", WorkPlace.DeviceStream, CostVariant.Huffman)
        {
            Device = Devices.Qpl.ModelPart,
            Accelerators = [Devices.Qpl.Name],
            StandIn = StreamKey,
            HasStreams = true,
            MakesTables = true,
            Instead = "--qpl-path software",
        },
        new(SoftwareKey, WorkPlace.Cpu, CostVariant.Level) { Accelerators = ["none", "auto"] },
        new("qat", WorkPlace.DeviceCall, CostVariant.Level)
        {
            Device = Devices.Qat.ModelPart,
            Accelerators = [Devices.Qat.Name],
            StandIn = SoftwareKey,
        },
    ];

    public override IReadOnlyList<SoftwareCodec> SoftwareCodecs { get; } =
    [
        AtLevel(1),
        new(StreamKey, new MethodRequest(MethodName) { Accelerator = Devices.Qpl }.With(QplOptions.Path, QplPath.Software)),
    ];

    /// <remarks>
    /// <c>auto</c> never means qpl: its stream has a 4 KiB window and no sync flush, which a zlib destination cannot decode.
    /// </remarks>
    public override IReadOnlyList<AcceleratorRule> Accelerators { get; } =
    [
        AcceleratorRule.Runs(Accelerator.None, Accelerator.None),
        AcceleratorRule.Runs(Accelerator.Auto, Devices.Qat, Accelerator.None),
        AcceleratorRule.Runs(Devices.Qpl, Devices.Qpl),
        AcceleratorRule.Runs(Devices.Qat, Devices.Qat),
    ];

    protected override IntegerOption Level => ZlibOptions.Level;

    /// <remarks>On accelerator qpl a page is a job of QPL, which has no levels.</remarks>
    public override IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator) =>
        accelerator == Devices.Qpl ? [CodecOptions.Library, QplOptions.Path, QplOptions.Huffman] : base.OptionsOn(accelerator);

    public override IReadOnlyList<string> Validate(MethodRequest request)
    {
        List<string> problems = [.. base.Validate(request)];
        if (request.Accelerator == Devices.Qpl) problems.AddRange(ProblemsOnQpl(request));
        if (request.Accelerator == Devices.Qat) problems.AddRange(ProblemsOnQat(request));
        return problems;
    }

    public override string? NotInQemu(MethodRequest request) => request.Accelerator.Device is null ? null : Accelerator.NotInQemu;

    public override Func<IRegionCodec> RegionCodec(MethodRequest request) =>
        () => new StreamRegionCodec(ZlibCodec.Open(request.Get(CodecOptions.Library)).CreateCompressor(request.Get(Level)));

    public override SoftwareCodec? StandInFor(MethodRequest request)
    {
        if (request.Accelerator == Devices.Qat) return AtLevel(request.Get(Level));
        return request.Accelerator == Devices.Qpl && request.Get(QplOptions.Path) != QplPath.Software
            ? new SoftwareCodec(StreamKey + Variant(request), request.With(QplOptions.Path, QplPath.Software))
            : null;
    }

    private static string Variant(MethodRequest request) => request.Get(QplOptions.Huffman) is var tables and not DeflateMode.Fixed
        ? "-" + QplOptions.Huffman.TextOf(tables)
        : "";

    /// <summary>Deflate in software: whose streams QAT makes too, for this method and for qatzip.</summary>
    internal static SoftwareCodec AtLevel(int level) =>
        new(level == 1 ? SoftwareKey : $"{SoftwareKey}-{level}", new MethodRequest(MethodName).With(ZlibOptions.Level, level));

    public override MethodFacts FactsAskedFor(MethodRequest request) => request.Accelerator == Devices.Qpl
        ? DeflateEngine.FactsAskedFor(request, base.FactsAskedFor(request)) with { Level = null }
        : base.FactsAskedFor(request);

    protected override Availability ProbeOn(Accelerator accelerator, MethodRequest request)
    {
        if (accelerator == Accelerator.None) return ZlibCodec.Probe(request.Get(CodecOptions.Library));
        if (accelerator == Devices.Qpl) return DeflateEngine.Probe(request);
        return accelerator == Devices.Qat ? ProbeQat(request) : MissingBackEnd(accelerator);
    }

    protected override IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request)
    {
        if (accelerator == Devices.Qpl)
            return new QplStreamMethod(Name, WireFlag, request.Get(QplOptions.Huffman), DeflateEngine.Open(request));
        if (accelerator == Devices.Qat) return new QatzipMethod(Name, WireFlag, QatzipFormat.Raw, request.Get(Level));
        IStreamCodec codec = ZlibCodec.Open(request.Get(CodecOptions.Library));
        int level = request.Get(Level);
        return new StreamMethod(Name, WireFlag, codec, level, ZlibCodec.ReadBackLevel(codec, level));
    }

    private static IEnumerable<string> ProblemsOnQpl(MethodRequest request)
    {
        if (request.Get(QplOptions.Huffman) == DeflateMode.Canned)
        {
            yield return "--qpl-huffman canned cannot run with zlib on accelerator qpl: its streams carry their codes. "
                + "Use fixed or dynamic, or --multifd-compression qpl.";
        }

        if (DeflateEngine.Problem(request) is { } problem) yield return problem;
    }

    private IEnumerable<string> ProblemsOnQat(MethodRequest request)
    {
        if (request.Get(Level) == 0)
        {
            yield return $"--{Level.Name} 0 cannot run on accelerator qat: "
                + $"QATzip's levels are {QatzipSession.MinLevel} to {QatzipSession.MaxLevel}.";
        }

        if (request.Get(CodecOptions.Library) == CodecLibrary.Managed)
        {
            yield return "--codec-library managed cannot run on accelerator qat: there is only the system's libqatzip. "
                + $"Use auto or native, or --{Accelerator.Option} none.";
        }
    }

    /// <summary>
    /// Asked for by name, QATzip may run in software, and the row says so; <c>auto</c> takes it for the sake of the device only.
    /// </summary>
    private Availability ProbeQat(MethodRequest request)
    {
        QatzipProbe probe = QatzipLibrary.Probe;
        bool useful = request.Accelerator == Devices.Qat || (probe.IsHardware && !ProblemsOnQat(request).Any());
        return !probe.Availability.IsAvailable || useful
            ? probe.Availability
            : Availability.No("no QAT device can be used", "'bench host' names the first step that is missing");
    }
}
