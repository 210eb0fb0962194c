using MultifdBench.Measurement.Machine;
using MultifdBench.Measurement.Machine.Reading;

namespace MultifdBench.Tests.Measurement.Machine;

/// <summary>
/// A host's files in a folder of its own, as a test wants them. It starts as a two-socket Sapphire Rapids server with four configured
/// IAA devices; tests change what they are about.
/// </summary>
internal sealed class HostTree : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("multifd-bench-host-").FullName;

    public HostTree() => Write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never");

    public static int[] IaaNumbers { get; } = [1, 3, 5, 7];

    public string Root => _root;

    public Func<string, bool> CanReadWrite { get; set; } = _ => true;

    public static HostTree SapphireRapids()
    {
        var tree = new HostTree();
        tree.Machine();
        tree.Write("usr/lib/x86_64-linux-gnu/libaccel-config.so.1", "");
        tree.Write("usr/lib/x86_64-linux-gnu/libqpl.so.1", "");
        foreach (int number in IaaNumbers) tree.Iaa(number);
        return tree;
    }

    public HostFacts Read() => HostFacts.Read("bench host", HostRoots.Recorded(_root, CanReadWrite));

    public void Write(string path, string text)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text + "\n");
    }

    public void Link(string path, string target)
    {
        string file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.CreateSymbolicLink(file, target);
    }

    public void Delete(string path)
    {
        string full = Path.Combine(_root, path);
        if (Directory.Exists(full)) Directory.Delete(full, recursive: true);
        else File.Delete(full);
    }

    /// <summary>Sets an attribute of all IAA devices; <c>#</c> in path and value stands for the device's number.</summary>
    public void EachIaa(string attribute, string value)
    {
        foreach (int number in IaaNumbers) Write(Numbered($"sys/bus/dsa/devices/iax#/{attribute}", number), Numbered(value, number));
    }

    public void EachEngine(string group)
    {
        for (int engine = 0; engine < 8; engine++) EachIaa($"engine#.{engine}/group_id", group);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static string Numbered(string text, int number) => text.Replace("#", $"{number}", StringComparison.Ordinal);

    private void Machine()
    {
        Write("proc/cmdline", "BOOT_IMAGE=/vmlinuz root=UUID=secret intel_iommu=on,sm_on hugepages=16 console=ttyS0");
        Write("proc/sys/kernel/hostname", "spr");
        Write("proc/sys/kernel/osrelease", "6.8.0-test");
        Write("proc/modules", "idxd 160000 2 - Live 0x0\nidxd_bus 20000 1 idxd, Live 0x0");
        Write("proc/meminfo", "MemTotal:       263900000 kB\nMemAvailable:   250000000 kB");
        Write("proc/cpuinfo", string.Join('\n', Enumerable.Range(0, 4).Select(Processor)));
        Write("proc/self/limits", "Max locked memory         8388608              8388608              bytes");
        Write("sys/class/iommu/dmar0/intel-iommu/ecap", "3ee9e86f050df");
        Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance");
        Write("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave");
        Write("sys/devices/system/cpu/intel_pstate/no_turbo", "1");
        Write("sys/devices/system/node/node0/cpulist", "0-1");
        Write("sys/devices/system/node/node0/meminfo", "Node 0 MemTotal:       131950000 kB");
        Write("sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "16");
        Write("sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "9");
    }

    /// <summary>Two sockets of one core with two threads each.</summary>
    private static string Processor(int number) =>
        $"processor\t: {number}\nmodel name\t: Intel(R) Xeon(R) Platinum 8480+\nstepping\t: 8\nmicrocode\t: 0x2b000590\n"
        + $"physical id\t: {number / 2}\ncore id\t\t: 0\nflags\t\t: fpu avx2 enqcmd movdir64b waitpkg\n";

    private void Iaa(int number)
    {
        string device = $"sys/bus/dsa/devices/iax{number}";
        Write($"{device}/state", "enabled");
        Write($"{device}/version", "0x100");
        Write($"{device}/numa_node", number < 4 ? "0" : "1");
        Write($"{device}/pasid_enabled", "1");
        Write($"{device}/max_work_queues_size", "128");
        for (int engine = 0; engine < 8; engine++) Write($"{device}/engine{number}.{engine}/group_id", "0");
        Queue($"{device}/wq{number}.0", "enabled", "user", 128, "0");
        for (int queue = 1; queue < 8; queue++) Queue($"{device}/wq{number}.{queue}", "disabled", "none", 0, "-1");
        Write($"dev/iax/wq{number}.0", "");
        Write($"sys/bus/pci/devices/0000:6{number}:02.0/vendor", "0x8086");
        Write($"sys/bus/pci/devices/0000:6{number}:02.0/device", "0x0cfe");
    }

    private void Queue(string queue, string state, string type, int size, string group)
    {
        Write($"{queue}/state", state);
        Write($"{queue}/mode", "shared");
        Write($"{queue}/type", type);
        Write($"{queue}/driver_name", type == "none" ? "" : type);
        Write($"{queue}/size", $"{size}");
        Write($"{queue}/threshold", $"{size}");
        Write($"{queue}/priority", "10");
        Write($"{queue}/group_id", group);
        Write($"{queue}/block_on_fault", "1");
        Write($"{queue}/max_transfer_size", "2097152");
        Write($"{queue}/enqcmds_retries", "3");
    }
}
