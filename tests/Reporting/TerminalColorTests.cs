using MultifdBench.Reporting.Tables;
using MultifdBench.Results;
using MultifdBench.Tests.Results;
using Spectre.Console;

namespace MultifdBench.Tests.Reporting;

/// <summary>A little colour for persons: the winner bold, failures red; none for pipes and for who asks for none.</summary>
public sealed class TerminalColorTests : IDisposable
{
    private const string Bold = "\u001b[1m";
    private const string Red = "\u001b[91m";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Winner_IsBold_AndFailuresAreRed()
    {
        string[] lines = Write(AnsiSupport.Yes).Split('\n');
        Assert.Contains(Bold, Assert.Single(lines, line => line.Contains("zstd-1", StringComparison.Ordinal)), StringComparison.Ordinal);
        string failed = Assert.Single(lines, line => line.Contains("8 chl, zlib-1", StringComparison.Ordinal));
        Assert.Contains(Red, failed, StringComparison.Ordinal);
        string plain = Assert.Single(lines, line => line.Contains("2 chl, zlib-1", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', plain);
    }

    [Fact]
    public void WithoutEscapeCodes_TheTextIsTheSame() => Assert.Equal(
        System.Text.RegularExpressions.Regex.Replace(Write(AnsiSupport.Yes), "\u001b\\[[0-9;]*m", ""), Write(AnsiSupport.No));

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("1", true)]
    [InlineData("0", true)]
    public void NoColor_IsAskedByAnyValue(string? value, bool expected) => Assert.Equal(expected, TerminalTables.IsPlainAsked(value));

    private string Write(AnsiSupport ansi)
    {
        string name = Path.GetRandomFileName();
        ResultSet set = Sets.Write(_folder[name], Sets.Mixed());
        using StringWriter output = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = ansi,
            ColorSystem = ansi == AnsiSupport.Yes ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = 120;
        TerminalTables.Write(ComparisonTable.Of(set, BuiltIn.Methods.Looks), console, allRows: true);
        return output.ToString();
    }
}
