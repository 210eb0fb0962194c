using MultifdBench.Measurement.Machine.Reading;
using MultifdBench.Measurement.Machine.Resources;

namespace MultifdBench.Measurement.Runs;

/// <summary>
/// Energy of all processor packages of this host since it was started: whoever used them, idle power included. It looks at the counters
/// now and then, so that none begins anew unseen. Thread-safe.
/// </summary>
internal sealed class EnergyMeter : IDisposable
{
    // A counter has 32 bits of 2^-16 J or more, which is 65 kJ: a package would have to use a kilowatt to get around in a minute.
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    private static readonly Lazy<EnergyFacts> Here = new(() => EnergyFacts.Read(HostRoots.Live));

    private readonly Lock _gate = new();
    private readonly HostRoots _roots;
    private readonly EnergyZone[] _zones;
    private readonly long?[] _last;
    private readonly Timer _timer;
    private double _microjoules;
    private bool _isLost;

    private EnergyMeter(HostRoots roots, EnergyFacts facts)
    {
        _roots = roots;
        _zones = [.. facts.Packages];
        _last = [.. _zones.Select(zone => EnergyFacts.ReadMicrojoules(roots, zone))];
        _timer = new Timer(_ => Add(), null, Look, Look);
    }

    /// <summary>Starts to count; null where the host has no counters, or does not let this process read them.</summary>
    public static EnergyMeter? Start() => Start(HostRoots.Live, Here.Value);

    /// <summary>Joules since the start; null when a counter has become unreadable, or began anew at a value that nobody knows.</summary>
    public double? Joules()
    {
        Add();
        lock (_gate) return _isLost ? null : _microjoules / 1e6;
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    internal static EnergyMeter? Start(HostRoots roots, EnergyFacts facts) =>
        facts.Availability.IsAvailable ? new EnergyMeter(roots, facts) : null;

    private void Add()
    {
        lock (_gate)
        {
            for (int i = 0; i < _zones.Length; i++)
            {
                long? now = EnergyFacts.ReadMicrojoules(_roots, _zones[i]);
                if (Difference(_last[i], now, _zones[i].MaxRangeMicrojoules) is { } difference) _microjoules += difference;
                else _isLost = true;
                _last[i] = now;
            }
        }
    }

    private static long? Difference(long? before, long? now, long? range) => now >= before ? now - before : now - before + range;
}
