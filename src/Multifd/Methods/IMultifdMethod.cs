namespace MultifdBench.Multifd.Methods;

/// <summary>
/// The seam between the engine and a compression method (QEMU's <c>MultiFDMethods</c>, six hooks): a configured method that makes one
/// compressor per source channel and one decompressor per destination channel. What the engine knows of a method is on this page.
/// </summary>
/// <remarks>Instances are immutable and thread-safe; what they make belongs to one channel thread.</remarks>
public interface IMultifdMethod
{
    /// <summary>QEMU's <c>multifd-compression</c> value, for example <c>zlib</c>.</summary>
    string Name { get; }

    /// <summary>The one-hot method bits of a packet's flags field; 0 for <c>none</c>.</summary>
    uint WireFlag { get; }

    /// <summary>What a row says about how the method ran.</summary>
    MethodFacts Facts { get; }

    /// <summary>
    /// What a reader must know of how this method's packets went since it was made, beyond <see cref="Facts"/>: work that an accelerator
    /// left to the CPU, for example. Clauses without a full stop, joined by "; "; empty for most. Thread-safe.
    /// </summary>
    string Remarks => "";

    /// <summary>
    /// What the destination has to know before the first packet, for example a Huffman table or a dictionary made from this guest's pages;
    /// empty for most methods. It travels on the main stream, ahead of the first barrier. Called once per migration, by the source, before
    /// any compressor is made; it may take time, which is the migration's set-up time.
    /// </summary>
    /// <returns>At most <see cref="MaxAgreementBytes"/> bytes.</returns>
    ReadOnlyMemory<byte> CreateAgreement() => default;

    /// <summary>The longest agreement: what a record of the main stream can carry.</summary>
    const int MaxAgreementBytes = ushort.MaxValue;

    /// <summary>Called once per source channel before its first packet.</summary>
    IPacketCompressor CreateCompressor();

    /// <summary>Called once per destination channel, when its first packet with pages has arrived.</summary>
    /// <param name="agreement">What the source's <see cref="CreateAgreement"/> gave; empty when it sent none.</param>
    /// <exception cref="PayloadException">The agreement is missing, damaged, or not this method's.</exception>
    IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement);
}

/// <summary>How a method runs, as it stands in <c>runs.csv</c>.</summary>
/// <param name="Accelerator">The accelerator in use: <c>none</c>, <c>qpl</c>, <c>qat</c>.</param>
/// <param name="Path"><c>software</c> or <c>hardware</c>.</param>
/// <param name="Huffman"><c>fixed</c>, <c>dynamic</c> or <c>canned</c> where the method has the choice, else empty.</param>
/// <param name="Level">The level in force, read back from the codec where it can be; null for a method without levels.</param>
/// <param name="Streams">Independent streams a packet is split into; 1 for one stream.</param>
/// <param name="Library">Library and version that do the work, for example <c>libz 1.2.13</c>.</param>
public sealed record MethodFacts(string Accelerator, string Path, string Huffman, int? Level, int Streams, string Library)
{
    /// <summary>The largest dictionary that it makes of the guest's pages, bytes; 0 for a method without one.</summary>
    public int DictionaryBytes { get; init; }
}

/// <summary>The source half of a method on one channel. Not thread-safe.</summary>
public interface IPacketCompressor : IDisposable
{
    /// <summary>The largest payload that a packet of <see cref="Wire.PacketHeader.PagesPerPacket"/> pages can become, in bytes.</summary>
    int MaxPayloadBytes { get; }

    /// <summary>
    /// Bytes outside the GC heap that it holds now: its codec's state and buffers. 0 for one that has none, null where its library does not
    /// tell.
    /// </summary>
    long? NativeBytes => null;

    /// <summary>
    /// Turns the normal pages of one packet into <paramref name="payload"/>. The guest may be writing the pages meanwhile: each byte may be
    /// read once only, so a codec that reads its input twice copies the page first.
    /// </summary>
    /// <param name="pages">1 to 128 pages, in packet order.</param>
    /// <param name="payload">Empty on entry; the payload is set by one call of one of its <c>Use</c> methods.</param>
    void Compress(PacketPages pages, PacketPayload payload);
}

/// <summary>The destination half of a method on one channel. Not thread-safe.</summary>
public interface IPacketDecompressor : IDisposable
{
    /// <summary>The largest payload that is accepted, in bytes; the engine refuses a longer one before reading it.</summary>
    int MaxPayloadBytes { get; }

    /// <summary>
    /// Bytes outside the GC heap that it holds now: its codec's state and buffers. 0 for one that has none, null where its library does not
    /// tell.
    /// </summary>
    long? NativeBytes => null;

    /// <summary>Restores the normal pages of one packet. Every byte of every page is written, or the call throws.</summary>
    /// <param name="payload">The payload still on the wire; exactly its length must be consumed.</param>
    /// <param name="pages">1 to 128 pages, in packet order.</param>
    /// <exception cref="PayloadException">The payload is not what a compressor of this method makes for so many pages.</exception>
    void Decompress(IPayloadReader payload, PacketPages pages);
}

/// <summary>The payload of one packet as it arrives. Reading past its length is refused.</summary>
public interface IPayloadReader
{
    /// <summary>Bytes in the payload.</summary>
    int LengthBytes { get; }

    /// <summary>
    /// Reads the whole payload into the channel's buffer, valid until the next packet. Who keeps an address of it pins it meanwhile: the
    /// buffer may live no longer than this reader.
    /// </summary>
    ReadOnlySpan<byte> ReadAll();

    /// <summary>Reads straight into guest pages, without a copy; the payload must be exactly as long as the pages.</summary>
    void ReadInto(PacketPages pages);
}

/// <summary>
/// A payload that a decompressor refuses. The message says what was expected and found; the engine adds channel, packet number and RAM
/// block.
/// </summary>
public sealed class PayloadException(string message) : Exception(message);
