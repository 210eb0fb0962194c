using System.Runtime.InteropServices;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Source;

/// <summary>
/// Puts one packet on one connection: header and payload in a single gathering send. Pages sent as they are go straight from guest
/// memory; neighbouring ones share a vector. With zero-copy-send the header is copied by a send of its own, and the pages are not.
/// </summary>
/// <param name="connection">The channel's connection; prepared, where nothing is to be copied.</param>
/// <param name="layout">How headers are laid out.</param>
/// <param name="isZeroCopy">Whether pages are sent without a copy.</param>
internal sealed unsafe class PacketSender(IConnection connection, WireLayout layout, bool isZeroCopy = false)
{
    // Pinned: their addresses are handed to the transport.
    private readonly byte[] _header = GC.AllocateUninitializedArray<byte>(PacketHeader.SizeBytes, pinned: true);
    private readonly IoVector[] _vectors = new IoVector[1 + PacketHeader.PagesPerPacket];

    /// <summary>Sends the initial packet.</summary>
    public void SendInit(InitPacket init)
    {
        init.Write(_header);
        connection.Send(_header.AsSpan(0, InitPacket.SizeBytes));
    }

    /// <summary>Sends a packet. <paramref name="payload"/> is looked at only when the header names normal pages.</summary>
    /// <exception cref="InvalidOperationException">Bytes of the method's are to be sent without a copy: it will change them.</exception>
    public void Send(PacketHeader header, PacketPayload payload)
    {
        header.Write(_header, layout);
        int count = 0;
        _vectors[count++] = new IoVector((nint)Address(_header), PacketHeader.SizeBytes);
        if (header.NormalPages > 0)
        {
            if (payload.IsPages) count = AddPages(new PacketPages(header.Block!, header.NormalOffsets), count);
            else _vectors[count++] = new IoVector((nint)Address(payload.Bytes), (nuint)payload.LengthBytes);
        }

        if (!isZeroCopy)
        {
            if (payload.IsPages && count > 1) connection.SendPages(_vectors.AsSpan(0, count));
            else connection.Send(_vectors.AsSpan(0, count));
            return;
        }

        connection.Send(_header.AsSpan(0, PacketHeader.SizeBytes));
        if (count == 1) return;
        if (!payload.IsPages) throw new InvalidOperationException("zero-copy-send is for pages as they are, and the method compresses");
        connection.SendZeroCopy(_vectors.AsSpan(1, count - 1));
    }

    private int AddPages(PacketPages pages, int count)
    {
        for (int first = 0; first < pages.Count;)
        {
            int next = first + 1;
            while (next < pages.Count && pages.Address(next) == pages.Address(next - 1) + Page.SizeBytes) next++;
            _vectors[count++] = new IoVector(pages.Address(first), (nuint)((next - first) * Page.SizeBytes));
            first = next;
        }

        return count;
    }

    // Both kinds of array are pinned for life, so the address stays good.
    private static void* Address(ReadOnlySpan<byte> pinned) =>
        System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(pinned));
}
