using System.Runtime.InteropServices;
using MultifdBench.Capture.Processes;

namespace MultifdBench.Tests.Capture;

public sealed partial class MappingTests
{
    /// <summary>Devices of tmpfs: the kernel's own and a mounted one.</summary>
    private static readonly MemoryFiles Files = new(["00:01", "00:1a"], "");

    [Theory]
    [InlineData("55d0c0a00000-55d0c0a21000 rw-p 00000000 00:00 0                          [heap]", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-p 00000000 00:00 0 ", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:01 2051 /memfd:pc.ram (deleted)", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:01 2051 /dev/shm/guest ram", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:1a 7 /mnt/any name/guest.ram", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:1a 7 /mnt/any name/guest.ram (deleted)", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:01 2051 /SYSV00000000 (deleted)", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:01 1030 /dev/zero (deleted)", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-p 00000000 00:06 5 /dev/zero", true)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:1a 9 /dev/null", false)] // a node of a device in memory, as in a container
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 08:01 7 /dev/shm/name of a file on a disk", false)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 08:01 7 /memfd:name of a file on a disk", false)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:0e 12 anon_inode:kvm-vcpu:0", false)]
    [InlineData("7f1c00000000-7f1c00021000 rw-p 00000000 00:00 0 [anon:glibc: malloc]", true)]
    [InlineData("7ffc1b5d3000-7ffc1b5f4000 rw-p 00000000 00:00 0 [stack]", true)]
    [InlineData("7ffc1b5f8000-7ffc1b5fc000 r--p 00000000 00:00 0 [vvar]", false)]
    [InlineData("7ffc1b5fc000-7ffc1b5fe000 r-xp 00000000 00:00 0 [vdso]", false)]
    [InlineData("7f1c00000000-7f1c00021000 ---p 00000000 00:00 0 ", false)]
    [InlineData("7f1c00000000-7f1c00021000 rw-p 00000000 08:01 7 /usr/lib/libc.so.6", false)]
    [InlineData("7f1c00000000-7f1c00021000 rw-s 00000000 00:06 7 /dev/dri/card0", false)]
    public void Memory_IsWhatTheProcessItselfHolds(string line, bool isMemory)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "devices are told by Linux's file systems");
        ulong inode = MultifdBench.Core.Files.FileStatus.Of("/dev/null").Inode;
        Assert.Equal(isMemory,
            Files.IsMemory(ProcessMapping.Parse(line.Replace(" 9 /dev/null", $" {inode} /dev/null", StringComparison.Ordinal))!));
    }

    [Fact]
    public void Mounts_OfMemoryAreFoundByTheirType()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, """
            22 29 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw
            31 29 0:26 / /mnt/a\040b rw shared:3 - tmpfs tmpfs rw,size=1024k
            32 29 259:3 / / rw - ext4 /dev/nvme0n1p3 rw
            33 29 0:300 / /huge rw - hugetlbfs hugetlbfs rw,pagesize=2M
            broken
            """);
        Assert.Equal(["00:1a", "00:12c"], MemoryFiles.MountedDevices(path));
        File.Delete(path);
        Assert.Empty(MemoryFiles.MountedDevices(path));
    }

    /// <summary>Memory on huge pages is a file of a file system that is nowhere mounted.</summary>
    [Fact]
    public void HugePages_AreMemory()
    {
        const int Private = 2, Anonymous = 0x20, NoReserve = 0x4000, Huge = 0x40000, Bytes = 2 << 20;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux's huge pages");
        nint start = Map(0, Bytes, 3, Private | Anonymous | NoReserve | Huge, -1, 0);
        Assert.SkipUnless(start != -1, "this kernel has no huge pages of 2 MiB");
        try
        {
            using LiveProcess self = new(Environment.ProcessId);
            ProcessMapping mapping =
                Assert.Single(self.ReadMemory(), mapping => mapping.Start <= (ulong)start && (ulong)start < mapping.End);
            Assert.NotEqual(0UL, mapping.Inode);
        }
        finally
        {
            _ = Unmap(start, Bytes);
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nint length);

    [Fact]
    public void Line_IsTakenApart()
    {
        ProcessMapping mapping = ProcessMapping.Parse("7f1c00000000-7f1c00021000 rw-s 00000000 00:01 2051 /dev/shm/guest ram")!;
        Assert.Equal(
            (0x7f1c00000000UL, 0x7f1c00021000UL, 33L, "00:01", 2051UL, "/dev/shm/guest ram"),
            (mapping.Start, mapping.End, mapping.Pages, mapping.Device, mapping.Inode, mapping.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7f1c00000000 rw-p 0 0 0")]
    [InlineData("2000-1000 rw-p 00000000 00:00 0")]
    [InlineData("x-y rw-p 00000000 00:00 0")]
    public void OtherLines_AreNone(string line) => Assert.Null(ProcessMapping.Parse(line));
}
