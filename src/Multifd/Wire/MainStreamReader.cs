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

/// <summary>What the main stream says of postcopy, in order. Called on the thread that reads it.</summary>
internal interface IPostcopyHandler
{
    /// <summary>The source wants a sign of life with this value, once everything before it is done.</summary>
    void OnPing(uint value);

    /// <summary>Pages that are old. The guest does not run yet.</summary>
    void OnDiscard(PageRange pages);

    /// <summary>The guest goes on here.</summary>
    void OnRun();

    /// <summary>A page arrives.</summary>
    /// <returns>Where it goes.</returns>
    /// <exception cref="WireException">It is not missing.</exception>
    Span<byte> BeginPage(RamBlock block, long page);

    /// <summary>It is in its place.</summary>
    void EndPage(RamBlock block, long page, bool isZero);
}

/// <summary>
/// Reads the main stream of our own source or of a real QEMU as far as a migration of RAM goes, checks every field and drains what devices
/// have to say. Barriers are FLUSH records where the set-up section has one, else the end of each section [QEMU ram.c; see
/// docs/wire-format.md].
/// </summary>
/// <param name="connection">The main connection.</param>
/// <param name="handler">Told what the stream says.</param>
/// <param name="postcopy">Told of postcopy; null where the guest cannot go on here, so that the stream must not speak of it.</param>
internal sealed class MainStreamReader(IConnection connection, IMainStreamHandler handler, IPostcopyHandler? postcopy = null)
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
    private PostcopyState _postcopyState;

    /// <summary>How far the switch to postcopy has come.</summary>
    private enum PostcopyState
    {
        None,
        Advised,
        Listening,
        Running,
    }

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
            case MainStream.Ping when postcopy is not null && data.Length == sizeof(uint):
                postcopy.OnPing(BinaryPrimitives.ReadUInt32BigEndian(data));
                break;
            case MainStream.Ping or MainStream.SwitchoverStart: break;
            case >= MainStream.PostcopyAdvise and <= MainStream.PostcopyDiscard when postcopy is not null:
                ReadPostcopyCommand(command, data, postcopy);
                break;
            case MainStream.MethodAgreement: handler.OnAgreement(data); break;
            default:
                throw new WireException($"main stream: command {command} is not known; "
                    + "turn off postcopy-ram, x-colo and other capabilities but multifd at the source");
        }
    }

    private void ReadPostcopyCommand(ushort command, ReadOnlySpan<byte> data, IPostcopyHandler target)
    {
        switch (command, _postcopyState)
        {
            case (MainStream.PostcopyAdvise, PostcopyState.None) when !_isSetUp && ReturnPathRequested:
                ReadAdvice(data);
                break;
            case (MainStream.PostcopyDiscard, PostcopyState.Advised) when _isSetUp:
                ReadDiscard(data, target);
                return;
            case (MainStream.PostcopyListen, PostcopyState.Advised) when _isSetUp && data.IsEmpty:
                break;
            case (MainStream.PostcopyRun, PostcopyState.Listening) when data.IsEmpty:
                target.OnRun();
                break;
            default:
                throw new WireException(
                    $"main stream: postcopy command {command} with {data.Length} bytes is not expected here ({_postcopyState})");
        }

        _postcopyState++;
    }

    private static void ReadAdvice(ReadOnlySpan<byte> data)
    {
        if (data.Length != 2 * sizeof(ulong)) throw new WireException($"main stream: postcopy advice of {data.Length} bytes, expected 16");
        ulong sizes = BinaryPrimitives.ReadUInt64BigEndian(data);
        ulong target = BinaryPrimitives.ReadUInt64BigEndian(data[sizeof(ulong)..]);
        if (sizes != Page.SizeBytes || target != Page.SizeBytes)
            throw new WireException($"main stream: postcopy with pages of 0x{sizes:x} and 0x{target:x} bytes, expected {Page.SizeBytes}");
    }

    private void ReadDiscard(ReadOnlySpan<byte> data, IPostcopyHandler target)
    {
        const int RangeBytes = 2 * sizeof(ulong);
        int nameBytes = data.Length < 2 ? 0 : data[1];
        int header = 1 + 1 + nameBytes + 1;
        int ranges = (data.Length - header) / RangeBytes;
        if (data.Length < header || data[0] != 0 || data[header - 1] != 0 || ranges is < 1 or > MainStream.MaxDiscardRanges
            || data.Length != header + (ranges * RangeBytes))
            throw new WireException($"main stream: a discard command of {data.Length} bytes is not well formed");
        ReadOnlySpan<byte> name = data.Slice(2, nameBytes);
        RamBlock block = _blocks!.Find(name) ?? throw UnknownBlock(name);
        for (int i = 0; i < ranges; i++)
        {
            ReadOnlySpan<byte> range = data.Slice(header + (i * RangeBytes), RangeBytes);
            ulong start = BinaryPrimitives.ReadUInt64BigEndian(range);
            ulong length = BinaryPrimitives.ReadUInt64BigEndian(range[sizeof(ulong)..]);
            PageRange pages = PageRange.Of(block, start, length)
                ?? throw new WireException($"main stream: discards 0x{length:x} bytes at 0x{start:x} of RAM block '{block.Name}' "
                    + $"of 0x{block.LengthBytes:x} bytes");
            target.OnDiscard(pages);
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
                case MainStream.MultifdFlush when _blocks is not null && _postcopyState < PostcopyState.Listening:
                    if (!_isSetUp) _flushIsBarrier = true;
                    handler.OnBarrier();
                    break;
                case MainStream.ZeroPage or (MainStream.ZeroPage | MainStream.Continue) when _blocks is not null:
                    ReadZeroPage(address, (flags & MainStream.Continue) != 0);
                    break;
                case MainStream.EndOfSection when _blocks is not null:
                    // After the switch the channels are idle: nothing is left to wait for.
                    if (!_flushIsBarrier && _postcopyState < PostcopyState.Listening) handler.OnBarrier();
                    return;
                case MainStream.RawPage or (MainStream.RawPage | MainStream.Continue) when _postcopyState == PostcopyState.Running:
                    ReadPage(address, (flags & MainStream.Continue) != 0);
                    break;
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
        RamBlock block = BlockOfPage(offset, sameBlock);
        byte fill = _input.Get8();
        if (fill != 0) throw new WireException($"main stream: page filled with 0x{fill:x2}; only zero pages are sent");
        if (_postcopyState == PostcopyState.Running) Place(block, offset, isZero: true);
        else handler.OnZeroPage(block, (long)offset);
    }

    private void ReadPage(ulong offset, bool sameBlock) => Place(BlockOfPage(offset, sameBlock), offset, isZero: false);

    private void Place(RamBlock block, ulong offset, bool isZero)
    {
        long page = (long)(offset >> Page.Shift);
        // The guest may have written a page that it has got: a second copy would take that back.
        Span<byte> place = postcopy!.BeginPage(block, page);
        if (isZero) place.Clear();
        else _input.Get(place);
        postcopy.EndPage(block, page, isZero);
    }

    private RamBlock BlockOfPage(ulong offset, bool sameBlock)
    {
        if (!sameBlock) _lastBlock = GetBlock();
        RamBlock block = _lastBlock ?? throw new WireException("main stream: a page record continues a block that was never named");
        if (offset > (ulong)(block.LengthBytes - Page.SizeBytes))
            throw new WireException(
                $"main stream: page offset 0x{offset:x} is outside RAM block '{block.Name}' of 0x{block.LengthBytes:x} bytes");
        return block;
    }

    private RamBlock GetBlock()
    {
        Span<byte> name = stackalloc byte[_input.Get8()];
        _input.Get(name);
        return _blocks!.Find(name) ?? throw UnknownBlock(name);
    }

    private static WireException UnknownBlock(ReadOnlySpan<byte> name) =>
        new($"main stream: unknown RAM block '{RamBlockTable.Printable(name)}'");
}
