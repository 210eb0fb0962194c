using MultifdBench.Tests.Results;
using Xunit.Sdk;

namespace MultifdBench.Tests;

public sealed class SnapshotTests
{
    [Fact]
    public void WhatIsApproved_Passes_WhateverEndsItsLines()
    {
        using TemporaryFolder folder = new();
        Snapshot.Compare(folder["Approved"], "a.txt", "one  \r\ntwo\r\n", isApproval: true);
        Assert.Equal("one\ntwo\n", File.ReadAllText(folder["Approved/a.txt"]));
        Snapshot.Compare(folder["Approved"], "a.txt", "one\ntwo", isApproval: false);
    }

    [Theory]
    [InlineData("one\nthree", "line 2\n  approved: two\n  now:      three\n")]
    [InlineData("one", "line 2\n  approved: two\n  now:      (the text ends)\n")]
    [InlineData("one\ntwo\nthree", "line 3\n  approved: (the text ends)\n  now:      three\n")]
    public void AChange_IsTheFirstLineThatDiffers_WithTheRemedy(string now, string expected)
    {
        using TemporaryFolder folder = new();
        Snapshot.Compare(folder.Path, "a.txt", "one\ntwo", isApproval: true);
        string message = Assert.Throws<FailException>(() => Snapshot.Compare(folder.Path, "a.txt", now, isApproval: false)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains("MULTIFD_BENCH_APPROVE=1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatNobodyApproved_Fails()
    {
        using TemporaryFolder folder = new();
        string message = Assert.Throws<FailException>(() => Snapshot.Compare(folder.Path, "a.txt", "one", isApproval: false)).Message;
        Assert.Contains("nobody has approved this text", message, StringComparison.Ordinal);
    }
}
