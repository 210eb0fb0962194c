using System.Collections.Concurrent;
using MultifdBench.Guest;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Tests.Methods;

/// <summary>
/// One RAM block whose odd pages are a packet's and whose even pages lie between them, so that a write beside a page is seen.
/// </summary>
internal sealed class TestPages : IDisposable
{
    private const byte Between = 0xA5;

    // Tests try thousands of payloads, each in an end of its own: the system would be asked for memory, and how much it has, each time.
    private static readonly ConcurrentDictionary<int, ConcurrentBag<GuestMemory>> Spare = new();

    private readonly ConcurrentBag<GuestMemory> _spare;
    private readonly GuestMemory _memory;
    private readonly long[] _offsets;
    private bool _isReturned;

    public TestPages(int count)
    {
        _spare = Spare.GetOrAdd(count, _ => []);
        if (!_spare.TryTake(out GuestMemory? memory))
            memory = new GuestMemory([new RamBlockSpec("pc.ram", ((2L * count) + 1) * Page.SizeBytes)]);
        _memory = memory;
        _offsets = [.. Enumerable.Range(0, count).Select(i => ((2L * i) + 1) * Page.SizeBytes)];
        Block.GetSpan(0, (int)Block.LengthBytes).Fill(Between);
    }

    public PacketPages Pages => new(Block, _offsets);

    private RamBlock Block => _memory.Blocks[0];

    public PacketPages First(int count) => Pages.Slice(0, count);

    /// <summary>Sets the first pages to <paramref name="bytes"/>, a multiple of the page size.</summary>
    public PacketPages Set(ReadOnlySpan<byte> bytes)
    {
        PacketPages pages = First(bytes.Length / Page.SizeBytes);
        for (int i = 0; i < pages.Count; i++) bytes.Slice(i * Page.SizeBytes, Page.SizeBytes).CopyTo(pages[i]);
        return pages;
    }

    public byte[] Get(int count)
    {
        byte[] bytes = new byte[count * Page.SizeBytes];
        for (int i = 0; i < count; i++) Pages[i].CopyTo(bytes.AsSpan(i * Page.SizeBytes));
        return bytes;
    }

    /// <summary>Fails when any byte outside the packet's pages has changed.</summary>
    public void AssertNothingBesideWasWritten()
    {
        for (long page = 0; page < Block.PageCount; page += 2)
            Assert.Equal(-1, Block.GetPage(page).IndexOfAnyExcept(Between));
    }

    public void Dispose()
    {
        if (_isReturned) return;
        _isReturned = true;
        _spare.Add(_memory);
    }
}
