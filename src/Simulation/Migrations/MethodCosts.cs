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
    private readonly double _runPages;
    private readonly PacketClasses? _firstClasses;
    private readonly PacketClasses? _againClasses;
    private readonly Random _random;

    public MethodCosts(GuestModel guest, MigrationSetup setup)
    {
        _method = setup.Method;
        _first = PageMix.Of(guest, _method.Codec, dirty: false);
        _again = guest.Dirtying.Count > 0 ? PageMix.Of(guest, _method.Codec, dirty: true) : _first;
        _software = _method.SoftwareCodec is { } software ? PageMix.Of(guest, software, dirty: false) : default;
        _zeroBytes = _method.WorkPlace == WorkPlace.Nowhere ? Page.SizeBytes : Page.SizeBytes / guest.ZeroPages.Ratio;
        _zeroCost = guest.ZeroPages.CostShare;
        _runPages = guest.ClassRunPages;
        _random = new Random(unchecked((int)(setup.Seed ^ (setup.Seed >> 32))));
        if (!guest.HasPacketClasses) return;
        _firstClasses = new PacketClasses(guest, _method.Codec, dirty: false, _random);
        _againClasses = guest.Dirtying.Count > 0 ? new PacketClasses(guest, _method.Codec, dirty: true, _random) : _firstClasses;
    }

    /// <summary>
    /// Says of which class a packet's pages are, where a packet has one: its bytes and its times on either side go together. What stands
    /// for several packets is of all classes.
    /// </summary>
    public void Classify(ref Packet packet)
    {
        if (_firstClasses is null || packet.Packets > 1) return;
        if (packet.First > 0) packet.FirstClass = 1 + _firstClasses.Draw();
        if (packet.Again > 0) packet.AgainClass = 1 + _againClasses!.Draw();
    }

    /// <summary>Bytes that the method makes of a packet; zero pages count only where nobody has found them.</summary>
    public long PayloadBytes(in Packet packet, bool sendsZeroPages) =>
        (long)Math.Round(packet.First * First(packet).BytesPerPage + packet.Again * Again(packet).BytesPerPage
            + (sendsZeroPages ? packet.Zero * _zeroBytes : 0));

    /// <summary>CPU time of software compression, ns, with the packet's own luck in its pages.</summary>
    public double CompressNs(in Packet packet, bool sendsZeroPages, double speed) =>
        _method.WorkPlace == WorkPlace.Cpu
            ? (Work(packet, sendsZeroPages, First(packet).CompressNs, Again(packet).CompressNs, _first.CompressNs) + Luck(packet)) / speed
            : 0;

    /// <summary>CPU time of software decompression, ns.</summary>
    public double DecompressNs(in Packet packet, bool sendsZeroPages, double speed) =>
        _method.WorkPlace == WorkPlace.Cpu
            ? Work(packet, sendsZeroPages, First(packet).DecompressNs, Again(packet).DecompressNs, _first.DecompressNs) / speed
            : 0;

    /// <summary>Pages that go as parts of their own; none for a method that makes one stream of a packet.</summary>
    public long PartPages(in Packet packet, bool sendsZeroPages) =>
        _method.IsPageByPage ? packet.Normal + (sendsZeroPages ? packet.Zero : 0) : 0;

    /// <summary>Whether a device does the work.</summary>
    public bool UsesDevice => _method.Device is not null;

    /// <summary>Adds a device's compression of <paramref name="pages"/> pages to a thread.</summary>
    /// <returns>Pages that were given to queues; <see cref="Finish"/> takes them back.</returns>
    public double Compress(SimulatedThread thread, SimulatedHost host, double pages)
    {
        SimulatedDevice device = host.DeviceOf(_method.Device!);
        if (device.Model is CallDevice caller)
        {
            Call(thread, device.Compress, caller, pages);
            return 0;
        }

        var jobs = (JobDevice)device.Model;
        if (_method.WorkPlace == WorkPlace.DeviceBatch) return CompressBatch(thread, host, device, jobs, pages);
        Stream(thread, device.Compress, jobs, pages, jobs.Compression(_method.IsDynamic), jobs.Devices * jobs.CompressUnits);
        return 0;
    }

    /// <summary>Adds a device's decompression of <paramref name="pages"/> pages to a thread.</summary>
    public void Decompress(SimulatedThread thread, SimulatedHost host, double pages)
    {
        SimulatedDevice device = host.DeviceOf(_method.Device!);
        if (device.Model is CallDevice caller)
        {
            Call(thread, device.Decompress, caller, pages);
            return;
        }

        var jobs = (JobDevice)device.Model;
        int units = jobs.Devices * jobs.DecompressUnits;
        if (_method.WorkPlace == WorkPlace.DeviceBatch) Batches(thread, device.Decompress, jobs, pages, units, jobs.Decompression);
        else Stream(thread, device.Decompress, jobs, pages, jobs.Decompression, units);
    }

    /// <summary>The pages have left the queues.</summary>
    public void Finish(SimulatedHost host, double pagesQueued)
    {
        if (pagesQueued <= 0) return;
        SimulatedDevice device = host.DeviceOf(_method.Device!);
        device.PagesQueued -= pagesQueued;
        device.Submitters--;
    }

    private PageMix First(in Packet packet) => packet.FirstClass > 0 ? _firstClasses![packet.FirstClass - 1] : _first;

    private PageMix Again(in Packet packet) => packet.AgainClass > 0 ? _againClasses![packet.AgainClass - 1] : _again;

    private double Work(in Packet packet, bool sendsZeroPages, double firstNs, double againNs, double meanNs) =>
        packet.First * firstNs + packet.Again * againNs + (sendsZeroPages ? packet.Zero * _zeroCost * meanNs : 0);

    /// <summary>A normal variate scaled to a sum of as many independent pages, or runs of pages that are alike.</summary>
    private double Luck(in Packet packet)
    {
        if (_first.Variation == 0 || packet.Normal == 0 || packet.FirstClass + packet.AgainClass > 0) return 0;
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        double limited = Math.Clamp(normal * _first.Variation / Math.Sqrt(Math.Max(1, packet.Normal / _runPages)), -0.9, 3);
        return limited * packet.Normal * _first.CompressNs;
    }

    private double CompressBatch(SimulatedThread thread, SimulatedHost host, SimulatedDevice device, JobDevice jobs, double pages)
    {
        device.Submitters++;
        PageJob job = jobs.Compression(_method.IsDynamic);
        double toSoftware = SoftwarePages(host, device, jobs, job, pages);
        double toDevice = pages - toSoftware;
        device.PagesQueued += toDevice;
        int units = jobs.Devices * jobs.CompressUnits;
        if (toSoftware <= 0)
        {
            Batches(thread, device.Compress, jobs, toDevice, units, job);
            for (int pass = 1; pass < job.Passes; pass++)
            {
                thread.Compute(toDevice * job.TableNs);
                Batches(thread, device.Compress, jobs, toDevice, units, job);
            }

            return toDevice;
        }

        // The devices go on while the thread compresses what they refused.
        BatchTime time = jobs.Batch(Math.Min(toDevice, jobs.BatchPages), units, job);
        thread.Compute(time.SubmitNs);
        if (toDevice > 0) thread.Launch(device.Compress, toDevice * job.Passes * job.ServiceNs / time.Parallel, time.Parallel);
        thread.Compute(toSoftware * SoftwarePageNs(host, jobs) + toDevice * (job.Passes - 1) * job.TableNs);
        thread.Join();
        thread.Compute(time.LatencyNs);
        return toDevice;
    }

    /// <summary>
    /// Pages for which the queues are full until the retries are used up. What is free is taken at once; then, for each page compressed in
    /// software, the devices make room for some more, which the submitting threads share.
    /// </summary>
    private double SoftwarePages(SimulatedHost host, SimulatedDevice device, JobDevice jobs, PageJob job, double pages)
    {
        double free = Math.Max(0, (double)jobs.Devices * jobs.QueueEntries - device.PagesQueued);
        if (jobs.BusyRetries < 0 || _method.SoftwareCodec is null || pages <= free) return 0;
        double drained = SoftwarePageNs(host, jobs) * jobs.Devices * jobs.CompressUnits / (job.Passes * job.ServiceNs)
            / device.Submitters;
        return (pages - free) / (1 + drained);
    }

    private double SoftwarePageNs(SimulatedHost host, JobDevice jobs) =>
        _software.CompressNs / host.Model.CodecSpeed + Math.Max(0, jobs.BusyRetries) * jobs.SubmitNs;

    private static void Batches(SimulatedThread thread, SharedResource units, JobDevice jobs, double pages, int unitCount, PageJob job)
    {
        double size = Math.Min(pages, jobs.BatchPages);
        double batches = pages / size;
        BatchTime time = jobs.Batch(size, unitCount, job);
        thread.Compute(batches * time.SubmitNs);
        thread.Poll(units, batches * time.ServiceNs, time.Parallel);
        thread.Compute(batches * time.LatencyNs);
    }

    /// <summary>Pages of a stream wait for one another; several streams overlap as far as units and the submitting thread allow.</summary>
    private void Stream(SimulatedThread thread, SharedResource units, JobDevice jobs, double pages, PageJob job, int unitCount)
    {
        double serviceNs = job.Passes * job.ServiceNs;
        double overheadNs = job.Passes * (jobs.SubmitNs + job.LatencyNs) + (job.Passes - 1) * job.TableNs;
        double pageNs = Math.Max(jobs.SubmitNs, (serviceNs + overheadNs) / Math.Min(_method.Streams, unitCount));
        thread.Poll(units, pages * pageNs, serviceNs / pageNs);
    }

    private static void Call(SimulatedThread thread, SharedResource devices, CallDevice device, double pages)
    {
        double bytes = pages * Page.SizeBytes;
        double ns = device.LatencyNs + bytes / device.CallBytesPerNs;
        thread.Compute(bytes * device.CpuNsPerByte);
        thread.Await(devices, ns, bytes / ns);
    }
}
