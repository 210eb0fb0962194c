using MultifdBench.Codecs;
using MultifdBench.Core;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Methods;

public class MethodCatalogTests
{
    [Fact]
    public void Levels_AreThoseOfQemu() => Assert.Equal(
        [("multifd-zlib-level", 0, 9, 1), ("multifd-zstd-level", 0, 20, 1), ("multifd-qatzip-level", 1, 9, 1)],
        BuiltIn.Methods.All.Where(method => method.NotInQemu(new MethodRequest(method.Name)) is null)
            .Select(method => BuiltIn.LevelOf(method.Name)).OfType<IntegerOption>()
            .Select(level => (level.Name, level.MinInQemu, level.Max, level.Default)));

    [Theory]
    [InlineData("none", 0x00u)]
    [InlineData("zlib", 0x02u)]
    [InlineData("zstd", 0x04u)]
    public void WireFlags_AreThoseOfQemu(string method, uint flag)
    {
        IMultifdMethod created = BuiltIn.Methods.Create(new MethodRequest(method));
        Assert.Equal(flag, created.WireFlag);
        Assert.Equal(method, created.Name);
    }

    [Fact]
    public void Definitions_OwnTheirBits() => Assert.Equal(
        [("none", 0x00u), ("zlib", 0x02u), ("zstd", 0x04u), ("qpl", 0x08u), ("qatzip", 0x20u), ("lz4", 0x80000000u)],
        BuiltIn.Methods.All.Select(method => (method.Name, method.WireFlag)));

    [Fact]
    public void TheWire_KnowsAllMethods_AndUadkByName() =>
        Assert.Equal((0x8000003eu, "uadk", "qpl"),
            (BuiltIn.OnTheWire.Mask, BuiltIn.OnTheWire.NameOf(0x11), BuiltIn.OnTheWire.NameOf(0x08)));

    [Fact]
    public void EveryMethod_HasARuleForEveryAccelerator() => Assert.All(
        BuiltIn.Methods.All,
        method => Assert.Equal(BuiltIn.Methods.Accelerators, method.Accelerators.Select(rule => rule.Asked)));

    [Fact]
    public void Auto_NeverMeansQpl_ForMethodsOfAnotherFormat() => Assert.All(
        BuiltIn.Methods.All.Where(method => method.Name is "none" or "zlib" or "zstd" or "lz4"),
        method => Assert.DoesNotContain(Devices.Qpl, method.Accelerators.Single(rule => rule.Asked == Accelerator.Auto).Candidates));

    [Theory]
    [InlineData("none", "qpl")]
    [InlineData("none", "qat")]
    [InlineData("zstd", "qpl")]
    [InlineData("qpl", "qat")]
    [InlineData("qatzip", "qpl")]
    [InlineData("lz4", "qpl")]
    [InlineData("lz4", "qat")]
    public void ImpossibleCombinations_AreErrors_AndUnavailable(string method, string accelerator)
    {
        var request = new MethodRequest(method) { Accelerator = BuiltIn.Accelerator(accelerator) };
        string problem = Assert.Single(BuiltIn.Methods.Validate(request));
        Assert.StartsWith($"{method} cannot run on accelerator {accelerator}: ", problem,
            StringComparison.Ordinal);
        Assert.Equal(problem, Assert.Throws<UsageException>(() => BuiltIn.Methods.Create(request)).Message);
        Assert.False(BuiltIn.Methods.Probe(request).IsAvailable);
    }

    [Theory]
    [InlineData("iaa", "use none, auto, qpl, qat. IAA is 'qpl'.")]
    [InlineData("IAA", "use none, auto, qpl, qat. IAA is 'qpl'.")]
    [InlineData("qatt", "use none, auto, qpl, qat. Did you mean 'qat'?")]
    [InlineData("fpga", "use none, auto, qpl, qat.")]
    public void AnUnknownAccelerator_IsNamedWithWhatWasMeant(string text, string remedy)
    {
        List<string> problems = [];
        BuiltIn.Methods.Read(new MethodChoice { Method = "zlib", Accel = text }, problems);
        Assert.Equal([$"--multifd-compression-accel {text} is unknown: {remedy}"], problems);
    }

    [Fact]
    public void AnImpossibleCombination_NamesTheRemedy() => Assert.Equal(
        ["zstd cannot run on accelerator qpl: QPL implements deflate only. Use --multifd-compression-accel none, or "
            + "--multifd-compression zlib."],
        BuiltIn.Methods.Validate(new MethodRequest("zstd") { Accelerator = Devices.Qpl }));

    [Theory]
    [InlineData("none")]
    [InlineData("zlib")]
    [InlineData("zstd")]
    [InlineData("lz4")]
    public void Auto_RunsAndSaysWhatItRanOn(string method)
    {
        MethodFacts facts = BuiltIn.Methods.Create(new MethodRequest(method) { Accelerator = Accelerator.Auto }).Facts;
        Assert.Contains(facts.Accelerator, (string[])["none", "qat"]);
        Assert.Equal(1, facts.Streams);
    }

    [Theory]
    [InlineData("zlib", @"^\.NET \d+\.\d+\.\d+ ZLibStream")]
    [InlineData("zstd", @"^ZstdSharp \d+\.\d+\.\d+$")]
    [InlineData("lz4", @"^K4os\.Compression\.LZ4 \d+\.\d+\.\d+$")]
    public void TheLibraryThatRuns_IsNamedWithItsVersion(string method, string managed)
    {
        string library = BuiltIn.Methods.Create(new MethodRequest(method).With(CodecOptions.Library, CodecLibrary.Managed)).Facts.Library;
        Assert.Matches(managed, library);
        var native = new MethodRequest(method).With(CodecOptions.Library, CodecLibrary.Native);
        Assert.SkipUnless(BuiltIn.Methods.Probe(native).IsAvailable, BuiltIn.Methods.Probe(native).ToString());
        Assert.Matches(@"^lib(z|zstd|lz4) \d+\.\d+", BuiltIn.Methods.Create(native).Facts.Library);
        Assert.Equal(BuiltIn.Methods.Create(native).Facts, BuiltIn.Methods.Create(new MethodRequest(method)).Facts);
    }

    [Theory]
    [InlineData("multifd-zlib-level", 10, "--multifd-zlib-level 10 is out of range: use 0 to 9 (default 1).")]
    [InlineData("multifd-zstd-level", -131073, "--multifd-zstd-level -131073 is out of range: use -131072 to 20 (default 1).")]
    [InlineData("multifd-lz4-acceleration", 0, "--multifd-lz4-acceleration 0 is out of range: use 1 to 65537 (default 1).")]
    [InlineData("multifd-lz4-acceleration", 65538,
        "--multifd-lz4-acceleration 65538 is out of range: use 1 to 65537 (default 1).")]
    [InlineData("multifd-zstd-level", 21, "--multifd-zstd-level 21 is out of range: use -131072 to 20 (default 1).")]
    public void ALevelOutOfRange_IsOneError_EvenForAMethodThatDoesNotRun(string option, int level, string problem)
    {
        foreach (string method in (string[])["none", "zlib", "zstd"])
        {
            IntegerOption levels = Assert.IsType<IntegerOption>(BuiltIn.Methods.FindOption(option));
            Assert.Equal([problem], BuiltIn.Methods.Validate(new MethodRequest(method).With(levels, level)));
        }
    }

    [Fact]
    public void EveryProblem_IsReportedAtOnce()
    {
        MethodChoice choice = new MethodChoice { Method = "zstd", Accel = "qpl" }
            .With("multifd-zstd-level", "99").With("multifd-zlib-levle", "1");
        List<string> problems = [];
        BuiltIn.Methods.Read(choice, problems);
        Assert.Equal(3, problems.Count);
        Assert.Contains("multifd-zlib-level'?", string.Join('\n', problems), StringComparison.Ordinal);
    }

    [Fact]
    public void AMistypedMethod_IsAnError_WithASuggestion()
    {
        string problem = Assert.Single(BuiltIn.Methods.Validate(new MethodRequest("zlid")));
        Assert.StartsWith("--multifd-compression zlid is not a method: use none, zlib, zstd", problem, StringComparison.Ordinal);
        Assert.EndsWith("Did you mean 'zlib'?", problem, StringComparison.Ordinal);
        Assert.Equal(problem, Assert.Throws<UsageException>(() => BuiltIn.Methods.Probe(new MethodRequest("zlid"))).Message);
    }

    [Fact]
    public void TwoMethodsOfOneName_AreNoCatalog()
    {
        IMethodDefinition zlib = BuiltIn.Methods.Get("zlib");
        Assert.Equal("Two methods are called zlib.", Assert.Throws<ArgumentException>(() => new MethodCatalog([zlib, zlib])).Message);
    }
}
