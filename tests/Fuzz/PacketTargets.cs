using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Multifd.Wire;
using MultifdBench.Tests.Methods;

namespace MultifdBench.Tests.Fuzz;

/// <summary>
/// Packet payloads of one method, whose decompressor goes on after those that it refuses. The first byte of an input is the number of
/// pages.
/// </summary>
internal sealed class PayloadTarget : FuzzTarget
{
    private const int MostPages = 4;
    private const int CapacityBytes = 1 << 17;

    private readonly IMultifdMethod _method;
    private readonly ReadOnlyMemory<byte> _agreement;
    private readonly byte[][] _seeds;
    private readonly TestPages _pages = new(MostPages);
    private readonly GuardedBuffer _guarded = new(CapacityBytes);
    private IPacketDecompressor? _decompressor;

    public PayloadTarget(IMultifdMethod method)
    {
        _method = method;
        _agreement = method.CreateAgreement();
        using SourceEnd source = new(method);
        _seeds = new byte[12][];
        for (int i = 0; i < _seeds.Length; i++)
        {
            int pages = 1 + i % MostPages;
            _seeds[i] = [(byte)pages, .. source.Send(PageContent.Mixed(pages, i))];
        }
    }

    /// <summary>Decompressors have buffers for a whole packet, which are made with them.</summary>
    public override long MaxAllocatedBytes => 1 << 20;

    public override byte[] Make(Random random)
    {
        byte[] seed = _seeds[random.Next(_seeds.Length)];
        byte[] payload = Mutator.Of(seed.AsSpan(1), random);
        byte pages = random.Next(16) == 0 ? (byte)random.Next(1, MostPages + 1) : seed[0];
        return [pages, .. payload];
    }

    public override void Begin()
    {
        _decompressor?.Dispose();
        _decompressor = _method.CreateDecompressor(_agreement);
    }

    public override void Feed(byte[] input)
    {
        _guarded.Place(input.AsSpan(1));
        try
        {
            _decompressor!.Decompress(new GuardedPayload(_guarded, input.Length - 1), _pages.First(input[0]));
        }
        finally
        {
            _pages.AssertNothingBesideWasWritten();
            _guarded.AssertNothingBesideWasWritten();
        }
    }

    public override bool Allows(Exception exception) => exception is PayloadException;

    protected override void Free()
    {
        _decompressor?.Dispose();
        _guarded.Dispose();
        _pages.Dispose();
    }

    /// <summary>A payload that ends at a page which nobody may touch.</summary>
    private sealed class GuardedPayload(GuardedBuffer buffer, int length) : IPayloadReader
    {
        public int LengthBytes => length;

        public ReadOnlySpan<byte> ReadAll() => buffer.Taken;

        public void ReadInto(PacketPages pages)
        {
            // As the engine's reader.
            if (pages.LengthBytes != length) throw new PayloadException($"payload is {length} bytes, expected {pages.LengthBytes}");
            for (int i = 0; i < pages.Count; i++) buffer.Taken.Slice(i * Page.SizeBytes, Page.SizeBytes).CopyTo(pages[i]);
        }
    }
}

/// <summary>Packet headers of both layouts; what is taken lies in the guest's memory.</summary>
internal sealed class PacketHeaderTarget : FuzzTarget
{
    private static readonly uint Zlib = BuiltIn.Methods.Get("zlib").WireFlag;

    private readonly GuestMemory _memory = new([new RamBlockSpec("pc.ram", 1 << 20), new RamBlockSpec("pc.bios", 4 * Page.SizeBytes)]);
    private readonly RamBlockTable _blocks;
    private readonly PacketHeader _header = new();
    private readonly GuardedBuffer _guarded = new(PacketHeader.SizeBytes);
    private readonly byte[][] _seeds;

    public PacketHeaderTarget()
    {
        _blocks = new RamBlockTable(_memory);
        _seeds =
        [
            Header(WireLayout.Qemu90, 0, 0), Header(WireLayout.Qemu90, 3, 5), Header(WireLayout.Qemu72, 128, 0),
            Header(WireLayout.Qemu90, 100, 28),
        ];
    }

    public override byte[] Make(Random random)
    {
        // A header is always read whole.
        byte[] input = Mutator.Of(_seeds[random.Next(_seeds.Length)], random);
        Array.Resize(ref input, PacketHeader.SizeBytes);
        return input;
    }

    public override void Feed(byte[] input)
    {
        _header.Read(_guarded.Place(input), _blocks, Zlib, BuiltIn.OnTheWire);
        if (_header.NormalPages + _header.ZeroPages == 0) return;
        foreach (long offset in _header.NormalOffsets) _header.Block!.GetSpan(offset, Page.SizeBytes)[0]++;
        foreach (long offset in _header.ZeroOffsets) _header.Block!.GetSpan(offset, Page.SizeBytes)[0]++;
    }

    public override bool Allows(Exception exception) => exception is WireException;

    protected override void Free()
    {
        _guarded.Dispose();
        _memory.Dispose();
    }

    private byte[] Header(WireLayout layout, int normal, int zero)
    {
        PacketHeader header = new()
        {
            Flags = Zlib,
            NormalPages = normal,
            ZeroPages = zero,
            PayloadBytes = 1000,
            PacketNumber = 7,
            Block = _memory.Blocks[0],
        };
        for (int i = 0; i < normal + zero; i++) header.Offsets[i] = i * Page.SizeBytes;
        byte[] bytes = new byte[PacketHeader.SizeBytes];
        header.Write(bytes, layout);
        return bytes;
    }
}

/// <summary>What opens connections: multifd's initial packet, and our own opening between two hosts. The first byte says which.</summary>
internal sealed class OpeningTarget : FuzzTarget
{
    private readonly GuardedBuffer _guarded = new(InitPacket.SizeBytes);
    private readonly byte[][] _seeds = [new byte[InitPacket.SizeBytes], new byte[ConnectionOpening.SizeBytes]];

    public OpeningTarget()
    {
        new InitPacket(Guid.Parse("11111111-2222-3333-4444-555555555555"), 1).Write(_seeds[0]);
        new ConnectionOpening(ConnectionOpening.CurrentVersion, ConnectionPurpose.Migration, 1, Guid.Empty).Write(_seeds[1]);
    }

    public override byte[] Make(Random random)
    {
        int kind = random.Next(2);
        byte[] bytes = Mutator.Of(_seeds[kind], random);
        Array.Resize(ref bytes, _seeds[kind].Length);
        return [(byte)kind, .. bytes];
    }

    public override void Feed(byte[] input)
    {
        Span<byte> bytes = _guarded.Place(input.AsSpan(1));
        if (input[0] == 0) Assert.InRange(InitPacket.Read(bytes, 2).ChannelId, 0, 1);
        else ConnectionOpening.Read(bytes).Check();
    }

    public override bool Allows(Exception exception) => exception is WireException;

    protected override void Free() => _guarded.Dispose();
}
