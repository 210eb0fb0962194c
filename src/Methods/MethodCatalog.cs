using MultifdBench.Core;
using MultifdBench.Methods.None;
using MultifdBench.Methods.Qatzip;
using MultifdBench.Methods.Qpl;
using MultifdBench.Methods.Zlib;
using MultifdBench.Methods.Zstd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods;

/// <summary>Every method there is. A new one is a folder and a line here.</summary>
public static class MethodCatalog
{
    /// <summary>The option that selects a method, without its dashes.</summary>
    public const string Option = "multifd-compression";

    /// <summary>All methods, in the order in which tables list them.</summary>
    public static IReadOnlyList<IMethodDefinition> All { get; } =
    [
        new NoneDefinition(),
        new ZlibDefinition(),
        new ZstdDefinition(),
        new QplDefinition(),
        new QatzipDefinition(),
    ];

    /// <summary>
    /// What a packet may name: all methods, and one that QEMU has and no folder here, so that a packet of it is refused by its name.
    /// </summary>
    public static WireMethods OnTheWire { get; } =
        new([.. All.Select(method => new WireMethod(method.Name, method.WireFlag)), new WireMethod("uadk", 8 << 1)]);

    /// <summary>Place and colour of all methods, for those who show results.</summary>
    public static MethodLooks Looks { get; } = new([.. All.Select(method => method.Look)], AcceleratorNames.Looks);

    /// <summary>What all methods are to the simulator.</summary>
    public static SimulatedForms SimulatedForms { get; } = new([.. All.Select(method => (method.Name, method.SimulatedForms))]);

    /// <summary>The method of that name.</summary>
    /// <exception cref="UsageException">There is none; the message lists the names and suggests one.</exception>
    public static IMethodDefinition Get(string name) => Find(name) ?? throw new UsageException(UnknownMethod(name));

    /// <summary>Everything that can never work in a request, one line each: names, levels of any method, the combination.</summary>
    public static IReadOnlyList<string> Validate(MethodRequest request)
    {
        List<string> problems = [.. request.Levels.Select(LevelProblem).OfType<string>()];
        IMethodDefinition? definition = Find(request.Method);
        if (definition is null) problems.Add(UnknownMethod(request.Method));
        else problems.AddRange(definition.Validate(request));
        return [.. problems.Distinct()];
    }

    /// <summary>Whether this host can run a valid request.</summary>
    /// <exception cref="UsageException">There is no such method.</exception>
    public static Availability Probe(MethodRequest request) => Get(request.Method).Probe(request);

    /// <summary>The method that a request asks for.</summary>
    /// <exception cref="UsageException"><see cref="Validate"/> finds problems; the message is all of them.</exception>
    /// <exception cref="InvalidOperationException">This host cannot run it: ask <see cref="Probe"/> first.</exception>
    public static IMultifdMethod Create(MethodRequest request)
    {
        IReadOnlyList<string> problems = Validate(request);
        return problems.Count == 0 ? Get(request.Method).Create(request) : throw new UsageException(string.Join(' ', problems));
    }

    private static IMethodDefinition? Find(string name) => All.FirstOrDefault(definition => definition.Name == name);

    private static string UnknownMethod(string name)
    {
        string[] names = [.. All.Select(definition => definition.Name)];
        return $"--{Option} {name} is not a method: use {string.Join(", ", names)}.{NearestName.Suggest(name, names)}";
    }

    private static string? LevelProblem(KeyValuePair<string, int> given)
    {
        LevelOption[] options = [.. All.Select(definition => definition.Level).OfType<LevelOption>()];
        LevelOption? option = Array.Find(options, option => option.Name == given.Key);
        if (option is not null) return option.Problem(given.Value);
        string[] names = [.. options.Select(known => known.Name)];
        return $"--{given.Key} {given.Value} is not a level option: use "
            + $"--{string.Join(", --", names)}.{NearestName.Suggest(given.Key, names)}";
    }
}
