using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>
/// The kernel's swap and block layers in front of the devices, for published tables of page jobs: no migration goes this way. Either what
/// the CPU's own codec takes is known, and a table's rows of it give the rest of the path; or the path itself, and who submits.
/// </summary>
/// <param name="Codec">The CPU's codec; null where a file gives <paramref name="Load"/>.</param>
/// <param name="Load">Threads that submit at the same moment; null where a file gives <paramref name="Codec"/>.</param>
public sealed record KernelJobs(KernelCodec? Codec, KernelLoad? Load)
{
    private const string Group = "kernel";

    /// <summary>Null for a host whose file says nothing of the kernel's path.</summary>
    internal static KernelJobs? From(ParameterSet parameters)
    {
        if (!parameters.Names("").Contains(Group)) return null;
        double Ns(string key) => parameters.Number($"{Group}.{key}", "ns", 0, 1e6);
        bool hasCodec = parameters.Names(Group + ".").Any(key => key.StartsWith("lz4_", StringComparison.Ordinal));
        return hasCodec
            ? new KernelJobs(new KernelCodec(Ns("lz4_compress_ns"), Ns("lz4_decompress_ns")), Load: null)
            : new KernelJobs(
                Codec: null,
                new KernelLoad(
                    (int)parameters.WholeNumber($"{Group}.submitters", "threads", 1, 4096),
                    parameters.Number($"{Group}.jobs_per_page", "share", 0, 1),
                    Ns("page_ns"),
                    Ns("call_ns")));
    }
}

/// <summary>The kernel's lz4 for a page; nanoseconds of CPU.</summary>
/// <param name="CompressNs">A page.</param>
/// <param name="DecompressNs">A page.</param>
public sealed record KernelCodec(double CompressNs, double DecompressNs);

/// <summary>Threads that touch pages, of which some go to the devices; nanoseconds of CPU.</summary>
/// <param name="Submitters">How many at once.</param>
/// <param name="JobsPerPage">Jobs for each page that is touched.</param>
/// <param name="PageNs">A touched page, jobs and calls apart.</param>
/// <param name="CallNs">A call of the driver, with all the others calling too; one page or a batch goes with each.</param>
public sealed record KernelLoad(int Submitters, double JobsPerPage, double PageNs, double CallNs);
