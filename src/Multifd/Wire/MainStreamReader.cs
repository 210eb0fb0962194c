using System.Buffers.Binary;
using MultifdBench.Guest;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Multifd.Wire;

/// <summary>What the main stream says, in order. Called on the thread that reads it.</summary>
internal interface IMainStreamHandler
{
    /// <summary>The list of RAM blocks; returns the destination's own, which has exactly these.</summary>
    RamBlockTable OnBlocks(IReadOnlyList<RamBlockSpec> blocks);

    /// <summary>What the source's method says before the first packet.</summary>
    void OnAgreement(ReadOnlyMemory<byte> agreement);

    /// <summary>A page that is zero.</summary>
    void OnZeroPage(RamBlock block, long offset);

    /// <summary>All channels must have reached their next SYNC before anything that follows is applied.</summary>
    void OnBarrier();
}

/// <summary>
/// Reads a main stream as far as a migration of RAM goes, and checks every field. Barriers are FLUSH records where the set-up section has
/// one, else the end of each section [QEMU ram.c; see docs/wire-format.md].
/// </summary>
internal sealed class MainStreamReader(IConnection connection, IMainStreamHandler handler)
{
    // No machine has more blocks than this; a hostile list must not make us allocate without bound.
    private const int MaxBlocks = 4096;
    private const int MaxMachineNameBytes = 256;

    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _position;
    private int _filled;
    private uint _ramSectionId;
    private bool _isSetUp;
    private bool _flushIsBarrier;
    private RamBlockTable? _blocks;
    private RamBlock? _lastBlock;

    /// <summary>Whether the source waits for an answer on this connection.</summary>
    public bool ReturnPathRequested { get; private set; }

    /// <summary>Reads to the end-of-stream record.</summary>
    /// <exception cref="WireException">The stream is not what a source of this kind sends, or ends early.</exception>
    public void Run()
    {
        Expect("main stream magic", Get32(), MainStream.Magic);
        Expect("main stream version", Get32(), MainStream.Version);
        bool ended = false;
        while (true)
        {
            byte type = Get8();
            switch (type)
            {
                case MainStream.Configuration: SkipConfiguration(); break;
                case MainStream.Command: ReadCommand(); break;
                case MainStream.SectionStart: ReadStart(); break;
                case MainStream.SectionPart: ReadSection(); break;
                case MainStream.SectionEnd: ReadSection(); ended = true; break;
                case MainStream.Eof when ended: return;
                default: throw new WireException($"main stream: record type 0x{type:x2} is not expected {(ended ? "after" : "before")} the end of RAM");
            }
        }
    }

    private static void Expect(string what, uint found, uint expected)
    {
        if (found != expected) throw new WireException($"{what} is 0x{found:x}, expected 0x{expected:x}");
    }

    private void SkipConfiguration()
    {
        uint length = Get32();
        if (length > MaxMachineNameBytes) throw new WireException($"main stream: machine name of {length} bytes, at most {MaxMachineNameBytes} are possible");
        Span<byte> name = stackalloc byte[(int)length];
        Get(name);
    }

    private void ReadCommand()
    {
        ushort command = Get16();
        ushort length = Get16();
        if (command == MainStream.OpenReturnPath) ReturnPathRequested = true;
        byte[] data = new byte[length];
        Get(data);
        if (command == MainStream.MethodAgreement) handler.OnAgreement(data);
    }

    private void ReadStart()
    {
        if (_blocks is not null) throw new WireException("main stream: a second start section");
        _ramSectionId = Get32();
        string name = GetName();
        uint instance = Get32();
        uint version = Get32();
        if (name != MainStream.RamSection || instance != 0)
            throw new WireException($"main stream: section '{name}' (instance {instance}) is not known; only '{MainStream.RamSection}' is");
        Expect("version of section 'ram'", version, MainStream.RamVersion);
        ReadBody();
        ReadFooter();
        _isSetUp = true;
    }

    private void ReadSection()
    {
        uint id = Get32();
        if (!_isSetUp || id != _ramSectionId) throw new WireException($"main stream: section id {id} was never started");
        ReadBody();
        ReadFooter();
    }

    private void ReadFooter()
    {
        byte type = Get8();
        if (type != MainStream.SectionFooter) throw new WireException($"main stream: 0x{type:x2} in place of a section footer");
        Expect("section id in the footer", Get32(), _ramSectionId);
    }

    private void ReadBody()
    {
        while (true)
        {
            ulong word = Get64();
            ulong flags = word & MainStream.FlagMask;
            ulong address = word & ~MainStream.FlagMask;
            switch (flags)
            {
                case MainStream.MemorySize when _blocks is null:
                    ReadBlocks(address);
                    break;
                case MainStream.MultifdFlush when _blocks is not null:
                    if (!_isSetUp) _flushIsBarrier = true;
                    handler.OnBarrier();
                    break;
                case MainStream.ZeroPage or (MainStream.ZeroPage | MainStream.Continue) when _blocks is not null:
                    ReadZeroPage(address, (flags & MainStream.Continue) != 0);
                    break;
                case MainStream.EndOfSection when _blocks is not null:
                    if (!_flushIsBarrier) handler.OnBarrier();
                    return;
                default:
                    throw new WireException($"main stream: RAM record with flags 0x{flags:x3} is not expected here");
            }
        }
    }

    private void ReadBlocks(ulong total)
    {
        List<RamBlockSpec> blocks = [];
        while (total > 0)
        {
            if (blocks.Count == MaxBlocks) throw new WireException($"main stream: more than {MaxBlocks} RAM blocks");
            string name = GetName();
            ulong length = Get64();
            if (length == 0 || length > total || length % Page.SizeBytes != 0)
                throw new WireException($"main stream: RAM block '{name}' has {length} bytes, of {total} that are left of the total");
            blocks.Add(new RamBlockSpec(name, (long)length));
            total -= length;
        }

        _blocks = handler.OnBlocks(blocks);
    }

    private void ReadZeroPage(ulong offset, bool sameBlock)
    {
        if (!sameBlock) _lastBlock = GetBlock();
        RamBlock block = _lastBlock ?? throw new WireException("main stream: a page record continues a block that was never named");
        if (offset > (ulong)(block.LengthBytes - Page.SizeBytes))
            throw new WireException($"main stream: page offset 0x{offset:x} is outside RAM block '{block.Name}' of 0x{block.LengthBytes:x} bytes");
        byte fill = Get8();
        if (fill != 0) throw new WireException($"main stream: page filled with 0x{fill:x2}; only zero pages are sent");
        handler.OnZeroPage(block, (long)offset);
    }

    private RamBlock GetBlock()
    {
        Span<byte> name = stackalloc byte[Get8()];
        Get(name);
        return _blocks!.Find(name) ?? throw new WireException($"main stream: unknown RAM block '{RamBlockTable.Printable(name)}'");
    }

    private string GetName()
    {
        Span<byte> name = stackalloc byte[Get8()];
        Get(name);
        if (name.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e))
            throw new WireException($"main stream: name '{RamBlockTable.Printable(name)}' is not printable ASCII");
        return System.Text.Encoding.ASCII.GetString(name);
    }

    private byte Get8()
    {
        if (_position == _filled) Fill();
        return _buffer[_position++];
    }

    private ushort Get16()
    {
        Span<byte> bytes = stackalloc byte[2];
        Get(bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    private uint Get32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Get(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private ulong Get64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Get(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    private void Get(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++) bytes[i] = Get8();
    }

    private void Fill()
    {
        _filled = connection.ReceiveSome(_buffer);
        _position = 0;
        if (_filled == 0) throw new WireException("main stream: the source closed it before its end");
    }
}
