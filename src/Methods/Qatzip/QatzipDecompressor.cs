using MultifdBench.Accelerators.Qatzip;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Methods.Qatzip;

/// <summary>
/// Restores the pages of <see cref="QatzipCompressor"/>'s payloads. A session that has refused a payload is of no more use.
/// </summary>
internal sealed class QatzipDecompressor(string method, QatzipFormat format, QatzipSession session, SoftwareCalls softwareCalls)
    : IPacketDecompressor
{
    private readonly byte[] _pages = GC.AllocateUninitializedArray<byte>(PacketHeader.PagesPerPacket * Page.SizeBytes, pinned: true);
    private bool _isSpent;

    /// <summary>QEMU's receive buffer: twice the pages of a packet.</summary>
    public int MaxPayloadBytes => 2 * PacketHeader.PagesPerPacket * Page.SizeBytes;

    public void Decompress(IPayloadReader payload, PacketPages pages)
    {
        if (payload.LengthBytes > MaxPayloadBytes)
            throw new PayloadException($"{method}: expected at most {MaxPayloadBytes} payload bytes, found {payload.LengthBytes}");
        if (_isSpent) throw new PayloadException($"{method}: a payload was refused before, and nothing can be decoded after it");
        ReadOnlySpan<byte> bytes = payload.ReadAll();
        Span<byte> restored = _pages.AsSpan(0, pages.LengthBytes);
        if (Problem(bytes, restored) is { } problem)
        {
            _isSpent = true;
            throw new PayloadException($"{method}: expected {pages.LengthBytes} bytes for {pages.Count} page(s), found {problem}");
        }

        pages.CopyFrom(restored);
    }

    public void Dispose() => session.Dispose();

    /// <summary>Decodes; what is wrong with the payload, or null.</summary>
    private string? Problem(ReadOnlySpan<byte> bytes, Span<byte> restored)
    {
        if (bytes.IsEmpty) return "nothing";
        // The members announce their sizes, so a wrong length is known before QATzip, which keeps what it has begun, sees it.
        if (format == QatzipFormat.GzipExt && GzipExtMembers.Problem(bytes, restored.Length) is { } framing) return framing;
        string? problem = session.Decompress(bytes, restored, out int consumed, out int written, out bool inSoftware);
        softwareCalls.Note(inSoftware);
        if (problem is not null) return problem;
        return written == restored.Length && consumed == bytes.Length ? null : $"{written} from {consumed} of {bytes.Length}";
    }
}
