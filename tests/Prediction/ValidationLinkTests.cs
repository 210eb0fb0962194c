using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Core;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Multifd.Transport;
using MultifdBench.Prediction.Validation;

namespace MultifdBench.Tests.Prediction;

/// <summary>The way to a destination is looked at before anything is predicted for it.</summary>
public sealed class ValidationLinkTests
{
    [Theory]
    [InlineData("this boot", true)]
    [InlineData("another", false)]
    [InlineData(null, false)]
    public void WhoseCoresTheyAre_IsToldByTheBootId(string? bootId, bool isHere)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "boot_id is Linux's");
        string? id = bootId == "this boot" ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : bootId;
        string facts = JsonText.Of(
            new Dictionary<string, object?> { ["cores"] = 3, ["kernel_details"] = new Dictionary<string, object?> { ["boot_id"] = id } });
        using DestinationServer server =
            new(
                new DestinationOptions
                {
                    Catalog = BuiltIn.Methods,
                    Listen = HostAddress.Parse("--listen", "0"),
                    Host = JsonDocument.Parse(facts).RootElement,
                },
                static _ => { });
        RemoteDestination remote = new(HostAddress.Parse("--destination", server.Address.ToString()));
        ValidationLink link = ValidationLink.Explore(new MatrixDestination(remote, JsonDocument.Parse(facts).RootElement), 10);
        Assert.Equal((isHere, 3), (link.SharesCores, link.DestinationCores));
        Assert.True(link.RoundTripUs > 0);
        Assert.Contains(isHere ? "Both ends are on this machine" : "another machine with 3 cores of its own", link.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ADestinationThatIsGone_IsSaid()
    {
        MatrixDestination gone =
            new(new RemoteDestination(HostAddress.Parse("--destination", "127.0.0.1:1")), JsonDocument.Parse("{}").RootElement);
        Assert.Contains("cannot connect to 127.0.0.1:1", Assert.Throws<UsageException>(() => ValidationLink.Explore(gone, 1)).Message,
            StringComparison.Ordinal);
    }
}
