using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Methods;

/// <summary>What all definitions do alike: look up the accelerator's rule and run on the first candidate that the host has.</summary>
internal abstract class MethodDefinition : IMethodDefinition
{
    public abstract string Name { get; }

    public virtual string? LibvirtName => null;

    public virtual string? NotInQemu(MethodRequest request) => null;

    public abstract uint WireFlag { get; }

    public virtual Func<IRegionCodec>? RegionCodec(MethodRequest request) => null;

    public virtual MethodOptionSet DefaultsOf(MethodOptionSet given) => MethodOptionSet.Empty;

    public virtual IReadOnlyList<AgreementKind> Agreements => [];

    public virtual AgreementKind? AgreementOf(MethodRequest request) => null;

    public virtual bool SendsGuestPages => false;

    public abstract MethodLook Look { get; }

    public virtual IReadOnlyList<SimulatedForm> SimulatedForms => [];

    public virtual IReadOnlyList<SoftwareCodec> SoftwareCodecs => [];

    public abstract IReadOnlyList<AcceleratorRule> Accelerators { get; }

    public IReadOnlyList<MethodOption> Options => [.. Accelerators.SelectMany(rule => OptionsOn(rule.Asked)).Distinct()];

    /// <summary>The level of its codec; null for a method without levels.</summary>
    protected virtual IntegerOption? Level => null;

    /// <summary>The level, where there is one, and the codec's library: what most methods have on every accelerator.</summary>
    public virtual IReadOnlyList<MethodOption> OptionsOn(Accelerator accelerator) =>
        Level is null ? [CodecOptions.Library] : [Level, CodecOptions.Library];

    public virtual IReadOnlyList<string> Validate(MethodRequest request)
    {
        List<string> problems = [.. request.Options.Problems];
        AcceleratorRule rule = RuleFor(request.Accelerator);
        if (!rule.IsPossible)
            problems.Add($"{Name} cannot run on accelerator {rule.Asked.Name}: {rule.Why}. Use {rule.Instead}.");
        return problems;
    }

    public Availability Probe(MethodRequest request)
    {
        Availability[] answers = [.. RuleFor(request.Accelerator).Candidates.Select(candidate => ProbeOn(candidate, request))];
        // The last candidate is the plainest; what it lacks is what the user can mend.
        return Array.Find(answers, answer => answer.IsAvailable) ?? answers.LastOrDefault()
            ?? Availability.No(string.Join(' ', Validate(request)));
    }

    public virtual SoftwareCodec? StandInFor(MethodRequest request) => null;

    public virtual MethodFacts FactsAskedFor(MethodRequest request) =>
        new(request.Accelerator.Name, "software", "", Level is null ? null : request.Get(Level),
            Streams: 1, Library: "");

    public IMultifdMethod Create(MethodRequest request)
    {
        request = request with { Options = request.Options.Over(DefaultsOf(request.Options)) };
        IReadOnlyList<string> problems = Validate(request);
        if (problems.Count > 0) throw new UsageException(string.Join(' ', problems));
        foreach (Accelerator candidate in RuleFor(request.Accelerator).Candidates)
        {
            if (ProbeOn(candidate, request).IsAvailable) return CreateOn(candidate, request);
        }

        throw new InvalidOperationException($"{Name} on {request.Accelerator.Name}: {Probe(request)}");
    }

    /// <summary>Whether this host can run the method on one candidate of a rule.</summary>
    protected abstract Availability ProbeOn(Accelerator accelerator, MethodRequest request);

    /// <summary>The method on a candidate that is available.</summary>
    protected abstract IMultifdMethod CreateOn(Accelerator accelerator, MethodRequest request);

    /// <summary>The answer for an accelerator that the table allows and for which this build has no implementation of the method.</summary>
    protected Availability MissingBackEnd(Accelerator accelerator) =>
        Availability.No($"this build has no {Name} for accelerator {accelerator.Name}",
            $"use --{Accelerator.Option} none");

    /// <summary>A device that the method has not heard of does none of its work.</summary>
    private AcceleratorRule RuleFor(Accelerator asked) => Accelerators.FirstOrDefault(rule => rule.Asked == asked)
        ?? AcceleratorRule.Impossible(asked, "it has no way to run there", $"--{Accelerator.Option} {Accelerator.None}");
}
