using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods;

/// <summary>
/// A method as the catalog knows it: its options as data, what it combines with, whether a request makes sense, whether this host can
/// run it, and the running method itself. Stateless and thread-safe.
/// </summary>
public interface IMethodDefinition
{
    /// <summary>QEMU's <c>multifd-compression</c> value.</summary>
    string Name { get; }

    /// <summary>The bits of a packet's flags word that name it [QEMU multifd.h]; 0 for pages as they are.</summary>
    uint WireFlag { get; }

    /// <summary>Whether it sends pages as they lie in guest memory, which <c>zero-copy-send</c> needs.</summary>
    bool SendsGuestPages => false;

    /// <summary>Its colour in charts; its place in tables is that in the catalog.</summary>
    MethodLook Look { get; }

    /// <summary>What of a valid request QEMU does not have, as a clause: it may be tried, and is never advised; null for nothing.</summary>
    string? NotInQemu(MethodRequest request) => null;

    /// <summary>What libvirt calls it among the compression methods of a parallel migration; null where libvirt does not know it.</summary>
    string? LibvirtName => null;

    /// <summary>
    /// What it is to the simulator, per accelerator and path, the first that fits; empty for a method that cannot be simulated. Its costs
    /// are the scenarios'.
    /// </summary>
    IReadOnlyList<SimulatedForm> SimulatedForms { get; }

    /// <summary>
    /// Its codecs in software, as a model of this machine measures them where this host has their libraries; empty for a method that costs
    /// nothing or runs on a device alone.
    /// </summary>
    IReadOnlyList<SoftwareCodec> SoftwareCodecs => [];

    /// <summary>
    /// The software whose streams are of the kind that the device of a valid request makes: it is measured where the device is not there.
    /// </summary>
    /// <returns>Null for a request that names no device, and where no software makes such streams.</returns>
    SoftwareCodec? StandInFor(MethodRequest request) => null;

    /// <summary>What happens when an accelerator is asked for; on one that is not there the method cannot run.</summary>
    IReadOnlyList<AcceleratorRule> Accelerators { get; }

    /// <summary>All its options, each once: those that have an effect on some accelerator.</summary>
    IReadOnlyList<MethodOption> Options { get; }

    /// <summary>
    /// The options that have an effect when that accelerator is asked for. Any other would be passed over without a word.
    /// </summary>
    IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator);

    /// <summary>Values that stand where a request gives none, for options of which this method has another default than others.</summary>
    /// <param name="given">What the request gives, on which a default may depend.</param>
    MethodOptionSet DefaultsOf(MethodOptionSet given) => MethodOptionSet.Empty;

    /// <summary>All that it may send ahead of the first packet.</summary>
    IReadOnlyList<AgreementKind> Agreements => [];

    /// <summary>What it sends ahead of the first packet by a valid request; null for nothing.</summary>
    AgreementKind? AgreementOf(MethodRequest request) => null;

    /// <summary>Everything that can never work in a request for this method, one line each with option, value and remedy.</summary>
    IReadOnlyList<string> Validate(MethodRequest request);

    /// <summary>Whether this host can run a valid request.</summary>
    Availability Probe(MethodRequest request);

    /// <summary>
    /// What a row says of a valid request that this host cannot run: its parameters as asked for, and no library. Distinct requests have
    /// distinct facts where a host that can run them would have.
    /// </summary>
    MethodFacts FactsAskedFor(MethodRequest request);

    /// <summary>
    /// Its codec for pieces of memory apart from each other, by a valid request that this host can run in software; null for a method that
    /// has none.
    /// </summary>
    Func<IRegionCodec>? RegionCodec(MethodRequest request) => null;

    /// <summary>The method, ready to make channels' compressors and decompressors.</summary>
    /// <exception cref="UsageException"><see cref="Validate"/> finds a problem.</exception>
    /// <exception cref="InvalidOperationException">This host cannot run it: ask <see cref="Probe"/> first.</exception>
    IMultifdMethod Create(MethodRequest request);
}
