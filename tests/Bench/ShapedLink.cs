using System.Diagnostics;
using System.Globalization;

namespace MultifdBench.Tests.Bench;

/// <summary>
/// Two network namespaces joined by a veth pair whose source end lets through so many bits a second (<c>tc … tbf</c>). Needs root and
/// iproute2; gone with everything in it at the end.
/// </summary>
internal sealed class ShapedLink : IDisposable
{
    public const string DestinationIp = "10.213.0.2";
    private const string SourceIp = "10.213.0.1";

    private readonly string _source;
    private readonly string _destination;

    private ShapedLink(string source, string destination)
    {
        _source = source;
        _destination = destination;
    }

    /// <summary>What runs a program at the source's end.</summary>
    public IReadOnlyList<string> AtSource => ["ip", "netns", "exec", _source];

    /// <summary>What runs a program at the destination's end.</summary>
    public IReadOnlyList<string> AtDestination => ["ip", "netns", "exec", _destination];

    /// <summary>Makes the link, or skips the calling test with the reason.</summary>
    /// <param name="name">Short; names of two links that live at once differ.</param>
    /// <param name="megabits">Decimal Mbit/s from source to destination.</param>
    /// <param name="burstBytes">What may pass at once after a pause.</param>
    public static ShapedLink CreateOrSkip(string name, int megabits, int burstBytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "two network namespaces need root on Linux");
        Assert.SkipUnless(IsInstalled("ip") && IsInstalled("tc"), "ip and tc are not here: install iproute2");
        string id = string.Create(CultureInfo.InvariantCulture, $"mfb{Environment.ProcessId}{name}");
        ShapedLink link = new(id + "s", id + "d");
        string[] set =
        [
            $"ip netns add {link._source}",
            $"ip netns add {link._destination}",
            $"ip -n {link._source} link add veth0 type veth peer name veth0 netns {link._destination}",
            $"ip -n {link._source} address add {SourceIp}/30 dev veth0",
            $"ip -n {link._destination} address add {DestinationIp}/30 dev veth0",
            $"ip -n {link._source} link set lo up",
            $"ip -n {link._source} link set veth0 up",
            $"ip -n {link._destination} link set veth0 up",
            string.Create(CultureInfo.InvariantCulture,
                $"tc -n {link._source} qdisc add dev veth0 root tbf rate {megabits}mbit burst {burstBytes}b latency 100ms"),
        ];
        foreach (string command in set)
        {
            if (Run(command) is not { } problem) continue;
            link.Dispose();
            Assert.Skip($"'{command}' does not work here: {problem}");
        }

        return link;
    }

    public void Dispose()
    {
        Run($"ip netns delete {_source}");
        Run($"ip netns delete {_destination}");
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/sbin").Append("/usr/sbin")
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a command; what it complained of, or null.</summary>
    private static string? Run(string command)
    {
        string[] words = command.Split(' ');
        using Process process = Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error.Trim();
    }
}
