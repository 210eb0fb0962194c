using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Results;
using MultifdBench.Simulation.Hosts;

namespace MultifdBench.Simulation.Reproduction;

/// <summary>
/// Pages that a kernel's swap or block layer gives to the devices, as <see cref="JobDevice"/> has them. The rest of the kernel's path is a
/// constant: the rows of lz4 and zstd of the same table give it, or the host file does. Immutable, thread-safe.
/// </summary>
internal sealed class PageJobs
{
    private const string Device = "iaa";
    private const string Reference = "lz4";
    private static readonly string[] OnCpu = [Reference, "zstd"];

    private readonly JobDevice _device;
    private readonly KernelJobs _kernel;
    private readonly ReferenceRow[] _rows;

    /// <param name="host">A host with devices and <see cref="HostModel.Kernel"/>.</param>
    /// <param name="rows">The whole table.</param>
    /// <exception cref="UsageException">The host lacks one of the two.</exception>
    public PageJobs(HostModel host, IReadOnlyList<ReferenceRow> rows)
    {
        _device = host.DeviceOf(Device) as JobDevice
            ?? throw new UsageException($"Host '{host.Name}' has no {Device} devices, which page jobs go to; add {Device}.devices.");
        _kernel = host.Kernel
            ?? throw new UsageException(
                $"Host '{host.Name}' has no kernel path for page jobs; add the kernel parameters, as testbeds/gnr-kernel has.");
        _rows = [.. rows];
    }

    /// <summary>Why a row says nothing of the devices; null where it does.</summary>
    public static string? Unmodelled(ReferenceRow row, bool givesPath) => (row.Run.Accel, givesPath) switch
    {
        ("qpl", _) => null,
        (_, true) when OnCpu.Contains(row.Run.Method) => "gives the constant of the kernel's path",
        _ => $"what {row.Run.Method} costs for these pages is not known",
    };

    /// <summary>What the model says of a row of the devices.</summary>
    public RowFigures Of(ReferenceRow row)
    {
        bool isDynamic = row.Run.Huffman == "dynamic";
        int outwards = row.PagesOut ?? 1;
        if (_kernel.Load is { } load)
        {
            double callNs = load.CallNs / Math.Min(outwards, _device.BatchPages);
            double pageNs = load.PageNs + load.JobsPerPage * (callNs + CompressNs(outwards, isDynamic));
            double ofDevicesNs = load.JobsPerPage * _device.CompressNs / _device.Capacity.Compress;
            double bytesPerNs = Page.SizeBytes / Math.Max(pageNs / load.Submitters, ofDevicesNs);
            return new RowFigures { Outcome = RunOutcome.Completed, ThroughputMbps = bytesPerNs * 8e3 };
        }

        int inwards = row.PagesIn ?? outwards;
        KernelCodec codec = _kernel.Codec!;
        (double blockOut, double pageOut) = Path(row, static one => one.Run.CompressNsPerPage, static one => one.PagesOut);
        (double blockIn, double pageIn) = Path(row, static one => one.Run.DecompressNsPerPage, static one => one.PagesIn);
        return new RowFigures
        {
            Outcome = RunOutcome.Completed,
            CompressNsPerPage = blockOut / outwards + Math.Max(0, pageOut - codec.CompressNs) + CompressNs(outwards, isDynamic),
            DecompressNsPerPage = blockIn / inwards + Math.Max(0, pageIn - codec.DecompressNs) + DecompressNs(inwards),
        };
    }

    private double CompressNs(int pages, bool isDynamic) =>
        PerPage(pages, _device.Devices * _device.CompressUnits, _device.Compression(isDynamic));

    private double DecompressNs(int pages) => PerPage(pages, _device.Devices * _device.DecompressUnits, _device.Decompression);

    /// <summary>Full batches one after the other, and what is left.</summary>
    private double PerPage(int pages, int units, PageJob job)
    {
        (int full, int rest) = Math.DivRem(pages, _device.BatchPages);
        double batches = full * BatchNs(_device.BatchPages) + (rest > 0 ? BatchNs(rest) : 0);
        return batches / pages;

        double BatchNs(int size) => job.Passes * _device.Batch(size, units, job).TotalNs + (job.Passes - 1) * size * job.TableNs;
    }

    /// <summary>
    /// What a block and a page cost on a row's way, lz4 included: straight lines through the times of blocks, of which those of lz4 and
    /// zstd share what a block costs. Where all blocks are alike, all of it is the pages'.
    /// </summary>
    private (double BlockNs, double PageNs) Path(ReferenceRow row, Func<ReferenceRow, double?> figure, Func<ReferenceRow, int?> pages)
    {
        (double Block, double Page)[] lines = [.. OnCpu.Select(Line)];
        return (lines.Average(line => line.Block), lines[Array.IndexOf(OnCpu, Reference)].Page);

        (double Block, double Page) Line(string method)
        {
            (int Pages, double Ns)[] points =
            [
                .. from one in _rows
                   where one.Run.Method == method && one.KernelPath == row.KernelPath
                   let ns = figure(one)
                   where ns is not null
                   let n = pages(one) ?? 1
                   select (n, n * ns.Value),
            ];
            if (points.Length == 0)
                throw new ResultsException($"{row.Run.RunId}: its table has no row of {method} on the way '{row.KernelPath}'.");
            return points.Select(point => point.Pages).Distinct().Count() == 1
                ? (0, points.Average(point => point.Ns / point.Pages))
                : Fit(points);
        }
    }

    /// <summary>The line whose relative errors have the least squares.</summary>
    private static (double AtZero, double Slope) Fit((int Pages, double Ns)[] points)
    {
        double ones = 0, n = 0, nn = 0, t = 0, nt = 0;
        foreach ((int pages, double ns) in points)
        {
            double weight = 1 / (ns * ns);
            ones += weight;
            n += weight * pages;
            nn += weight * pages * pages;
            t += weight * ns;
            nt += weight * pages * ns;
        }

        double determinant = ones * nn - n * n;
        return ((t * nn - n * nt) / determinant, (ones * nt - n * t) / determinant);
    }
}
