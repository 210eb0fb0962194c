using System.Runtime.CompilerServices;

namespace MultifdBench.Tests;

/// <summary>
/// Texts that users see, compared with what somebody has approved: <c>Approved/NAME</c> beside the test. A change of such a text is
/// either a mistake or meant, and then its diff belongs into the commit that makes it.
/// </summary>
internal static class Snapshot
{
    /// <summary>Set to 1, it has texts written instead of compared.</summary>
    public const string Approval = "MULTIFD_BENCH_APPROVE";

    /// <summary>Compares a text with the approved one, line by line; blanks at the ends of lines do not count.</summary>
    /// <param name="name">The file's name, with its extension.</param>
    /// <param name="text">What a user sees now; what differs from machine to machine, or run to run, has been replaced.</param>
    /// <param name="test">The file of the test, filled in by the compiler.</param>
    public static void Matches(string name, string text, [CallerFilePath] string test = "") =>
        Compare(Folder(test), name, text, Environment.GetEnvironmentVariable(Approval) == "1");

    /// <summary>The same with all that is otherwise taken from the surroundings.</summary>
    internal static void Compare(string folder, string name, string text, bool isApproval)
    {
        string path = Path.Combine(folder, name);
        string[] now = Lines(text);
        if (isApproval)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(path, string.Join('\n', now) + "\n");
            return;
        }

        string remedy = $"If that is meant: {Approval}=1 when the test runs again writes the text, and its diff belongs into the commit.";
        if (!File.Exists(path)) Assert.Fail($"{path} is not there: nobody has approved this text. {remedy}");
        string[] approved = Lines(File.ReadAllText(path));
        int line = 0;
        while (line < Math.Min(now.Length, approved.Length) && now[line] == approved[line]) line++;
        if (line == now.Length && line == approved.Length) return;
        Assert.Fail($"{path}, line {line + 1}\n  approved: {At(approved, line)}\n  now:      {At(now, line)}\n{remedy}");
    }

    private static string[] Lines(string text) => [.. text.TrimEnd().Split('\n').Select(line => line.TrimEnd())];

    private static string At(string[] lines, int line) => line < lines.Length ? lines[line] : "(the text ends)";

    /// <summary>The compiler may have shortened the path of the test, so that it begins in the repository.</summary>
    private static string Folder(string test)
    {
        string path = test.Replace('\\', '/');
        string inTests = path[path.LastIndexOf("tests/", StringComparison.Ordinal)..];
        return Path.Combine(SampleData.RepositoryRoot(), Path.GetDirectoryName(inTests)!, "Approved");
    }
}
