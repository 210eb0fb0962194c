using MultifdBench.Guest;
using MultifdBench.Multifd.Threads;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Multifd.Destination;

/// <summary>
/// The destination's part in postcopy: lets the guest go on over memory of which pages are missing, asks for those that it waits for, each
/// once, and puts them in their place.
/// </summary>
internal sealed class PostcopyDestination : IPostcopyHandler
{
    private readonly PostcopyGuest _guest;
    private readonly ReturnPath _answers;
    private readonly FaultLatch _faults;

    public PostcopyDestination(GuestMemory memory, PostcopyGuest guest, ReturnPath answers, FaultLatch faults)
    {
        _guest = guest;
        _answers = answers;
        _faults = faults;
        Pages = new MissingPages(memory, guest.Source, guest.Guest.Threads, Request);
        faults.OnFault(Pages.Break);
    }

    /// <summary>What is missing.</summary>
    public MissingPages Pages { get; }

    /// <summary>Whether the guest went on here.</summary>
    public bool HasRun { get; private set; }

    /// <summary>Pages that came with their content after the switch.</summary>
    public long NormalPages { get; private set; }

    /// <summary>Pages that came as zero pages after it.</summary>
    public long ZeroPages { get; private set; }

    /// <summary>The stream has ended.</summary>
    /// <exception cref="WireException">Pages are still missing.</exception>
    public void CheckComplete()
    {
        if (HasRun && Pages.Count is > 0 and var missing)
            throw new WireException($"main stream: it ended with {missing} pages of the running guest missing");
    }

    void IPostcopyHandler.OnPing(uint value) => _answers.Pong(value);

    void IPostcopyHandler.OnDiscard(PageRange pages) => Pages.Discard(pages.Block, pages.First, pages.Count);

    void IPostcopyHandler.OnRun()
    {
        _guest.Guest.ContinueOn(Pages.View);
        HasRun = true;
        _guest.Guest.Resume();
    }

    Span<byte> IPostcopyHandler.BeginPage(RamBlock block, long page)
    {
        if (!Pages.IsMissing(block, page))
            throw new WireException($"main stream: page 0x{page << Page.Shift:x} of RAM block '{block.Name}' came, but is not missing");
        return block.GetPage(page);
    }

    void IPostcopyHandler.EndPage(RamBlock block, long page, bool isZero)
    {
        Pages.Arrived(block, page);
        if (isZero) ZeroPages++;
        else NormalPages++;
    }

    private void Request(RamBlock block, long page)
    {
        try
        {
            _answers.Request(block, page);
        }
        catch (ConnectionException e)
        {
            // The page may have come meanwhile, and with it the end of the migration.
            if (Pages.Count > 0) _faults.Report(e);
        }
    }
}
