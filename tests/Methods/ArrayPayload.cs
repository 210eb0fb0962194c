using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Methods;

/// <summary>
/// A payload in memory. Exactly as long as it says: the bytes come from an array of their own, so reading past them is seen.
/// </summary>
internal sealed class ArrayPayload(byte[] bytes) : IPayloadReader
{
    private readonly byte[] _pinned = Pin(bytes); // as a channel's buffer is

    /// <summary>Whether anyone has read it.</summary>
    public bool WasRead { get; private set; }

    public int LengthBytes => bytes.Length;

    public ReadOnlySpan<byte> ReadAll()
    {
        WasRead = true;
        return _pinned;
    }

    public void ReadInto(PacketPages pages)
    {
        WasRead = true;
        if (bytes.Length != pages.LengthBytes) throw new InvalidOperationException("ReadInto needs a payload as long as the pages.");
        for (int i = 0; i < pages.Count; i++) bytes.AsSpan(i * Page.SizeBytes, Page.SizeBytes).CopyTo(pages[i]);
    }

    private static byte[] Pin(byte[] bytes)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned, 0);
        return pinned;
    }
}
