using MultifdBench.Core;
using MultifdBench.Methods.None;
using MultifdBench.Methods.Qatzip;
using MultifdBench.Methods.Qpl;
using MultifdBench.Methods.Zlib;
using MultifdBench.Methods.Zstd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods;

/// <summary>A set of methods that is handed around. Immutable, thread-safe.</summary>
public sealed class MethodCatalog
{
    /// <summary>The option that selects a method, without its dashes.</summary>
    public const string Option = "multifd-compression";

    /// <summary>A method that QEMU has and no folder here: a packet of it is refused by its name.</summary>
    private static readonly WireMethod Uadk = new("uadk", 8 << 1);

    /// <summary>Makes a catalog.</summary>
    /// <param name="methods">The methods, in the order in which tables list them; names and bits are unique.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public MethodCatalog(IEnumerable<IMethodDefinition> methods)
    {
        All = [.. methods];
        if (All.GroupBy(method => method.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two methods are called {twice.Key}.", nameof(methods));
        OnTheWire = new WireMethods([.. All.Select(method => new WireMethod(method.Name, method.WireFlag)), Uadk]);
        Looks = new MethodLooks([.. All.Select(method => method.Look)], AcceleratorNames.Looks);
        SimulatedForms = new SimulatedForms([.. All.Select(method => (method.Name, method.SimulatedForms))]);
    }

    /// <summary>Every method that comes with the program. A new one is a folder and a line here.</summary>
    public static MethodCatalog BuiltIn { get; } = new(
    [
        new NoneDefinition(),
        new ZlibDefinition(),
        new ZstdDefinition(),
        new QplDefinition(),
        new QatzipDefinition(),
    ]);

    /// <summary>All methods, in the order in which tables list them.</summary>
    public IReadOnlyList<IMethodDefinition> All { get; }

    /// <summary>What a packet may name.</summary>
    public WireMethods OnTheWire { get; }

    /// <summary>Place and colour of all methods, for those who show results.</summary>
    public MethodLooks Looks { get; }

    /// <summary>What all methods are to the simulator.</summary>
    public SimulatedForms SimulatedForms { get; }

    /// <summary>The method of that name.</summary>
    /// <exception cref="UsageException">There is none; the message lists the names and suggests one.</exception>
    public IMethodDefinition Get(string name) => Find(name) ?? throw new UsageException(UnknownMethod(name));

    /// <summary>Everything that can never work in a request, one line each: names, levels of any method, the combination.</summary>
    public IReadOnlyList<string> Validate(MethodRequest request)
    {
        List<string> problems = [.. request.Levels.Select(LevelProblem).OfType<string>()];
        IMethodDefinition? definition = Find(request.Method);
        if (definition is null) problems.Add(UnknownMethod(request.Method));
        else problems.AddRange(definition.Validate(request));
        return [.. problems.Distinct()];
    }

    /// <summary>Whether this host can run a valid request.</summary>
    /// <exception cref="UsageException">There is no such method.</exception>
    public Availability Probe(MethodRequest request) => Get(request.Method).Probe(request);

    /// <summary>The method that a request asks for.</summary>
    /// <exception cref="UsageException"><see cref="Validate"/> finds problems; the message is all of them.</exception>
    /// <exception cref="InvalidOperationException">This host cannot run it: ask <see cref="Probe"/> first.</exception>
    public IMultifdMethod Create(MethodRequest request)
    {
        IReadOnlyList<string> problems = Validate(request);
        return problems.Count == 0 ? Get(request.Method).Create(request) : throw new UsageException(string.Join(' ', problems));
    }

    /// <summary>The method of that name, or null.</summary>
    public IMethodDefinition? Find(string name) => All.FirstOrDefault(definition => definition.Name == name);

    private string UnknownMethod(string name)
    {
        string[] names = [.. All.Select(definition => definition.Name)];
        return $"--{Option} {name} is not a method: use {string.Join(", ", names)}.{NearestName.Suggest(name, names)}";
    }

    private string? LevelProblem(KeyValuePair<string, int> given)
    {
        LevelOption[] options = [.. All.Select(definition => definition.Level).OfType<LevelOption>()];
        LevelOption? option = Array.Find(options, option => option.Name == given.Key);
        if (option is not null) return option.Problem(given.Value);
        string[] names = [.. options.Select(known => known.Name)];
        return $"--{given.Key} {given.Value} is not a level option: use "
            + $"--{string.Join(", --", names)}.{NearestName.Suggest(given.Key, names)}";
    }
}
