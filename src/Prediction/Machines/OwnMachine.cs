using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Measurement.Planning;
using MultifdBench.Methods;
using MultifdBench.Multifd.Transport;
using MultifdBench.Prediction.Simulations;
using MultifdBench.Prediction.Validation;
using MultifdBench.Results;
using MultifdBench.Simulation.Engine;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Prediction.Machines;

/// <summary>This machine as a model, measured by micro-benchmarks, and guests on it.</summary>
public sealed class OwnMachine
{
    private const string Hosts = "hosts";
    private const string Scenarios = "scenarios";

    private readonly EngineCosts _costs;
    private readonly MethodCatalog _methods;
    private readonly Dictionary<int, ParameterFile> _hosts;
    private readonly Dictionary<GuestKey, (GuestProfile Profile, ParameterFile File)> _guests = [];

    private OwnMachine(EngineCosts costs, MethodCatalog methods)
    {
        _costs = costs;
        _methods = methods;
        _hosts = costs.ByChannels.ToDictionary(figures => figures.Channels,
            figures => MeasuredModel.Host(costs, figures, Environment.MachineName));
    }

    /// <summary>Measures the engine's parts, some seconds.</summary>
    /// <param name="channels">The numbers of channels that will be predicted.</param>
    /// <param name="methods">All methods.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="guestBytes">Memory of the guests that are migrated for it.</param>
    /// <param name="patience">As <see cref="EngineMeter.Measure"/> has it.</param>
    /// <param name="measured">Told after each number of channels; what it is given can be written.</param>
    /// <exception cref="UsageException">The machine does not have the memory, or its loopback interface cannot be used.</exception>
    public static OwnMachine Measure(
        IEnumerable<int> channels,
        MethodCatalog methods,
        CancellationToken cancellation,
        long guestBytes = EngineMeter.DefaultGuestBytes,
        TimeSpan? patience = null,
        Action<OwnMachine>? measured = null)
    {
        try
        {
            void Measured(EngineCosts costs) => measured?.Invoke(new OwnMachine(costs, methods));
            return new OwnMachine(EngineMeter.Measure(channels, cancellation, guestBytes, patience, Measured), methods);
        }
        catch (ConnectionException e)
        {
            throw new UsageException($"This machine cannot be measured over its loopback interface: {e.Message}. In a network namespace, "
                + "'ip link set lo up' makes it work.");
        }
    }

    /// <summary>A machine of which the figures are known already.</summary>
    /// <param name="costs">What was measured.</param>
    /// <param name="methods">All methods.</param>
    public static OwnMachine Of(EngineCosts costs, MethodCatalog methods) => new(costs, methods);

    /// <summary>What was measured of the machine.</summary>
    public EngineCosts Costs => _costs;

    /// <summary>Whether a guest was added.</summary>
    public bool Knows(GuestKey key) => _guests.ContainsKey(key);

    /// <summary>What was measured of a guest that was added.</summary>
    public GuestProfile ProfileOf(GuestKey key) => _guests[key].Profile;

    /// <summary>
    /// This machine with so many channels; with more than were measured, as with the most that were: beyond the cores, a channel more costs
    /// what the last one did.
    /// </summary>
    public ParameterFile HostWith(int channels)
    {
        int[] measured = [.. _hosts.Keys.Where(known => known <= channels)];
        return _hosts[measured.Length > 0 ? measured.Max() : _hosts.Keys.Min()];
    }

    /// <summary>
    /// A guest that was added as a scenario of another size: see <see cref="GuestProfile.ScaledTo"/>.
    /// </summary>
    public ParameterFile ScenarioOf(GuestKey key, long memoryBytes) => Scenario(_guests[key].Profile, memoryBytes, _methods);

    /// <summary>A measured guest as a scenario of another size, on whatever host: likewise.</summary>
    /// <param name="profile">The guest.</param>
    /// <param name="memoryBytes">Its size.</param>
    /// <param name="methods">All methods.</param>
    /// <param name="withDeciles">
    /// Whether its pages are in ten classes, and its threads need cores: all that is known of it, at ten times the parameters.
    /// </param>
    public static ParameterFile Scenario(GuestProfile profile, long memoryBytes, MethodCatalog methods, bool withDeciles = false) =>
        MeasuredModel.Scenario(profile.ScaledTo(memoryBytes / Page.SizeBytes), methods.SimulatedForms, withDeciles);

    /// <summary>Adds a guest of which the figures are known already.</summary>
    /// <remarks>Figures of codecs that its models have no place for are left out.</remarks>
    public void Add(GuestKey key, GuestProfile profile)
    {
        HashSet<string> own = [.. Codecs(_methods).Select(codec => codec.Key)];
        IReadOnlyList<CodecFigures> Mine(IReadOnlyList<CodecFigures> codecs) => [.. codecs.Where(codec => own.Contains(codec.Key))];
        GuestProfile mine = profile with { Classes = [.. profile.Classes.Select(pages => pages.WithCodecs(Mine))] };
        _guests.Add(key, (mine, MeasuredModel.Scenario(mine, _methods.SimulatedForms)));
    }

    /// <summary>Measures a guest, its codecs and its writes, some seconds.</summary>
    /// <param name="key">The guest.</param>
    /// <param name="workload">Its workload; stopped on return, and not disposed.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The machine does not have enough memory for it.</exception>
    public void Add(GuestKey key, IWorkload workload, CancellationToken cancellation) =>
        Add(key, GuestMeter.Measure(workload, _methods, Codecs(_methods), cancellation));

    /// <summary>Makes the folders that <see cref="Write"/> writes to: better refused before than after a measurement.</summary>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public static void CreateFolders(string folder)
    {
        foreach (string kind in (string[])[Hosts, Scenarios]) Storage.CreateFolder(Path.Combine(folder, kind), "--measure");
    }

    /// <summary>
    /// Writes <c>DIR/hosts/NAME-Nch.yaml</c> for each number of channels and <c>DIR/scenarios/WORKLOAD.yaml</c>, which <c>--host</c> and
    /// <c>--scenario</c> take.
    /// </summary>
    /// <returns>The paths.</returns>
    /// <exception cref="ResultsException">The disk refuses.</exception>
    public IReadOnlyList<string> Write(string folder)
    {
        List<string> paths = [];
        foreach ((string kind, ParameterFile file) in _hosts.Values.Select(file => (Hosts, file))
            .Concat(_guests.Values.Select(guest => (Scenarios, guest.File))))
        {
            string path = Path.Combine(folder, kind, Path.GetFileName(file.Path));
            Storage.CreateFolder(Path.GetDirectoryName(path)!);
            Storage.Replace(path, System.Text.Encoding.UTF8.GetBytes(file.ToYaml()));
            paths.Add(path);
        }

        return paths;
    }

    /// <summary>
    /// Predicts a run on this machine: both sides share its cores, of which the guest's own threads have theirs. Over a link, the
    /// destination may be another machine, which is taken to be like this one but for its number of cores.
    /// </summary>
    /// <param name="run">The run; its guest was added.</param>
    /// <param name="link">The way to a destination in another process; null for this one over the loopback interface.</param>
    /// <param name="started">Time stamp of the row.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UsageException">The guest was measured without the run's method.</exception>
    public (RunRow Row, IReadOnlyList<RoundRow> Rounds, string Busiest) Predict(
        PlannedRun run, ValidationLink? link, DateTimeOffset started, CancellationToken cancellation)
    {
        (GuestProfile profile, ParameterFile file) = _guests[run.Guest];
        ParameterFile measured = HostWith(run.Parameters.Channels);
        HostModel host = HostModel.From(measured.Name, link is null ? measured.Parameters : OverLink(measured.Parameters, link));
        GuestModel guest = GuestModel.From(file.Name, file.Parameters, profile.Pages * Page.SizeBytes);
        Combination combination =
            run.Combination with
            {
                Source = RunSource.Simulated,
                Library = "",
                Model = link is null ? measured.Name : Invariant.Text($"{measured.Name} network.bandwidth_gbps={link.PayloadGbps:0.###}"),
                LinkGbps = host.Network.Gbps,
            };
        MigrationSetup setup = SimulationPlan.SetupOf(run, combination);
        VirtualClock clock = new();
        SimulatedHost source = new(clock, host with { Cores = Math.Max(1, host.Cores - profile.Cores) });
        SimulatedHost destination = link is { SharesCores: false } ? new(clock, host with { Cores = link.DestinationCores }) : source;
        SimulationResult result =
            new SimulatedMigration(clock, source, destination, [new Link(source.Network, host.Network.BytesPerNs)], guest, setup)
                .Run(cancellation);
        RunRow row = result.ToRow(combination.NewRow(1, started), setup.Seed);
        return (row, result.Figures.ToRounds(row.RunId), result.Usage[0].Name);
    }

    /// <summary>What was measured, a line for the machine and one for each number of channels.</summary>
    public override string ToString() => string.Join(Environment.NewLine, _costs.ByChannels.Select(Describe).Prepend(Invariant.Text(
        $"scan {_costs.Scan.ZeroPageNs:0} ns/page, hand-over {_costs.HandOverWaitNs / 1e3:0.0} µs of waiting, window "
            + $"{_costs.WindowBytes / Units.KiB} KiB; {_costs.Tls.Version} encrypts at {_costs.Tls.EncryptNsPerByte:0.00} ns/B and "
            + $"decrypts at {_costs.Tls.DecryptNsPerByte:0.00} ns/B, {_costs.Tls.EncryptNsPerRecord:0} and "
            + $"{_costs.Tls.DecryptNsPerRecord:0} ns a record, handshake {_costs.Tls.HandshakeNs / 1e6:0.0} ms")));

    private static ParameterSet OverLink(ParameterSet loopback, ValidationLink link) =>
        loopback.With(NetworkModel.BandwidthKey, link.PayloadGbps).With("network.latency_us", link.RoundTripUs / 2);

    private static string Describe(ChannelFigures one) => Invariant.Text(
        $"{one.Channels} channel(s): migration thread {one.MigrationPageNs:0} ns/page, packet {one.PacketNs / 1e3:0.0} µs at the source "
            + $"and {one.DestinationPacketNs / 1e3:0.0} µs at the destination, send {one.SendNsPerByte:0.000} ns/B, receive "
            + $"{one.ReceiveNsPerByte:0.000} ns/B, set-up {one.SetupNs / 1e6:0.00} ms, switchover {one.SwitchoverNs / 1e6:0.00} ms");

    /// <summary>What a guest's pages are compressed with for its model: every codec that is here.</summary>
    internal static SoftwareCodec[] Codecs(MethodCatalog methods) =>
        [.. methods.All.SelectMany(method => method.SoftwareCodecs.Where(codec => method.Probe(codec.Request).IsAvailable))];
}
