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
/// Reads the main stream of our own source or of a real QEMU as far as a migration of RAM goes, checks every field and drains what devices
/// have to say. Barriers are FLUSH records where the set-up section has one, else the end of each section [QEMU ram.c; see
/// docs/wire-format.md].
/// </summary>
internal sealed class MainStreamReader(IConnection connection, IMainStreamHandler handler)
{
    // No machine has more blocks than this; a hostile list must not make us allocate without bound.
    private const int MaxBlocks = 4096;
    private const int MaxMachineNameBytes = 256;

    private readonly MainStreamInput _input = new(connection);
    private uint _ramSectionId;
    private bool _isSetUp;
    private bool _flushIsBarrier;
    private RamBlockTable? _blocks;
    private RamBlock? _lastBlock;

    /// <summary>Whether the source waits for an answer on this connection.</summary>
    public bool ReturnPathRequested { get; private set; }

    /// <summary>The source's machine, for example <c>pc-i440fx-7.2</c>; empty until it has been read.</summary>
    public string Machine { get; private set; } = "";

    /// <summary>Whose barriers the source sends; known once set-up has been read.</summary>
    public WireLayout Layout => _flushIsBarrier ? WireLayout.Qemu90 : WireLayout.Qemu72;

    /// <summary>Reads to the end of the stream: behind the RAM, and behind the state of devices where there are any.</summary>
    /// <exception cref="WireException">
    /// The stream is not what a source of this kind sends, or ends early; the message says at which byte.
    /// </exception>
    public void Run()
    {
        try
        {
            ReadMagic();
            Expect("main stream version", _input.Get32(), MainStream.Version);
            ReadRecords();
        }
        catch (WireException e)
        {
            throw new WireException($"{e.Message} (byte {_input.Offset} of the main stream)", e);
        }
    }

    private void ReadRecords()
    {
        bool ended = false;
        while (true)
        {
            byte type = _input.Get8();
            switch (type)
            {
                case MainStream.Configuration when !_isSetUp: ReadConfiguration(); break;
                case MainStream.Subsection when !_isSetUp: ConfigurationSubsection.Read(_input); break;
                case MainStream.Command: ReadCommand(); break;
                case MainStream.SectionStart: ReadStart(); break;
                case MainStream.SectionPart: ReadSection(); break;
                case MainStream.SectionEnd: ReadSection(); ended = true; break;
                case MainStream.SectionFull when ended:
                    DeviceState.Drain(_input, ReturnPathRequested);
                    return;
                case MainStream.Eof when ended: return;
                default:
                    throw new WireException(
                    $"main stream: record type 0x{type:x2} is not expected {(ended ? "after" : "before")} the end of RAM");
            }
        }
    }

    private static void Expect(string what, uint found, uint expected)
    {
        if (found != expected) throw new WireException($"{what} is 0x{found:x}, expected 0x{expected:x}");
    }

    private void ReadMagic()
    {
        uint magic = _input.Get32();
        if (magic == InitPacket.Magic) throw new WireException("main stream: this is a multifd channel");
        Expect("main stream magic", magic, MainStream.Magic);
    }

    private void ReadConfiguration()
    {
        uint length = _input.Get32();
        if (length > MaxMachineNameBytes)
            throw new WireException($"main stream: machine name of {length} bytes, at most {MaxMachineNameBytes} are possible");
        Machine = _input.GetText((int)length);
    }

    private void ReadCommand()
    {
        ushort command = _input.Get16();
        byte[] data = new byte[_input.Get16()];
        _input.Get(data);
        switch (command)
        {
            case MainStream.OpenReturnPath: ReturnPathRequested = true; break;
            case MainStream.Ping or MainStream.SwitchoverStart: break;
            case MainStream.MethodAgreement: handler.OnAgreement(data); break;
            default:
                throw new WireException($"main stream: command {command} is not known; "
                    + "turn off postcopy-ram, x-colo and other capabilities but multifd at the source");
        }
    }

    private void ReadStart()
    {
        if (_blocks is not null) throw new WireException("main stream: a second start section");
        _ramSectionId = _input.Get32();
        string name = _input.GetName();
        uint instance = _input.Get32();
        uint version = _input.Get32();
        if (name != MainStream.RamSection || instance != 0)
            throw new WireException($"main stream: section '{name}' (instance {instance}) is not known; "
                + $"only '{MainStream.RamSection}' is: remove devices that migrate ahead of the RAM (VFIO, virtio-mem, dirty bitmaps)");
        Expect("version of section 'ram'", version, MainStream.RamVersion);
        ReadBody();
        ReadFooter();
        _isSetUp = true;
    }

    private void ReadSection()
    {
        uint id = _input.Get32();
        if (!_isSetUp || id != _ramSectionId) throw new WireException($"main stream: section id {id} was never started");
        ReadBody();
        ReadFooter();
    }

    private void ReadFooter()
    {
        byte type = _input.Get8();
        if (type != MainStream.SectionFooter) throw new WireException($"main stream: 0x{type:x2} in place of a section footer");
        Expect("section id in the footer", _input.Get32(), _ramSectionId);
    }

    private void ReadBody()
    {
        while (true)
        {
            ulong word = _input.Get64();
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
                case MainStream.RawPage or (MainStream.RawPage | MainStream.Continue):
                    throw new WireException("main stream: a page with its content; turn on the capability multifd at the source");
                default:
                    throw new WireException($"main stream: RAM record with flags 0x{flags:x3} is not expected here");
            }
        }
    }

    private void ReadBlocks(ulong total)
    {
        if (total > long.MaxValue) throw new WireException($"main stream: RAM blocks of {total} bytes together, more than any machine has");
        List<RamBlockSpec> blocks = [];
        while (total > 0)
        {
            if (blocks.Count == MaxBlocks) throw new WireException($"main stream: more than {MaxBlocks} RAM blocks");
            string name = _input.GetName();
            ulong length = _input.Get64();
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
            throw new WireException(
                $"main stream: page offset 0x{offset:x} is outside RAM block '{block.Name}' of 0x{block.LengthBytes:x} bytes");
        byte fill = _input.Get8();
        if (fill != 0) throw new WireException($"main stream: page filled with 0x{fill:x2}; only zero pages are sent");
        handler.OnZeroPage(block, (long)offset);
    }

    private RamBlock GetBlock()
    {
        Span<byte> name = stackalloc byte[_input.Get8()];
        _input.Get(name);
        return _blocks!.Find(name) ?? throw new WireException($"main stream: unknown RAM block '{RamBlockTable.Printable(name)}'");
    }
}
