using MultifdBench.Core;

namespace MultifdBench.Tests.CoreTests;

/// <summary>Suggestions help with a slip of the finger and keep quiet otherwise.</summary>
public sealed class NearestNameTests
{
    private static readonly string[] Names = ["none", "zlib", "zstd", "qatzip", "multifd-compression"];

    [Theory]
    [InlineData("zstdd", "zstd")]
    [InlineData("zlb", "zlib")]
    [InlineData("zilb", "zlib")]
    [InlineData("ZLIB", "zlib")]
    [InlineData("qatzp", "qatzip")]
    [InlineData("multifd-compresion", "multifd-compression")]
    public void Slip_IsUnderstood(string typed, string meant) =>
    Assert.Equal($" Did you mean '{meant}'?", NearestName.Suggest(typed, Names));

    [Theory]
    [InlineData("")]
    [InlineData("lz4")]
    [InlineData("something else entirely")]
    public void OtherWords_GetNoSuggestion(string typed) => Assert.Equal("", NearestName.Suggest(typed, Names));

    [Fact]
    public void NothingKnown_SuggestsNothing() => Assert.Equal("", NearestName.Suggest("zstd", []));

    [Fact]
    public void Availability_ReadsAsASentence()
    {
        Assert.Equal("available", Availability.Yes.ToString());
        Assert.Equal("no libqatzip", Availability.No("no libqatzip").ToString());
        Assert.Equal("no libqatzip (apt install qatzip)", Availability.No("no libqatzip", "apt install qatzip").ToString());
    }
}
