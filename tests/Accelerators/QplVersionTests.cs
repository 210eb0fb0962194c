using MultifdBench.Accelerators.Qpl;

namespace MultifdBench.Tests.Accelerators;

public sealed class QplVersionTests
{
    [Theory]
    [InlineData("1.6.0")]
    [InlineData("1.8")]
    [InlineData("1.9.12")]
    public void KnownVersions_AreTaken(string version) => Assert.Null(QplLibrary.Refusal(version));

    [Theory]
    [InlineData("1.5.0", "supported are 1.6 to 1.9")]
    [InlineData("1.10.0", "version 1.10.0")]
    [InlineData("2.0.0", "structures are not known")]
    [InlineData("", "is not a number")]
    [InlineData("one", "'one' is not a number")]
    public void OtherVersions_AreRefused_SayingWhy(string version, string reason) =>
    Assert.Contains(reason, QplLibrary.Refusal(version), StringComparison.Ordinal);

    [Theory]
    [InlineData(503, "QPL status 503, no usable work queue")]
    [InlineData(217, "beyond the 4 KiB of history")]
    [InlineData(229, "QPL status 229, invalid data")]
    [InlineData(340, "QPL status 340, device status 40")]
    [InlineData(999, "QPL status 999")]
    public void Statuses_AreDescribed(int status, string text) =>
    Assert.Contains(text, QplStatus.Describe(status), StringComparison.Ordinal);
}
