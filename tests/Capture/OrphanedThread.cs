using System.Diagnostics;
using System.Runtime.InteropServices;
using MultifdBench.Tests.Multifd;

namespace MultifdBench.Tests.Capture;

/// <summary>
/// A process whose first thread has ended while another goes on, until it is disposed: a program of some machine code, for no shell does
/// that. x86-64 Linux only; skips elsewhere.
/// </summary>
internal sealed class OrphanedThread : IDisposable
{
    private const int HeaderBytes = 120; // the file's and that of its one segment
    private const ulong Base = 0x400000;

    private static readonly byte[] Code =
    [
        0xBF, 0x00, 0x0F, 0x01, 0x00, // mov edi, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD
        0x48, 0x89, 0xE6, // mov rsi, rsp: neither thread uses its stack
        0x31, 0xD2, // xor edx, edx
        0x4D, 0x31, 0xD2, // xor r10, r10
        0x4D, 0x31, 0xC0, // xor r8, r8
        0xB8, 0x38, 0x00, 0x00, 0x00, 0x0F, 0x05, // clone
        0x85, 0xC0, // test eax, eax
        0x74, 0x09, // jz to the new thread's part
        0xB8, 0x3C, 0x00, 0x00, 0x00, 0x31, 0xFF, 0x0F, 0x05, // exit, of this thread
        0xB8, 0x22, 0x00, 0x00, 0x00, 0x0F, 0x05, // pause
        0xEB, 0xF7, // and again
    ];

    private readonly Process _process;

    public OrphanedThread(string path)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
            "the program is for Linux on x86-64");
        File.WriteAllBytes(path, Program());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _process = Process.Start(path);
        Bounded.Until("its first thread has ended", () => File.ReadAllText($"/proc/{Pid}/stat").Contains(") Z ", StringComparison.Ordinal));
    }

    public int Pid => _process.Id;

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static byte[] Program()
    {
        byte[] file = new byte[HeaderBytes + Code.Length];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        ElfCore.Write16(file, 16, 2); // ET_EXEC
        ElfCore.Write16(file, 18, 62);
        ElfCore.Write16(file, 20, 1);
        ElfCore.Write64(file, 24, Base + HeaderBytes);
        ElfCore.Write64(file, 32, ElfCore.HeaderBytes);
        ElfCore.Write16(file, 52, ElfCore.HeaderBytes);
        ElfCore.Write16(file, 54, ElfCore.EntryBytes);
        ElfCore.Write16(file, 56, 1);
        ElfCore.Write16(file, 64, 1); // PT_LOAD
        ElfCore.Write16(file, 68, 5); // readable and executable
        ElfCore.Write64(file, 80, Base);
        ElfCore.Write64(file, 88, Base);
        ElfCore.Write64(file, 96, (ulong)file.Length);
        ElfCore.Write64(file, 104, (ulong)file.Length);
        ElfCore.Write64(file, 112, 4096);
        Code.CopyTo(file, HeaderBytes);
        return file;
    }
}
