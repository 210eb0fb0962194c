using System.Runtime.Intrinsics;
using MultifdBench.Core;

namespace MultifdBench.Deflate;

/// <summary>Which implementation of all inner loops runs (Kernels/IKernel.cs). The output is the same, byte for byte.</summary>
internal enum DeflateKernel
{
    Scalar,
    Vector,
}

/// <summary>
/// The choice of <see cref="DeflateKernel"/>: the vector loops where the host has 256-bit vectors, unless told otherwise.
/// </summary>
internal static class DeflateKernels
{
    /// <summary>Environment variable that forces a kernel: <c>scalar</c> or <c>vector</c>.</summary>
    public const string Variable = "MULTIFD_BENCH_DEFLATE_KERNEL";

    /// <summary>What codecs and checksums use.</summary>
    public static DeflateKernel Selected { get; } = FromEnvironment(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Reads the variable's value; null or empty means the best the host has.</summary>
    /// <exception cref="UsageException">The value is neither name.</exception>
    public static DeflateKernel FromEnvironment(string? value) => value switch
    {
        null or "" => Vector256.IsHardwareAccelerated ? DeflateKernel.Vector : DeflateKernel.Scalar,
        "scalar" => DeflateKernel.Scalar,
        "vector" => DeflateKernel.Vector,
        _ => throw new UsageException($"{Variable}={value} is not a kernel: use scalar or vector, or unset it."),
    };
}
