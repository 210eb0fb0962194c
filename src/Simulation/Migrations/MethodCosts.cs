using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Simulation.Engine;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Migrations;

/// <summary>What a method makes a channel thread do for a packet, on either side: the one place where methods differ.</summary>
internal sealed class MethodCosts
{
    private readonly SimulatedMethod _method;
    private readonly PageMix _first;
    private readonly PageMix _again;
    private readonly PageMix _software;
    private readonly double _zeroBytes;
    private readonly double _zeroCost;
    private readonly Random _random;

    public MethodCosts(GuestModel guest, MigrationSetup setup)
    {
        _method = setup.Method;
        _first = PageMix.Of(guest, _method.Codec, dirty: false);
        _again = guest.Dirtying.Count > 0 ? PageMix.Of(guest, _method.Codec, dirty: true) : _first;
        _software = _method.SoftwareCodec is { } software ? PageMix.Of(guest, software, dirty: false) : default;
        _zeroBytes = _method.WorkPlace == WorkPlace.Nowhere ? Page.SizeBytes : Page.SizeBytes / guest.ZeroPages.Ratio;
        _zeroCost = guest.ZeroPages.CostShare;
        _random = new Random(unchecked((int)(setup.Seed ^ (setup.Seed >> 32))));
    }

    /// <summary>Bytes that the method makes of a packet; zero pages count only where nobody has found them.</summary>
    public long PayloadBytes(in Packet packet, bool sendsZeroPages) =>
        (long)Math.Round(packet.First * _first.BytesPerPage + packet.Again * _again.BytesPerPage
            + (sendsZeroPages ? packet.Zero * _zeroBytes : 0));

    /// <summary>CPU time of software compression, ns, with the packet's own luck in its pages.</summary>
    public double CompressNs(in Packet packet, bool sendsZeroPages, double speed) =>
        _method.WorkPlace == WorkPlace.Cpu
            ? (Work(packet, sendsZeroPages, _first.CompressNs, _again.CompressNs) + Luck(packet)) / speed
            : 0;

    /// <summary>CPU time of software decompression, ns.</summary>
    public double DecompressNs(in Packet packet, bool sendsZeroPages, double speed) =>
        _method.WorkPlace == WorkPlace.Cpu ? Work(packet, sendsZeroPages, _first.DecompressNs, _again.DecompressNs) / speed : 0;

    /// <summary>Whether a device does the work.</summary>
    public bool UsesDevice => _method.WorkPlace is WorkPlace.IaaBatch or WorkPlace.IaaStream or WorkPlace.Qat;

    /// <summary>Adds a device's compression of <paramref name="pages"/> pages to a thread.</summary>
    /// <returns>Pages that were given to IAA queues; <see cref="Finish"/> takes them back.</returns>
    public double Compress(SimulatedThread thread, SimulatedHost host, double pages)
    {
        switch (_method.WorkPlace)
        {
            case WorkPlace.IaaBatch:
                return CompressBatch(thread, host, host.Model.Iaa!, pages);
            case WorkPlace.IaaStream:
                IaaModel iaa = host.Model.Iaa!;
                double serviceNs = _method.IsDynamic ? 2 * iaa.CompressNs : iaa.CompressNs;
                double overheadNs =
                    _method.IsDynamic ? 2 * (iaa.SubmitNs + iaa.LatencyNs) + iaa.DynamicTableNs : iaa.SubmitNs + iaa.LatencyNs;
                Stream(thread, host.IaaCompress!, pages, serviceNs, overheadNs, iaa.SubmitNs, iaa.Devices * iaa.CompressUnits);
                return 0;
            default:
                Call(thread, host.QatCompress!, host.Model.Qat!, pages);
                return 0;
        }
    }

    /// <summary>Adds a device's decompression of <paramref name="pages"/> pages to a thread.</summary>
    public void Decompress(SimulatedThread thread, SimulatedHost host, double pages)
    {
        if (_method.WorkPlace == WorkPlace.Qat)
        {
            Call(thread, host.QatDecompress!, host.Model.Qat!, pages);
            return;
        }

        IaaModel iaa = host.Model.Iaa!;
        int units = iaa.Devices * iaa.DecompressUnits;
        if (_method.WorkPlace == WorkPlace.IaaBatch) Batches(thread, host.IaaDecompress!, iaa, pages, units, iaa.DecompressNs);
        else Stream(thread, host.IaaDecompress!, pages, iaa.DecompressNs, iaa.SubmitNs + iaa.LatencyNs, iaa.SubmitNs, units);
    }

    /// <summary>The pages have left the queues.</summary>
    public static void Finish(SimulatedHost host, double pagesQueued)
    {
        if (pagesQueued <= 0) return;
        host.IaaPagesQueued -= pagesQueued;
        host.IaaSubmitters--;
    }

    private double Work(in Packet packet, bool sendsZeroPages, double firstNs, double againNs) =>
        packet.First * firstNs + packet.Again * againNs + (sendsZeroPages ? packet.Zero * _zeroCost * firstNs : 0);

    /// <summary>A normal variate scaled to a sum of as many independent pages.</summary>
    private double Luck(in Packet packet)
    {
        if (_first.Variation == 0 || packet.Normal == 0) return 0;
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        double limited = Math.Clamp(normal * _first.Variation / Math.Sqrt(packet.Normal), -0.9, 3);
        return limited * packet.Normal * _first.CompressNs;
    }

    private double CompressBatch(SimulatedThread thread, SimulatedHost host, IaaModel iaa, double pages)
    {
        host.IaaSubmitters++;
        double toSoftware = SoftwarePages(host, iaa, pages);
        double toDevice = pages - toSoftware;
        host.IaaPagesQueued += toDevice;
        int units = iaa.Devices * iaa.CompressUnits;
        if (toSoftware <= 0)
        {
            Batches(thread, host.IaaCompress!, iaa, toDevice, units, iaa.CompressNs);
            if (!_method.IsDynamic) return toDevice;
            thread.Compute(toDevice * iaa.DynamicTableNs);
            Batches(thread, host.IaaCompress!, iaa, toDevice, units, iaa.CompressNs);
            return toDevice;
        }

        // The devices go on while the thread compresses what they refused.
        BatchTime time = iaa.Batch(Math.Min(toDevice, iaa.BatchPages), units, iaa.CompressNs);
        thread.Compute(time.SubmitNs);
        if (toDevice > 0) thread.Launch(host.IaaCompress!, toDevice * iaa.CompressNs / time.Parallel, time.Parallel);
        thread.Compute(toSoftware * SoftwarePageNs(host, iaa));
        thread.Join();
        thread.Compute(time.LatencyNs);
        return toDevice;
    }

    /// <summary>
    /// Pages for which the queues are full until the retries are used up. What is free is taken at once; then, for each page compressed in
    /// software, the devices make room for some more, which the submitting threads share.
    /// </summary>
    private double SoftwarePages(SimulatedHost host, IaaModel iaa, double pages)
    {
        double free = Math.Max(0, (double)iaa.Devices * iaa.QueueEntries - host.IaaPagesQueued);
        if (iaa.BusyRetries < 0 || _method.SoftwareCodec is null || pages <= free) return 0;
        double drained = SoftwarePageNs(host, iaa) * iaa.Devices * iaa.CompressUnits / iaa.CompressNs / host.IaaSubmitters;
        return (pages - free) / (1 + drained);
    }

    private double SoftwarePageNs(SimulatedHost host, IaaModel iaa) =>
        _software.CompressNs / host.Model.CodecSpeed + Math.Max(0, iaa.BusyRetries) * iaa.SubmitNs;

    private static void Batches(SimulatedThread thread, SharedResource units, IaaModel iaa, double pages, int unitCount, double serviceNs)
    {
        double size = Math.Min(pages, iaa.BatchPages);
        double batches = pages / size;
        BatchTime time = iaa.Batch(size, unitCount, serviceNs);
        thread.Compute(batches * time.SubmitNs);
        thread.Poll(units, batches * time.ServiceNs, time.Parallel);
        thread.Compute(batches * time.LatencyNs);
    }

    /// <summary>Pages of a stream wait for one another; several streams overlap as far as units and the submitting thread allow.</summary>
    private void Stream(SimulatedThread thread, SharedResource units, double pages, double serviceNs, double overheadNs, double submitNs,
        int unitCount)
    {
        double pageNs = Math.Max(submitNs, (serviceNs + overheadNs) / Math.Min(_method.Streams, unitCount));
        thread.Poll(units, pages * pageNs, serviceNs / pageNs);
    }

    private static void Call(SimulatedThread thread, SharedResource devices, QatModel qat, double pages)
    {
        double bytes = pages * Page.SizeBytes;
        double ns = qat.LatencyNs + bytes / qat.CallBytesPerNs;
        thread.Compute(bytes * qat.CpuNsPerByte);
        thread.Await(devices, ns, bytes / ns);
    }
}
