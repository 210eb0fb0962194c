using System.Buffers.Binary;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>
/// The program of a test's guest: a multiboot kernel of ours that needs no disk. It fills memory with zero, text, random and counter pages
/// by turns, sets a mark, and then halts or goes on writing bursts of 16 pages into the first ones.
/// </summary>
internal static class GuestImage
{
    public const int FirstPage = 2 << 20;
    public const int ReadyAddress = 0x180000;
    public const uint Ready = 0x600D600D;

    private const int LoadAddress = 1 << 20;
    private const int Entry = 0x38;
    private const int AllKinds = 3;

    /// <summary>Zero pages, text, and twice as many of counters: nothing that cannot be compressed.</summary>
    public const int CompressibleKinds = 5;

    /// <summary>
    /// 32-bit code, run at 0x100038; the parameters lie at 0x100020 (see <see cref="Create"/>). Writing CR0.WP makes the emulator forget
    /// its translations: with them QEMU 7.2 loses some dirty marks. A quarter of the writes store zero, so that pages become zero again.
    /// </summary>
    private const string Code =
        """
        ; start:
        fa                            ; cli
        8b 3d 20 00 10 00             ; mov edi,0x100020
        89 fe                         ; mov esi,edi
        ; page:
        b9 00 04 00 00                ; mov ecx,0x400
        89 f8                         ; mov eax,edi
        c1 e8 0c                      ; shr eax,0xc
        23 05 34 00 10 00             ; and eax,0x100034
        74 3b                         ; je zero
        48                            ; dec eax
        74 0d                         ; je text
        48                            ; dec eax
        74 1c                         ; je random
        ; address:
        89 3f                         ; mov [edi],edi
        83 c7 04                      ; add edi,0x4
        49                            ; dec ecx
        75 f8                         ; jne address
        eb 31                         ; jmp next
        ; text:
        89 c8                         ; mov eax,ecx
        25 07 07 00 00                ; and eax,0x707
        05 61 72 6f 6c                ; add eax,0x6c6f7261
        ab                            ; stos es:[edi],eax
        49                            ; dec ecx
        75 f0                         ; jne text
        eb 1f                         ; jmp next
        ; random:
        69 f6 0d 66 19 00             ; imul esi,esi,0x19660d
        81 c6 5f f3 6e 3c             ; add esi,0x3c6ef35f
        89 f0                         ; mov eax,esi
        c1 e8 0b                      ; shr eax,0xb
        31 f0                         ; xor eax,esi
        ab                            ; stos es:[edi],eax
        49                            ; dec ecx
        75 e9                         ; jne random
        eb 06                         ; jmp next
        ; zero:
        81 c7 00 10 00 00             ; add edi,0x1000
        ; next:
        3b 3d 24 00 10 00             ; cmp edi,0x100024
        72 a5                         ; jb page
        a1 28 00 10 00                ; mov eax,0x100028
        c7 00 0d 60 0d 60             ; mov [eax],READY
        83 3d 2c 00 10 00 00          ; cmp 0x10002c,0x0
        75 03                         ; jne dirty
        ; halt:
        f4                            ; hlt
        eb fd                         ; jmp halt
        ; dirty:
        0f 20 c0                      ; mov eax,cr0
        35 00 00 01 00                ; xor eax,0x10000
        0f 22 c0                      ; mov cr0,eax
        b9 10 00 00 00                ; mov ecx,0x10
        ; burst:
        69 db 0d 66 19 00             ; imul ebx,ebx,0x19660d
        81 c3 5f f3 6e 3c             ; add ebx,0x3c6ef35f
        89 d8                         ; mov eax,ebx
        c1 e8 08                      ; shr eax,0x8
        31 d2                         ; xor edx,edx
        f7 35 2c 00 10 00             ; div 0x10002c
        c1 e2 0c                      ; shl edx,0xc
        03 15 20 00 10 00             ; add edx,0x100020
        89 d8                         ; mov eax,ebx
        c1 e8 1e                      ; shr eax,0x1e
        74 02                         ; je store
        89 d8                         ; mov eax,ebx
        ; store:
        89 02                         ; mov [edx],eax
        49                            ; dec ecx
        75 d0                         ; jne burst
        8b 0d 30 00 10 00             ; mov ecx,0x100030
        85 c9                         ; test ecx,ecx
        74 b6                         ; je dirty
        ; wait:
        49                            ; dec ecx
        75 fd                         ; jne wait
        eb b1                         ; jmp dirty
        """;

    /// <summary>The kernel file.</summary>
    /// <param name="memoryBytes">The guest's memory; all behind <see cref="FirstPage"/> is filled.</param>
    /// <param name="dirtyPages">Pages that go on being written; 0 for a guest that halts.</param>
    /// <param name="delay">Turns of an empty loop between bursts.</param>
    /// <param name="kinds">Bits of a page's number that say its kind.</param>
    public static byte[] Create(int memoryBytes, int dirtyPages = 0, int delay = 0, int kinds = AllKinds)
    {
        byte[] code = [.. Code.Split('\n').Select(line => line.Split(';')[0])
            .SelectMany(hex => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal).Trim()))];
        byte[] file = new byte[Entry + code.Length];
        const uint Magic = 0x1BADB002, Flags = 1 << 16;
        // Multiboot header with addresses: header, load, end of load and of zeroed memory (0: the file's), entry. Then our parameters.
        uint[] words =
        [
            Magic, Flags, unchecked(0 - (Magic + Flags)), LoadAddress, LoadAddress, 0, 0, LoadAddress + Entry,
            FirstPage, (uint)memoryBytes, ReadyAddress, (uint)dirtyPages, (uint)delay, (uint)kinds,
        ];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4 * i), words[i]);
        code.CopyTo(file, Entry);
        return file;
    }
}
