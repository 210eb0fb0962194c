namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>
/// A QEMU of this machine: the one on the path (Debian 12: 7.2), or that of a Debian 13 root (10.0), which runs with the root's own loader
/// and libraries and so needs no permission to change roots.
/// </summary>
internal sealed record QemuInstallation(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    public const string OnPath = "on the path";
    public const string Debian13 = "Debian 13";

    private const string Binary = "qemu-system-x86_64";
    private const string RootVariable = "MULTIFD_BENCH_DEBIAN13";
    private const string Libraries = "usr/lib/x86_64-linux-gnu";

    /// <summary>The installation, or skips the calling test.</summary>
    public static QemuInstallation FindOrSkip(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "QEMU is driven over Unix sockets, on Linux");
        return name == OnPath ? FindOnPath() : FindInRoot();
    }

    private static QemuInstallation FindOnPath()
    {
        string? program = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, Binary)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"no {Binary} on the path: apt-get install --no-install-recommends qemu-system-x86");
        return new QemuInstallation(program!, [], new Dictionary<string, string>());
    }

    private static QemuInstallation FindInRoot()
    {
        string root =
            System.Environment.GetEnvironmentVariable(RootVariable) ?? Path.Combine(SampleData.RepositoryRoot(), ".debian13-root");
        string loader = Path.Combine(root, "usr/lib64/ld-linux-x86-64.so.2"), program = Path.Combine(root, "usr/bin", Binary);
        Assert.SkipUnless(File.Exists(loader) && File.Exists(program),
            $"no Debian 13 with QEMU in {root}: set {RootVariable} to the folder of one");
        string libraries = Path.Combine(root, Libraries);
        return new QemuInstallation(
            loader,
            ["--library-path", libraries, program, "-L", Path.Combine(root, "usr/share/qemu"), "-L",
                Path.Combine(root, "usr/share/seabios")],
            new Dictionary<string, string> { ["QEMU_MODULE_DIR"] = Path.Combine(libraries, "qemu") });
    }
}
