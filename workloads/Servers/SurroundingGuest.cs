using MultifdBench.Guest;
using MultifdBench.Workloads.Idle;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.Servers;

/// <summary>The idle guest around a server: its pages before the server's, and its kernel that goes on ticking.</summary>
internal sealed class SurroundingGuest(IdleParameters parameters, ulong seed)
{
    private const string Key = "guest";
    private const int MaxWritesAtOnce = 1000;

    private readonly IdleGuest _guest = new(parameters, seed);
    private double _writesDone;

    /// <summary>Reads the parameters of the scenario that parameter <c>guest</c> names.</summary>
    public static IdleParameters ReadParameters(ScenarioParameters parameters)
    {
        string name = parameters.Word(Key);
        string file = ScenarioFolder.Find(name)
            ?? throw parameters.Wrong(Key, $"{Key} '{name}' is not a scenario beside the program; use {Key}: idle.");
        ScenarioParameters own = Scenario.Read(file).Parameters(new Dictionary<string, string>());
        IdleParameters guest = IdleParameters.Read(own);
        own.ThrowProblems();
        return guest;
    }

    /// <summary>Fills the block's pages but the last ones, which are the server's.</summary>
    public void Fill(RamBlock block, long serverPages)
    {
        _guest.Fill(block, block.PageCount - serverPages, parameters.AreaPages(block.LengthBytes), parameters.ZeroRuns);
        _writesDone = 0;
    }

    /// <summary>Resets its own state to what it was after <see cref="Fill"/>.</summary>
    public void Rewind()
    {
        _guest.Rewind();
        _writesDone = 0;
    }

    /// <summary>Does the page writes that are due at its own rate.</summary>
    public void WriteDue(RamBlock block, long guestNs)
    {
        int due = (int)Math.Clamp((guestNs * 1e-9 * parameters.PageWritesPerSecond) - _writesDone, 0, MaxWritesAtOnce);
        _guest.Write(block, due, guestNs);
        _writesDone += due;
    }
}
