using MultifdBench.Codecs.Native;
using MultifdBench.Core;

namespace MultifdBench.Tests.Codecs;

public class NativeLibraryTests
{
    private const string Variable = "MULTIFD_BENCH_TEST_LIBRARY";

    [Fact]
    public void AMissingLibrary_SaysWhatIsMissingAndHowToGetIt()
    {
        var names = new NativeLibraryNames("libnowhere", Variable + "_UNSET", ["libnowhere.so.1", "libnowhere.so"], "native nowhere",
            "libnowhere1");
        Availability answer = NativeLibraryFile.Find(names).Availability;
        Assert.False(answer.IsAvailable);
        Assert.Equal("libnowhere is not installed, so there is no native nowhere here: none of libnowhere.so.1, libnowhere.so loads",
            answer.Reason);
        Assert.Equal($"apt install libnowhere1, or set {Variable}_UNSET to its path", answer.Remedy);
    }

    [Fact]
    public void AnOverrideThatDoesNotLoad_IsNotReplacedByTheSystemsLibrary()
    {
        Environment.SetEnvironmentVariable(Variable, "/nonexistent/libz.so.1");
        Availability answer = NativeLibraryFile.Find(NativeLibraryNames.Zlib with { OverrideVariable = Variable }).Availability;
        Assert.False(answer.IsAvailable);
        Assert.Contains($"{Variable} is '/nonexistent/libz.so.1'", answer.Reason, StringComparison.Ordinal);
        Assert.Equal($"correct or unset {Variable}", answer.Remedy);
    }

    [Fact]
    public void AVersionedNameIsTriedFirst_AndTheNextWhenItFails()
    {
        NativeLibraryFile real = NativeLibraryFile.Find(NativeLibraryNames.Zlib with { OverrideVariable = Variable + "_UNSET" });
        Assert.SkipUnless(real.Availability.IsAvailable, real.Availability.ToString());
        var names =
            NativeLibraryNames.Zlib with { OverrideVariable = Variable + "_UNSET", FileNames = ["libnowhere.so.9", real.FileName!] };
        Assert.Equal(real.FileName, NativeLibraryFile.Find(names).FileName);
    }

    [Fact]
    public void ALibraryThatLacksAFunction_IsUnavailable_NamingIt()
    {
        NativeLibraryNames names = NativeLibraryNames.Zlib with { OverrideVariable = Variable + "_UNSET" };
        Assert.SkipUnless(NativeLibraryFile.Find(names).Availability.IsAvailable, "no libz here");
        Probed<string> probed = Probed<string>.Bind(names, file => $"{file.Export("deflateIntoThinAir")}");
        Assert.False(probed.Availability.IsAvailable);
        Assert.Contains("deflateIntoThinAir", probed.Availability.Reason, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => probed.Demand());
    }
}
