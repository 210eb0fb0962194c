using MultifdBench.Multifd.Accounting;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Destination;

/// <summary>A receiving channel: one thread, one connection, one decompressor (QEMU's <c>multifd_recv_thread</c>).</summary>
internal sealed class DestinationChannel(
    IConnection connection, IMultifdMethod method, WireMethods known, ChannelRegistry registry, SetupFacts setup, SyncBarrier barrier)
{
    private readonly WireMethods _methods = known.With(new WireMethod(method.Name, method.WireFlag));
    private readonly PacketHeader _header = new();
    private readonly byte[] _headerBytes = new byte[PacketHeader.SizeBytes];
    private IPacketDecompressor? _decompressor;
    private PayloadReader? _payload;
    private int _id = -1;
    private bool _isHeaderRead;

    public IConnection Connection => connection;

    /// <summary>Sees every packet that names pages, once they are in place; on the channel's thread.</summary>
    public Action<PacketHeader>? OnPages { get; init; }

    /// <summary>The channel's number at the source; −1 until its initial packet has been read.</summary>
    public int Id => _id;

    /// <summary>Packets received, SYNC packets included.</summary>
    public long Packets { get; private set; }

    public long NormalPages { get; private set; }

    public long ZeroPages { get; private set; }

    /// <summary>The highest packet number received.</summary>
    public ulong HighestNumber { get; private set; }

    /// <summary>Payload bytes received.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>CPU time inside the method, nanoseconds; for a method that reads into pages it includes the transport's copy.</summary>
    public long DecompressNs { get; private set; }

    /// <summary>The body of the channel's thread: receives packets until the source closes the channel between two of them.</summary>
    /// <exception cref="WireException">A packet is not what it should be; the message names channel and packet.</exception>
    public void Run(EngineThread thread)
    {
        ReceiveInit();
        try
        {
            while (ReceiveHeader())
            {
                HighestNumber = Math.Max(HighestNumber, _header.PacketNumber);
                if (_header.NormalPages > 0) RestorePages(thread);
                foreach (long offset in _header.ZeroOffsets) ZeroPage.Clear(_header.Block!, offset);
                ZeroPages += _header.ZeroPages;
                if (_header.Block is not null) OnPages?.Invoke(_header);
                if (_header.IsSync) barrier.ArriveAndWait();
                Packets++;
            }
        }
        catch (Exception e) when (e is WireException or PayloadException)
        {
            throw new WireException($"{Place()}: {e.Message}", e);
        }
        catch (ConnectionException e)
        {
            // Stays a ConnectionException: it tells a lost connection from bytes that are wrong.
            throw new ConnectionException($"{Place()}: {e.Message}", e);
        }
        finally
        {
            _decompressor?.Dispose();
            _payload?.Free();
        }

        barrier.ChannelEnded(_id);
    }

    /// <summary>Where the channel is, for messages. Until a header is read, its own packet number is not known.</summary>
    private string Place()
    {
        string number = _isHeaderRead ? $"{_header.PacketNumber} (number {Packets} on the channel)" : $"number {Packets} on the channel";
        string block = _header.Block is null ? "" : $", RAM block '{_header.Block.Name}'";
        return $"channel {_id}, packet {number}{block}";
    }

    private void ReceiveInit()
    {
        Span<byte> init = _headerBytes.AsSpan(0, InitPacket.SizeBytes);
        int received = connection.Receive(init);
        if (received < init.Length)
            throw new WireException($"a channel ended after {received} of the {init.Length} bytes of its initial packet");
        _id = InitPacket.Read(init, registry.ChannelCount).ChannelId;
        registry.Register(_id);
    }

    /// <summary>Reads a header; false when the source has closed the channel.</summary>
    private bool ReceiveHeader()
    {
        // What the last header said is not said of the next one, should that fail.
        _isHeaderRead = false;
        _header.Block = null;
        int received = connection.Receive(_headerBytes.AsSpan(0, PacketHeader.CommonSizeBytes));
        if (received == 0) return false;
        if (received == PacketHeader.CommonSizeBytes)
        {
            _header.ReadCommon(_headerBytes, _methods);
            received += connection.Receive(_headerBytes.AsSpan(PacketHeader.CommonSizeBytes));
        }

        if (received < PacketHeader.SizeBytes)
            throw new WireException($"the connection ended after {received} of the {PacketHeader.SizeBytes} bytes of a packet header");
        _header.Read(_headerBytes, setup.Blocks, method.WireFlag, _methods);
        _isHeaderRead = true;
        return true;
    }

    private void RestorePages(EngineThread thread)
    {
        if (_decompressor is null || _payload is null)
        {
            // The first packet with pages: the main stream has passed the first barrier, so what the methods agree on is known.
            _decompressor = method.CreateDecompressor(setup.Agreement);
            _payload = new PayloadReader(connection, _decompressor.MaxPayloadBytes);
            thread.BeginSteadyState();
        }

        _payload.Begin(_header.PayloadBytes);
        long before = ThreadCpuClock.NowNs();
        _decompressor.Decompress(_payload, new PacketPages(_header.Block!, _header.NormalOffsets));
        DecompressNs += ThreadCpuClock.NowNs() - before;
        _payload.End();
        NormalPages += _header.NormalPages;
        PayloadBytes += _header.PayloadBytes;
    }
}
