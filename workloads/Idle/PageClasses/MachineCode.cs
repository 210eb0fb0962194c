using System.Buffers.Binary;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Idle.PageClasses;

/// <summary>
/// x86-64 instructions as a kernel is full of them: register moves, tests, short jumps, calls to near functions, addresses of
/// constant data, and padding between functions. They compress as code does and were never meant to run.
/// </summary>
internal static class MachineCode
{
    private const int MaxInstructionBytes = 8;

    private static ReadOnlySpan<byte> ModRm =>
        [0xc0, 0xc7, 0xde, 0xdf, 0xe5, 0xe7, 0xef, 0xf5, 0xfb, 0xd8, 0x43, 0x45, 0x47, 0x53, 0x7b, 0x7d];

    private static ReadOnlySpan<byte> Displacements => [0x08, 0x10, 0x18, 0x20, 0x28, 0x30, 0x38, 0x40, 0x48, 0x50, 0x58, 0x68];

    /// <inheritdoc cref="ClassWriter"/>
    public static void Write(ref SeededRandom random, Span<byte> page, long pageNumber)
    {
        Span<byte> instruction = stackalloc byte[MaxInstructionBytes];
        // A page of straight code has many different operands, one of tables of small functions few.
        double variety = 0.25 * random.Unit();
        for (int at = 0; at < page.Length;)
        {
            int length = Math.Min(Encode(ref random, instruction, variety), page.Length - at);
            instruction[..length].CopyTo(page[at..]);
            at += length;
        }
    }

    private static int Encode(ref SeededRandom random, Span<byte> to, double variety) => random.Below(16) switch
    {
        0 or 1 or 2 => Move(ref random, to, 0x89, variety),
        3 or 4 or 5 => MoveWithDisplacement(ref random, to, variety),
        6 => Move(ref random, to, 0x85, variety),
        7 or 8 => NearJump(ref random, to, 0xe8, 0xff),
        9 => ShortJump(ref random, to),
        10 => LongJump(ref random, to),
        11 => Address(ref random, to),
        12 => Copy(to, [0x5b, 0x5d, 0x41, 0x5c, 0xc3]),
        13 => random.Chance(0.3) ? Copy(to, [0xcc, 0xcc, 0xcc, 0xcc]) : Copy(to, [0x31, 0xc0]),
        14 => Copy(to, [0x0f, 0x1f, 0x44, 0x00, 0x00]),
        _ => Copy(to, [0x83, ModRm[random.Below(ModRm.Length)], (byte)random.Below(16)]),
    };

    private static int Move(ref SeededRandom random, Span<byte> to, byte opcode, double variety)
    {
        to[0] = random.Chance(0.75) ? (byte)0x48 : (byte)0x4c;
        to[1] = opcode;
        to[2] = Operand(ref random, variety);
        return 3;
    }

    private static int MoveWithDisplacement(ref SeededRandom random, Span<byte> to, double variety)
    {
        Move(ref random, to, 0x8b, variety);
        to[3] = Displacements[random.Below(Displacements.Length)];
        return 4;
    }

    private static byte Operand(ref SeededRandom random, double variety) =>
        random.Chance(variety) ? (byte)(0x40 | random.Below(192)) : ModRm[random.Below(ModRm.Length)];

    private static int NearJump(ref SeededRandom random, Span<byte> to, byte opcode, byte highByte)
    {
        to[0] = opcode;
        BinaryPrimitives.WriteUInt32LittleEndian(to[1..], ((uint)highByte << 24) | (uint)random.Below(1 << 16) | 0xfe_0000);
        return 5;
    }

    private static int ShortJump(ref SeededRandom random, Span<byte> to)
    {
        to[0] = random.Chance(0.6) ? (byte)0x74 : (byte)0x75;
        to[1] = (byte)random.Below(64);
        return 2;
    }

    private static int LongJump(ref SeededRandom random, Span<byte> to)
    {
        to[0] = 0x0f;
        to[1] = (byte)(0x84 + random.Below(2));
        BinaryPrimitives.WriteUInt32LittleEndian(to[2..], (uint)random.Below(1 << 10));
        return 6;
    }

    private static int Address(ref SeededRandom random, Span<byte> to)
    {
        to[0] = 0x48;
        to[1] = 0xc7;
        to[2] = 0xc7;
        BinaryPrimitives.WriteUInt32LittleEndian(to[3..], 0xb700_0000 | (uint)random.Below(1 << 20));
        return 7;
    }

    private static int Copy(Span<byte> to, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to);
        return bytes.Length;
    }
}
