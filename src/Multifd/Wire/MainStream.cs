namespace MultifdBench.Multifd.Wire;

/// <summary>The bytes of the main stream's grammar [QEMU migration/savevm.c, ram.c]; see docs/wire-format.md.</summary>
internal static class MainStream
{
    /// <summary>"QEVM".</summary>
    public const uint Magic = 0x5145564D;

    public const uint Version = 3;

    /// <summary>Version of the "ram" section.</summary>
    public const uint RamVersion = 4;

    public const string RamSection = "ram";

    public const byte Eof = 0x00;
    public const byte SectionStart = 0x01;
    public const byte SectionPart = 0x02;
    public const byte SectionEnd = 0x03;
    public const byte SectionFull = 0x04;
    public const byte Subsection = 0x05;
    public const byte Description = 0x06;
    public const byte Configuration = 0x07;
    public const byte Command = 0x08;
    public const byte SectionFooter = 0x7E;

    /// <summary>Asks the destination to answer on this connection.</summary>
    public const ushort OpenReturnPath = 1;

    /// <summary>Asks for a sign of life on the return path; nobody waits for it.</summary>
    public const ushort Ping = 2;

    /// <summary>The source may switch to postcopy: u64 sizes of its pages, u64 size of a target page.</summary>
    public const ushort PostcopyAdvise = 3;

    /// <summary>Pages that are missing from here on are asked for.</summary>
    public const ushort PostcopyListen = 4;

    /// <summary>The guest goes on at the destination.</summary>
    public const ushort PostcopyRun = 5;

    /// <summary>Pages of a block that are old: u8 version (0), name, u8 0, then u64 start and u64 length of each range.</summary>
    public const ushort PostcopyDiscard = 6;

    /// <summary>Ranges in a discard command, at most.</summary>
    public const int MaxDiscardRanges = 12;

    /// <summary>The guest has stopped and the last round follows (QEMU 10.0).</summary>
    public const ushort SwitchoverStart = 11;

    /// <summary>
    /// Ours, far outside QEMU's numbers: what the method of both sides agrees on before the first packet. Sent only by methods that have
    /// something to agree on and that QEMU does not have in this form.
    /// </summary>
    public const ushort MethodAgreement = 0x4D42;

    /// <summary>The destination's last message: u16 type, u16 length, u32 value (0: loaded).</summary>
    public const ushort ReturnPathShut = 1;

    /// <summary>The answer to <see cref="Ping"/>: its value, u32.</summary>
    public const ushort ReturnPathPong = 2;

    /// <summary>Asks for pages of a block: u64 start, u32 length, name.</summary>
    public const ushort ReturnPathRequestNamed = 3;

    /// <summary>Asks for pages of the block that was named last: u64 start, u32 length.</summary>
    public const ushort ReturnPathRequest = 4;

    public const ulong FlagMask = 0xFFF;
    public const ulong ZeroPage = 0x002;
    public const ulong MemorySize = 0x004;
    public const ulong RawPage = 0x008;
    public const ulong EndOfSection = 0x010;
    public const ulong Continue = 0x020;
    public const ulong MultifdFlush = 0x200;
}
