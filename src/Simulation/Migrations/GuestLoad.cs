using MultifdBench.Simulation.Engine;

namespace MultifdBench.Simulation.Migrations;

/// <summary>
/// Cores that a guest's own threads need where the migration's threads run too. While all of them need more than there are, all are slowed
/// alike, and the guest's time with them. Once it has left, or is at rest, time passes as for anybody. Not thread-safe.
/// </summary>
internal sealed class GuestLoad
{
    private readonly SharedResource _cpu;
    private readonly double _cores;
    private double _offsetNs;
    private bool _isThere = true;

    /// <summary>The guest is running.</summary>
    /// <param name="cpu">Cores of the host where it is.</param>
    /// <param name="cores">Cores that it keeps busy, no more than there are.</param>
    /// <param name="nowNs">Virtual time, which its own begins with.</param>
    public GuestLoad(SharedResource cpu, double cores, long nowNs)
    {
        (_cpu, _cores) = (cpu, cores);
        _cpu.Hold(_cores);
        _offsetNs = nowNs - _cpu.OwnNs;
    }

    /// <summary>The guest's time: what passes while its threads run.</summary>
    /// <param name="nowNs">Virtual time.</param>
    public long At(long nowNs) => (long)((_isThere ? _cpu.OwnNs : nowNs) + _offsetNs);

    /// <summary>The guest rests from now on, or leaves.</summary>
    /// <param name="nowNs">Virtual time.</param>
    public void Leave(long nowNs)
    {
        if (!_isThere) return;
        _offsetNs += _cpu.OwnNs - nowNs;
        _cpu.Release(_cores);
        _isThere = false;
    }
}
