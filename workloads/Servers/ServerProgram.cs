using MultifdBench.Guest;
using MultifdBench.Workloads.Running;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Servers;

/// <summary>
/// A guest with a server: pages and writes of an idle guest, and at the end of memory the server's. One operation is one request.
/// </summary>
internal sealed class ServerProgram : IGuestProgram, IServerProgram
{
    private readonly double _operationsPerSecond;
    private readonly SurroundingGuest _guest;
    private readonly IServer _server;
    private bool _isFilled;

    private ServerProgram(ServerParameters parameters, IServer server, ulong seed)
    {
        _operationsPerSecond = parameters.OperationsPerSecond;
        _guest = new SurroundingGuest(parameters.Guest, seed);
        _server = server;
    }

    /// <inheritdoc/>
    public double OperationsPerSecond => _operationsPerSecond > 0 ? _operationsPerSecond : double.PositiveInfinity;

    /// <inheritdoc/>
    public long ServerPages => _isFilled ? _server.PageCount : 0;

    /// <summary>The generator of guests with a server of one kind.</summary>
    /// <param name="name">As in the scenario's <c>generator</c>.</param>
    /// <param name="minPages">Pages that the server needs.</param>
    /// <param name="createServer">
    /// Reads the server's own parameters, then gives what makes the server for a number of pages and a seed, without touching memory.
    /// </param>
    public static ScenarioGenerator Generator(
        string name, long minPages, Func<ScenarioParameters, Func<long, ulong, IServer>> createServer) =>
        ScenarioGenerator.OfProgram(name, (parameters, request) =>
        {
            ServerParameters own = ServerParameters.Read(parameters);
            Func<long, ulong, IServer> create = createServer(parameters);
            // Before anything is made for them, the values must be right.
            parameters.ThrowProblems();
            return new ServerProgram(own, create(own.PagesFor(request.MemoryBytes, minPages), request.Seed), request.Seed);
        });

    /// <inheritdoc/>
    public void Fill(GuestMemory memory)
    {
        RamBlock block = memory.Blocks[0];
        _guest.Fill(block, _server.PageCount);
        _server.Write(Heap(block));
        _isFilled = true;
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        _guest.Rewind();
        _server.Rewind();
    }

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs)
    {
        if (!_isFilled) throw new InvalidOperationException("The guest's memory has not been filled.");
        RamBlock block = memory.Blocks[0];
        _server.Serve(Heap(block), count, guestNs);
        _guest.WriteDue(block, guestNs);
    }

    private HeapMemory Heap(RamBlock block) => new(block, block.PageCount - _server.PageCount);
}
