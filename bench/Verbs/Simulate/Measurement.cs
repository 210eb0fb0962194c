using MultifdBench.Bench.Cli;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Matrix;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Results;

namespace MultifdBench.Bench.Verbs.Simulate;

/// <summary><c>--measure</c>: this machine and two guests as model files, each written as soon as it is known.</summary>
internal static class Measurement
{
    private const string GuestMemory = "256MiB";

    // Three kinds of guests for each number of channels. On a machine that is quiet a kind takes two to four seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>Measures and writes.</summary>
    /// <param name="folder">Where to write.</param>
    /// <param name="channels">The numbers of channels to measure.</param>
    /// <param name="methods">What can be run.</param>
    /// <param name="session">Where to print.</param>
    /// <param name="cancellation">Ends it; files that are written stay.</param>
    /// <param name="guestBytes">Memory of the plain guests that are migrated for the engine's figures.</param>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public static int Run(
        string folder, IReadOnlyList<int> channels, MethodCatalog methods, ConsoleSession session, CancellationToken cancellation,
        long guestBytes = EngineMeter.DefaultGuestBytes)
    {
        OwnMachine.CreateFolders(folder);
        GuestKey[] guests = [.. MatrixPlan.Create(Validation.Profile with { Memory = GuestMemory }, methods).Runs
            .Select(run => run.Guest).Distinct()];
        HashSet<string> written = [];
        void Write(OwnMachine machine)
        {
            foreach (string path in machine.Write(folder).Where(written.Add)) session.Output.WriteLine(RepositoryFolders.Display(path));
        }

        try
        {
            session.Note($"Measuring the engine with {string.Join(", ", channels)} channel(s), then {guests.Length} guests: a minute on a "
                + "quiet machine, at most some three ...");
            OwnMachine machine = OwnMachine.Measure(channels, cancellation, guestBytes, Patience, Write);
            session.Note(machine.ToString());
            foreach (GuestKey guest in guests)
            {
                session.Note($"Measuring {guest.Workload} ...");
                machine.Add(guest, methods, cancellation);
                Write(machine);
            }

            return ExitCodes.Done;
        }
        catch (OperationCanceledException)
        {
            session.Note($"Interrupted: {written.Count} of {channels.Count + guests.Length} files are written and whole; what was being "
                + "measured is lost.");
            return ExitCodes.Interrupted;
        }
    }
}
