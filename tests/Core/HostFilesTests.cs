using MultifdBench.Core;

namespace MultifdBench.Tests.CoreTests;

public sealed class HostFilesTests
{
    private static readonly string[] Status = ["Name:\tbench: x", "Tgid:\t12", "Uid:\t1000\t0", "Empty:"];

    [Theory]
    [InlineData("Name", "bench: x")]
    [InlineData("Tgid", "12")]
    [InlineData("Uid", "1000\t0")]
    [InlineData("Empty", "")]
    [InlineData("gid", null)]
    [InlineData("Tgi", null)]
    public void Field_IsTheRestOfItsLine(string name, string? value) => Assert.Equal(value, HostFiles.Field(Status, name));
}
