using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Results;

namespace MultifdBench.Prediction.Machines;

/// <summary>Measures this machine and some guests and writes them as model files, each as soon as it is known. Not thread-safe.</summary>
/// <param name="folder">Where to write.</param>
/// <param name="channels">The numbers of channels to measure.</param>
/// <param name="guests">The guests.</param>
public sealed class MachineSurvey(string folder, IReadOnlyList<int> channels, IReadOnlyList<GuestKey> guests)
{
    // Three kinds of guests for each number of channels. On a machine that is quiet a kind takes two to four seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly HashSet<string> _written = [];

    /// <summary>Files that it is to write.</summary>
    public int Files => channels.Count + guests.Count;

    /// <summary>Files that are written and whole.</summary>
    public int Written => _written.Count;

    /// <summary>Measures and writes.</summary>
    /// <param name="methods">All methods.</param>
    /// <param name="createWorkload">Makes a guest's workload; it is disposed here.</param>
    /// <param name="note">Told, one line each, what is being done.</param>
    /// <param name="written">Told the path of each file.</param>
    /// <param name="cancellation">Ends it; files that are written stay.</param>
    /// <param name="guestBytes">Memory of the plain guests that are migrated for the engine's figures.</param>
    /// <exception cref="UsageException">The machine cannot be measured.</exception>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(
        MethodCatalog methods,
        Func<GuestKey, IWorkload> createWorkload,
        Action<string> note,
        Action<string> written,
        CancellationToken cancellation,
        long guestBytes = EngineMeter.DefaultGuestBytes)
    {
        OwnMachine.CreateFolders(folder);
        note($"Measuring the engine with {string.Join(", ", channels)} channel(s), then {guests.Count} guests: "
            + "a minute on a quiet machine, at most some three ...");
        OwnMachine machine = OwnMachine.Measure(channels, methods, cancellation, guestBytes, Patience, Write);
        note(machine.ToString());
        foreach (GuestKey guest in guests)
        {
            note($"Measuring {guest.Workload} ...");
            using (IWorkload workload = createWorkload(guest)) machine.Add(guest, workload, cancellation);
            Write(machine);
        }

        void Write(OwnMachine known)
        {
            foreach (string path in known.Write(folder).Where(_written.Add)) written(path);
        }
    }
}
