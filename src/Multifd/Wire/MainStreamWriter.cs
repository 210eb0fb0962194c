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

    /// <summary>The migration may become postcopy.</summary>
    public void WriteAdvise()
    {
        BeginCommand(MainStream.PostcopyAdvise, 2 * sizeof(ulong));
        Put64(Page.SizeBytes);
        Put64(Page.SizeBytes);
    }

    /// <summary>Old pages of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="ranges">First page and number of pages of 1 to <see cref="MainStream.MaxDiscardRanges"/> ranges.</param>
    public void WriteDiscard(RamBlock block, ReadOnlySpan<(long First, long Count)> ranges)
    {
        BeginCommand(MainStream.PostcopyDiscard, 1 + 1 + block.Name.Length + 1 + (ranges.Length * 2 * sizeof(ulong)));
        Put8(0);
        PutName(block.Name);
        Put8(0);
        foreach ((long first, long count) in ranges)
        {
            Put64((ulong)first << Page.Shift);
            Put64((ulong)count << Page.Shift);
        }
    }

    /// <summary>The guest goes on at the destination, which answers with <paramref name="ping"/> when it does. Sent at once.</summary>
    public void WriteRun(uint ping)
    {
        BeginCommand(MainStream.PostcopyListen, 0);
        BeginCommand(MainStream.PostcopyRun, 0);
        BeginCommand(MainStream.Ping, sizeof(uint));
        Put32(ping);
        Flush();
    }

    /// <summary>A page with its content.</summary>
    public void WritePage(RamBlock block, long page)
    {
        PutPageWord(block, page, MainStream.RawPage);
        if (_used + Page.SizeBytes > _buffer.Length) Flush();
        block.GetPage(page).CopyTo(_buffer.AsSpan(_used));
        _used += Page.SizeBytes;
    }

    /// <summary>Sends what is buffered: somebody waits for it.</summary>
    public void SendNow() => Flush();

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
        PutPageWord(block, page, MainStream.ZeroPage);
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

    private void BeginCommand(ushort command, int lengthBytes)
    {
        Put8(MainStream.Command);
        Put16(command);
        Put16(checked((ushort)lengthBytes));
    }

    private void PutPageWord(RamBlock block, long page, ulong flag)
    {
        ulong word = ((ulong)page << Page.Shift) | flag;
        bool same = block == _lastBlock;
        Put64(same ? word | MainStream.Continue : word);
        if (!same) PutName(block.Name);
        _lastBlock = block;
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
