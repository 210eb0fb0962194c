using System.Reflection;
using System.Text.RegularExpressions;
using MultifdBench.Bench.Cli;
using NetArchTest.Rules;

namespace MultifdBench.Tests.Architecture;

/// <summary>The program is thin: it has four rooms, and what two verbs share is in none of theirs.</summary>
public sealed partial class BenchTests
{
    private const string Root = "MultifdBench.Bench";
    private const string Verbs = Root + ".Verbs";

    private static readonly Assembly Program = typeof(BenchCommand).Assembly;
    private static readonly string Folder = Path.Combine(SampleData.RepositoryRoot(), "bench");
    private static readonly string[] Rooms = [Root + ".Cli", Root + ".Profiles", Root + ".Suites", Verbs];

    public static TheoryData<string> VerbNames =>
        [.. Namespaces().Select(VerbOf).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(VerbNames))]
    public void AVerb_KnowsNoOther(string verb)
    {
        string[] others = [.. VerbNames.Select(row => row.Data).Where(name => name != verb)];
        Assert.Empty(WhoKnows($"{Verbs}.{verb}", others));
        // A constant of another verb leaves no trace in compiled code.
        Assert.DoesNotContain(
            Sources(verb).SelectMany(file => VerbNamespace().Matches(File.ReadAllText(file))).Select(match => match.Groups["verb"].Value),
            name => name != verb);
    }

    [Fact]
    public void OnlyTheCommandLine_KnowsTheVerbs()
    {
        string[] verbs = [.. VerbNames.Select(row => row.Data)];
        string[] knowing = [.. Rooms.Where(room => room != Verbs).SelectMany(room => WhoKnows(room, verbs))];
        Assert.Equal([typeof(BenchCommand).FullName!], knowing);
    }

    [Fact]
    public void EveryType_IsInOneOfTheRooms()
    {
        Assert.DoesNotContain(Namespaces(), name => !Rooms.Any(room => IsIn(name, room)));
        IEnumerable<string> folders = Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder))
            .Where(folder => folder is not ("bin" or "obj"));
        Assert.Equal(Rooms.Select(room => room[(Root.Length + 1)..]), folders.Order(StringComparer.Ordinal));
    }

    private static string[] WhoKnows(string room, IEnumerable<string> verbs)
    {
        string[] namespaces = [.. verbs.Select(verb => $"{Verbs}.{verb}")];
        NetArchTest.Rules.TestResult result = Types.InAssembly(Program).That().ResideInNamespace(room)
            .ShouldNot().HaveDependencyOnAny(namespaces).GetResult();
        return [.. (result.FailingTypes ?? []).Select(type => type.FullName)];
    }

    private static IEnumerable<string> Namespaces() => Program.GetTypes().Select(type => type.Namespace).OfType<string>()
        .Where(name => name.StartsWith("MultifdBench", StringComparison.Ordinal)).Distinct();

    private static string? VerbOf(string name) =>
        IsIn(name, Verbs) && name.Length > Verbs.Length ? name[(Verbs.Length + 1)..].Split('.')[0] : null;

    private static bool IsIn(string name, string room) => name == room || name.StartsWith(room + ".", StringComparison.Ordinal);

    private static IEnumerable<string> Sources(string verb) =>
        Directory.EnumerateFiles(Path.Combine(Folder, "Verbs", verb), "*.cs", SearchOption.AllDirectories);

    [GeneratedRegex(@"MultifdBench\.Bench\.Verbs\.(?<verb>\w+)")]
    private static partial Regex VerbNamespace();
}
