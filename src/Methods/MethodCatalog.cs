using MultifdBench.Core;
using MultifdBench.Methods.Lz4;
using MultifdBench.Methods.None;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Qatzip;
using MultifdBench.Methods.Qpl;
using MultifdBench.Methods.Zlib;
using MultifdBench.Methods.Zstd;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods;

/// <summary>A set of methods, and the one place where what a user writes of them becomes values. Immutable, thread-safe.</summary>
public sealed class MethodCatalog
{
    /// <summary>The option that selects a method, without its dashes.</summary>
    public const string Option = "multifd-compression";

    /// <summary>A method that QEMU has and no folder here: a packet of it is refused by its name.</summary>
    private static readonly WireMethod Uadk = new("uadk", 8 << 1);

    /// <summary>Makes a catalog.</summary>
    /// <param name="methods">The methods, in the order in which tables list them; their names, bits and options' names are unique.</param>
    /// <param name="devices">The devices, likewise; null for those that come with the program.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public MethodCatalog(IReadOnlyList<IMethodDefinition> methods, IReadOnlyList<Accelerator>? devices = null)
    {
        All = [.. methods];
        Devices = [.. devices ?? Methods.Devices.All];
        Accelerators = [Accelerator.None, Accelerator.Auto, .. Devices];
        // Levels first, as QEMU has one per method.
        Options = [.. All.SelectMany(method => method.Options).Distinct().OrderBy(option => option.Column != IntegerOption.LevelColumn)];
        DemandUnique(All.Select(method => method.Name), "method");
        DemandUnique(Options.Select(option => option.Name), "option");
        DemandUnique(Accelerators.Select(accelerator => accelerator.Name), "accelerator");
        OnTheWire = new WireMethods([.. All.Select(method => new WireMethod(method.Name, method.WireFlag)), Uadk]);
        Looks = new MethodLooks([.. All.Select(method => method.Look)],
            [.. Devices.Select(device => new AcceleratorLook(device.Name, device.Color))], NotInQemu);
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
        new Lz4Definition(),
    ]);

    /// <summary>All methods, in the order in which tables list them.</summary>
    public IReadOnlyList<IMethodDefinition> All { get; }

    /// <summary>The devices that may do methods' work, in the order in which tables list them.</summary>
    public IReadOnlyList<Accelerator> Devices { get; }

    /// <summary>What a user may ask for: no accelerator, the best one, or a device by name.</summary>
    public IReadOnlyList<Accelerator> Accelerators { get; }

    /// <summary>The options of all methods, each once: levels, then the others, in the order of the methods.</summary>
    public IReadOnlyList<MethodOption> Options { get; }

    /// <summary>All that methods may send ahead of the first packet, each once.</summary>
    public IEnumerable<AgreementKind> Agreements => All.SelectMany(method => method.Agreements).Distinct();

    /// <summary>What a packet may name.</summary>
    public WireMethods OnTheWire { get; }

    /// <summary>Place and colour of all methods, for those who show results.</summary>
    public MethodLooks Looks { get; }

    /// <summary>What all methods are to the simulator.</summary>
    public SimulatedForms SimulatedForms { get; }

    /// <summary>The method of that name.</summary>
    /// <exception cref="UsageException">There is none; the message lists the names and suggests one.</exception>
    public IMethodDefinition Get(string name) => Find(name) ?? throw new UsageException(UnknownMethod(name));

    /// <summary>The method of that name, or null.</summary>
    public IMethodDefinition? Find(string name) => All.FirstOrDefault(definition => definition.Name == name);

    /// <summary>The option of that name, without dashes; or null.</summary>
    public MethodOption? FindOption(string name) => Options.FirstOrDefault(option => option.Name == name);

    /// <summary>
    /// Reads what the user wrote. An option that has no effect is a problem too: one of another method, or of this one on another
    /// accelerator.
    /// </summary>
    /// <param name="choice">What the user wrote.</param>
    /// <param name="problems">Everything that can never work, one line each with option, value and remedy, is added here.</param>
    /// <returns>The request; of use only when no problem was added.</returns>
    public MethodRequest Read(MethodChoice choice, ICollection<string> problems)
    {
        MethodRequest request = new(choice.Method) { Accelerator = ReadAccelerator(choice.Accel, problems) };
        foreach ((string name, string text) in choice.Options)
        {
            string? problem = ReadOption(choice.Method, name, text, out MethodOption? option, out object? value);
            if (option is not null && value is not null)
            {
                problem = EffectProblem(option.Name, choice.Method, choice.Accel);
                request = request with { Options = request.Options.With(option, value) };
            }

            if (problem is not null) problems.Add(problem);
        }

        foreach (string problem in Validate(request)) problems.Add(problem);
        return Find(choice.Method) is { } method
            ? request with { Options = request.Options.Over(method.DefaultsOf(request.Options)) }
            : request;
    }

    /// <summary>An option's default as help says it: methods that have another one are named with theirs, <c>128, lz4 1</c>.</summary>
    public string DefaultText(MethodOption option)
    {
        IEnumerable<string> others =
            from method in All
            let text = method.DefaultsOf(MethodOptionSet.Empty).TextOf(option)
            where text != option.DefaultText
            select $", {method.Name} {text}";
        return option.DefaultText + string.Concat(others);
    }

    /// <summary>Reads a choice that ought to be right.</summary>
    /// <exception cref="UsageException">It is not; the message is all problems.</exception>
    public MethodRequest Read(MethodChoice choice)
    {
        List<string> problems = [];
        MethodRequest request = Read(choice, problems);
        return problems.Count == 0 ? request : throw new UsageException(string.Join(' ', problems.Distinct()));
    }

    /// <summary>A method in short, <c>zstd-1</c>, <c>zlib-6+qat</c>.</summary>
    /// <param name="option">The option that it was written for, without dashes: what is wrong is said of this one.</param>
    /// <param name="text">As the user wrote it.</param>
    /// <param name="problems">Everything that can never work, one line each with option, value and remedy, is added here.</param>
    public MethodChoice ReadShort(string option, string text, ICollection<string> problems)
    {
        MethodChoice choice = ReadShort(text);
        List<string> own = [];
        _ = Read(choice, own);
        // Methods, levels and accelerators have options of their own, which the user did not write: "--NAME VALUE is ...".
        foreach (string problem in own.Distinct())
        {
            int name = problem.StartsWith("--", StringComparison.Ordinal) ? problem.IndexOf(' ', StringComparison.Ordinal) + 1 : 0;
            problems.Add($"--{option} {text}: {problem[name..]}");
        }

        return choice;
    }

    private MethodChoice ReadShort(string text)
    {
        string[] parts = text.Split('+', 2);
        // The first dash: a level may have one of its own, zstd--5.
        int dash = parts[0].IndexOf('-', StringComparison.Ordinal);
        string level = dash < 0 ? "" : parts[0][(dash + 1)..];
        bool hasLevel = level.Length > 0 && level.TrimStart('-').All(char.IsAsciiDigit) && Find(parts[0]) is null;
        MethodChoice choice = new() { Method = hasLevel ? parts[0][..dash] : parts[0] };
        if (parts.Length > 1) choice = choice with { Accel = parts[1] };
        string key = Find(choice.Method)?.Options.FirstOrDefault(option => option.Column == IntegerOption.LevelColumn)?.Key
            ?? IntegerOption.LevelColumn;
        return hasLevel ? choice.With(key, level) : choice;
    }

    /// <summary>What is wrong with the values of a choice, whether or not its method has the options: one line each.</summary>
    public IEnumerable<string> ValueProblems(MethodChoice choice) =>
        choice.Options.Select(given => ReadOption(choice.Method, given.Key, given.Value, out _, out _)).OfType<string>();

    /// <summary>
    /// What is wrong with giving an option to a method that does nothing with it, in one line; null when it has the option, and when there
    /// is no such method or accelerator, which others say.
    /// </summary>
    /// <param name="option">The option, without dashes.</param>
    /// <param name="method">As <c>--multifd-compression</c> takes it.</param>
    /// <param name="accelerator">As <c>--multifd-compression-accel</c> takes it; null for any.</param>
    public string? EffectProblem(string option, string method, string? accelerator)
    {
        if (Find(method) is not { } definition) return null;
        AcceleratorRule[] rules =
            [.. Possible(definition).Where(rule => accelerator is null || rule.Asked.Name == accelerator)];
        if (rules.Length == 0 || rules.Any(rule => Has(definition, rule.Asked, option))) return null;
        string on = rules is [{ Asked.Device: not null }] ? $" on accelerator {accelerator}" : "";
        string[] owners =
            [.. All.Select(known => Owner(known, option)).OfType<string>().OrderBy(owner => owner.Contains(' ', StringComparison.Ordinal))];
        string list = owners.Length > 1 ? $"{string.Join(", ", owners[..^1])} and {owners[^1]}" : string.Concat(owners);
        return $"--{option} has no effect on --{Option} {method}{on}: it is an option of {list}. Leave it out.";
    }

    /// <summary>
    /// A choice with those of its options alone that have an effect on its method, for who has told the user of the others.
    /// </summary>
    public MethodChoice Effective(MethodChoice choice) => choice with
    {
        Options = choice.Options.RemoveRange(
            choice.Options.Keys.Where(option => EffectProblem(option, choice.Method, choice.Accel) is not null)),
    };

    /// <summary>Everything that can never work in a request, one line each: the method's name, values, the combination.</summary>
    public IReadOnlyList<string> Validate(MethodRequest request) =>
        [.. (Find(request.Method)?.Validate(request) ?? [.. request.Options.Problems, UnknownMethod(request.Method)]).Distinct()];

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

    private Accelerator ReadAccelerator(string text, ICollection<string> problems)
    {
        if (Accelerators.FirstOrDefault(known => known.Name == text) is { } accelerator) return accelerator;
        string[] names = [.. Accelerators.Select(known => known.Name)];
        // Many know the device and not the library through which it is asked for.
        string suggestion =
            Devices.FirstOrDefault(device => IsCalled(device, text)) is { } meant
            ? $" {meant.Device} is '{meant.Name}'."
            : NearestName.Suggest(text, names);
        problems.Add($"--{Accelerator.Option} {text} is unknown: use {string.Join(", ", names)}.{suggestion}");
        return Accelerator.None;
    }

    /// <summary>An option and its value; what is wrong with them otherwise.</summary>
    private string? ReadOption(string method, string name, string text, out MethodOption? option, out object? value)
    {
        value = null;
        option = Find(method)?.Options.FirstOrDefault(own => own.Name == name || own.Key == name)
            ?? Options.FirstOrDefault(any => any.Name == name);
        MethodOption[] withKey = option is null ? [.. Options.Where(any => any.Key == name)] : [];
        if (withKey.Length == 1) option = withKey[0];
        if (option is not null) return option.TryRead(text, out value, out string? problem) ? null : problem;
        // A key that several methods have: whose option it is, the method says; one that is unknown is said by its name.
        if (withKey.Length > 0) return Find(method) is null ? null : $"{name} {text}: method {method} has no {name}s; leave it out.";
        string[] known = [.. Options.Select(any => any.Name)];
        return $"--{name} {text} is no option of a method: use --{string.Join(", --", known)}.{NearestName.Suggest(name, known)}";
    }

    private static IEnumerable<AcceleratorRule> Possible(IMethodDefinition definition) =>
        definition.Accelerators.Where(rule => rule.IsPossible);

    private static bool Has(IMethodDefinition definition, Accelerator accelerator, string option) =>
        definition.OptionsOn(accelerator).Any(own => own.Name == option || own.Key == option);

    private static string? Owner(IMethodDefinition definition, string option)
    {
        if (Has(definition, Accelerator.None, option)) return definition.Name;
        IEnumerable<AcceleratorRule> rules = Possible(definition).Where(rule => Has(definition, rule.Asked, option));
        string[] on = [.. rules.Select(rule => rule.Asked.Name)];
        return on.Length == 0 ? null : $"{definition.Name} on accelerator {string.Join(" or ", on)}";
    }

    /// <summary>Whether a text names the device, by its own name or its accelerator's.</summary>
    private static bool IsCalled(Accelerator device, string text) =>
        text.Length > 0 && (string.Equals(device.Device, text, StringComparison.OrdinalIgnoreCase)
            || string.Equals(device.Name, text, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<string> MethodsOn(Accelerator device) => All
        .Where(definition => Possible(definition).Any(rule => rule.Candidates.Contains(device))).Select(definition => definition.Name);

    private static void DemandUnique(IEnumerable<string> names, string what)
    {
        foreach (IGrouping<string, string> name in names.GroupBy(name => name).Where(group => group.Count() > 1))
            throw new ArgumentException($"Two {what}s are called {name.Key}.");
    }

    /// <summary>What of a method QEMU does not have, by what a row says of it.</summary>
    private string? NotInQemu(MethodVariant row)
    {
        if (Find(row.Method) is not { } method) return null;
        Accelerator accelerator = Accelerators.FirstOrDefault(known => known.Name == row.Accelerator) ?? Accelerator.None;
        MethodOptionSet options = MethodOptionSet.Empty;
        foreach (MethodOption option in method.OptionsOn(accelerator))
        {
            if (row.ValueOf(option.Column) is { } text && option.TryRead(text, out object? value, out _))
                options = options.With(option, value);
        }

        return method.NotInQemu(new MethodRequest(method.Name)
        {
            Accelerator = accelerator,
            Options = options.Over(method.DefaultsOf(options)),
        });
    }

    private string UnknownMethod(string name)
    {
        string[] names = [.. All.Select(definition => definition.Name)];
        // Many know the device, and that it compresses, and not the methods that it works for.
        string suggestion = Devices.FirstOrDefault(device => IsCalled(device, name)) is { } meant
            ? $" {meant.Device} works for method {string.Join(" and ", MethodsOn(meant))}, as --{Accelerator.Option} {meant.Name}."
            : NearestName.Suggest(name, names);
        return $"--{Option} {name} is not a method: use {string.Join(", ", names)}.{suggestion}";
    }
}
