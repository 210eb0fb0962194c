using MultifdBench.Accelerators;
using MultifdBench.Accelerators.Qpl;
using MultifdBench.Codecs;
using MultifdBench.Methods;
using MultifdBench.Methods.Options;
using MultifdBench.Methods.Qpl;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Accelerators.Vendor;

/// <summary>The library as it was found.</summary>
public sealed class LibqplTests
{
    [Fact]
    public void TheLibrary_PassesItsSelfTest_AndIsNamed()
    {
        Vendors.RequireLibqpl();
        Assert.Matches(@"^libqpl 1\.\d+\.\d+$", QplLibrary.Probe.Name);
        Assert.Equal(QplLibrary.Probe.Name, AcceleratorLibraries.Found()["libqpl"]);
    }

    [Fact]
    public void WithoutADevice_HardwareIsUnavailable_SayingWhatToDo()
    {
        Vendors.RequireLibqpl();
        Assert.SkipWhen(QplLibrary.Probe.Hardware.IsAvailable, "this machine has IAA");
        Assert.Matches("finds no IAA to use: QPL status 50[0-3], ", QplLibrary.Probe.Hardware.Reason);
        Assert.Contains("--qpl-path software", QplLibrary.Probe.Hardware.Remedy, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(
            () => new QplDeflateJobs(QplJobPath.Hardware, MultifdBench.Deflate.DeflateMode.Fixed, null, 1, new QplFallbacks()));
        Assert.Equal("software", BuiltIn.Methods.Create(new MethodRequest("qpl")).Facts.Path);
    }

    [Fact]
    public void WithADevice_AutoTakesIt()
    {
        Vendors.RequireLibqpl();
        Assert.SkipUnless(QplLibrary.Probe.Hardware.IsAvailable, QplLibrary.Probe.Hardware.ToString());
        Assert.Equal(("qpl", "hardware"),
            (BuiltIn.Methods.Create(new MethodRequest("qpl")).Facts.Accelerator,
                BuiltIn.Methods.Create(new MethodRequest("qpl")).Facts.Path));
    }

    [Fact]
    public void APacketsLargestStream_IsWhatTheLibrarySays()
    {
        Vendors.RequireLibqpl();
        Assert.Equal(QplLibrary.SafeCompressedBytes(PacketHeader.PagesPerPacket * MultifdBench.Guest.Page.SizeBytes),
            DeflateEngine.MaxPacketStreamBytes);
    }

    [Theory]
    [InlineData(CodecLibrary.Auto, "MultifdBench.Deflate")]
    [InlineData(CodecLibrary.Managed, "MultifdBench.Deflate")]
    [InlineData(CodecLibrary.Native, "libqpl")]
    public void InSoftware_TheCodecLibrary_Decides(CodecLibrary library, string name)
    {
        Vendors.RequireLibqpl();
        foreach (MethodRequest request in (MethodRequest[])[new("qpl"), new("zlib") { Accelerator = Devices.Qpl }])
        {
            MethodRequest inSoftware = request.With(CodecOptions.Library, library).With(QplOptions.Path, QplPath.Software);
            Assert.StartsWith(name, BuiltIn.Methods.Create(inSoftware).Facts.Library, StringComparison.Ordinal);
        }
    }
}
