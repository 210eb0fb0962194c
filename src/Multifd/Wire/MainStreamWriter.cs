using System.Buffers.Binary;
using System.Text;
using MultifdBench.Guest;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Multifd.Wire;

/// <summary>
/// Writes the main connection: header, RAM block list, sections with zero-page records and barriers, end. Buffered; each section's end
/// is sent at once. Used by the migration thread only.
/// </summary>
internal sealed class MainStreamWriter(IConnection connection)
{
    // Longest single item: a zero-page record with a 255-byte block name.
    private const int LongestItemBytes = 8 + 1 + 255 + 1;
    private const uint RamSectionId = 2;

    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _used;
    private RamBlock? _lastBlock;

    /// <summary>File header, the request for a return path, and the configuration record.</summary>
    public void WriteHeader(string machine)
    {
        Put32(MainStream.Magic);
        Put32(MainStream.Version);
        Put8(MainStream.Configuration);
        Put32((uint)machine.Length);
        PutText(machine);
        Put8(MainStream.Command);
        Put16(MainStream.OpenReturnPath);
        Put16(0);
    }

    /// <summary>What the method agrees on before the first packet.</summary>
    public void WriteAgreement(ReadOnlySpan<byte> agreement)
    {
        Put8(MainStream.Command);
        Put16(MainStream.MethodAgreement);
        Put16(checked((ushort)agreement.Length));
        Flush();
        connection.Send(agreement);
    }

    /// <summary>The start section: every block's name and length.</summary>
    public void BeginSetup(GuestMemory memory)
    {
        Put8(MainStream.SectionStart);
        Put32(RamSectionId);
        PutName(MainStream.RamSection);
        Put32(0);
        Put32(MainStream.RamVersion);
        Put64((ulong)memory.TotalBytes | MainStream.MemorySize);
        foreach (RamBlock block in memory.Blocks)
        {
            PutName(block.Name);
            Put64((ulong)block.LengthBytes);
        }
    }

    public void BeginPart() => BeginSection(MainStream.SectionPart);

    public void BeginEnd() => BeginSection(MainStream.SectionEnd);

    /// <summary>A zero page, found by the migration thread.</summary>
    public void WriteZeroPage(RamBlock block, long page)
    {
        ulong word = ((ulong)page << Page.Shift) | MainStream.ZeroPage;
        bool same = block == _lastBlock;
        Put64(same ? word | MainStream.Continue : word);
        if (!same) PutName(block.Name);
        _lastBlock = block;
        Put8(0);
    }

    /// <summary>
    /// A barrier of the layout 9.0. Sent at once: the destination's channels wait for it, and this side may soon wait for them.
    /// </summary>
    public void WriteFlush()
    {
        Put64(MainStream.MultifdFlush);
        Flush();
    }

    /// <summary>Ends a section and sends what is buffered.</summary>
    public void EndSection()
    {
        Put64(MainStream.EndOfSection);
        Put8(MainStream.SectionFooter);
        Put32(RamSectionId);
        Flush();
    }

    /// <summary>The end of the stream; there are no devices behind it.</summary>
    public void WriteEof()
    {
        Put8(MainStream.Eof);
        Flush();
    }

    private void BeginSection(byte type)
    {
        Put8(type);
        Put32(RamSectionId);
    }

    private void Flush()
    {
        connection.Send(_buffer.AsSpan(0, _used));
        _used = 0;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (_used + LongestItemBytes > _buffer.Length) Flush();
        Span<byte> place = _buffer.AsSpan(_used, bytes);
        _used += bytes;
        return place;
    }

    private void Put8(byte value) => Reserve(1)[0] = value;

    private void Put16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), value);

    private void Put32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    private void Put64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);

    private void PutName(string name)
    {
        Put8((byte)name.Length);
        PutText(name);
    }

    private void PutText(string text) => Encoding.ASCII.GetBytes(text, Reserve(text.Length));
}
