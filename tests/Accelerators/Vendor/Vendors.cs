using MultifdBench.Accelerators;
using MultifdBench.Accelerators.Qatzip;
using MultifdBench.Accelerators.Qpl;

namespace MultifdBench.Tests.Accelerators.Vendor;

/// <summary>
/// Tests in this namespace need the vendors' libraries and are skipped without them. A library that is there and refused is a failure: the
/// Debian 13 root of <c>.ci/debian13</c> has both.
/// </summary>
internal static class Vendors
{
    public static void RequireLibqpl()
    {
        Assert.SkipUnless(AcceleratorLibraries.QplFile.Availability.IsAvailable, AcceleratorLibraries.QplFile.Availability.ToString());
        Assert.True(QplLibrary.Probe.Software.IsAvailable, QplLibrary.Probe.Software.ToString());
    }

    public static void RequireLibqatzip()
    {
        Assert.SkipUnless(AcceleratorLibraries.QatzipFile.Availability.IsAvailable,
            AcceleratorLibraries.QatzipFile.Availability.ToString());
        Assert.True(QatzipLibrary.Probe.Availability.IsAvailable, QatzipLibrary.Probe.Availability.ToString());
    }

    /// <summary>A buffer that does not move, as jobs need it.</summary>
    public static byte[] Pinned(int bytes) => GC.AllocateArray<byte>(bytes, pinned: true);
}
