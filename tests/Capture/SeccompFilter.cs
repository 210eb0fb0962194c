using System.Runtime.InteropServices;

namespace MultifdBench.Tests.Capture;

/// <summary>Filters the system calls of a thread of its own and of the processes that it starts [seccomp(2)].</summary>
internal static unsafe partial class SeccompFilter
{
    private const int SetSeccomp = 22, SetNoNewPrivileges = 38, ByFilter = 2; // prctl(2)
    private const ulong Load = 0x20, JumpIfEqual = 0x15, Return = 0x06; // [linux/bpf_common.h], a number of a call being word 0
    private const uint Userfaultfd = 323, KillProcess = 0x8000_0000, Allow = 0x7fff_0000;

    /// <summary>Runs something under a filter that kills who makes a userfaultfd.</summary>
    public static T Run<T>(Func<T> work)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
            "the filter is for Linux on x86-64");
        T? result = default;
        Exception? problem = null;
        Thread thread = new(() =>
        {
            try
            {
                Install();
                result = work();
            }
            catch (Exception e)
            {
                problem = e;
            }
        });
        thread.Start();
        thread.Join();
        return problem is null ? result! : throw problem;
    }

    private static void Install()
    {
        // code: 16 bits, jumps if true and if false: 8 bits each, operand: 32 bits [struct sock_filter]
        ulong* program = stackalloc ulong[]
        {
            Load,
            JumpIfEqual | 1UL << 24 | (ulong)Userfaultfd << 32,
            Return | (ulong)KillProcess << 32,
            Return | (ulong)Allow << 32,
        };
        nint* header = stackalloc nint[] { 4, (nint)program };
        Assert.SkipUnless(Control(SetNoNewPrivileges, 1, 0, 0, 0) == 0 && Control(SetSeccomp, ByFilter, (nint)header, 0, 0) == 0,
            "this kernel has no seccomp filters");
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Control(int option, nint a, nint b, nint c, nint d);
}
