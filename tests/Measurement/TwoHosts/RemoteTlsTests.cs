using MultifdBench.Core;
using MultifdBench.Measurement.Planning;
using MultifdBench.Measurement.Runs;
using MultifdBench.Measurement.TwoHosts;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Results;
using MultifdBench.Tests.Multifd.Transport.Tls;

namespace MultifdBench.Tests.Measurement.TwoHosts;

/// <summary>Two parties over TLS: the same run, and a side that is in the clear, or shows the wrong certificate, gets nothing.</summary>
public sealed class RemoteTlsTests : IDisposable
{
    private readonly RunCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public void RunningGuest_ArrivesVerified_AndTheRowSaysHowItWasEncrypted()
    {
        using TwoParties parties = new(options => options with { Tls = _certificates.Destination });
        using GuestSetup guest = TwoParties.Guest();
        Task<DestinationReport> serving = parties.Serve();
        RunSpec spec = new() { Channels = 3, Tls = true };
        RunMeasurement run = parties.Migrate(guest, spec, tls: _certificates.Source);
        Assert.Equal(("", RunOutcome.Completed, true), (run.Reason, run.Outcome, run.Verified));
        Assert.Equal(RunOutcome.Completed, TwoParties.Await(serving).Outcome);
        RunRow row = run.Figures.ToRow(TwoParties.Plan(spec).Combination.NewRow(1, DateTimeOffset.UnixEpoch));
        Assert.True(row.Tls);
        Assert.StartsWith("TLS 1.", row.TlsVersion, StringComparison.Ordinal);
        Assert.True(row.TlsHandshakeMs > 0);
    }

    [Fact]
    public void SourceInTheClear_IsToldSo_AndTheNextOneIsServed()
    {
        using TwoParties parties = new(options => options with { Tls = _certificates.Destination });
        using GuestSetup guest = TwoParties.Guest();
        Task<DestinationReport> serving = parties.Serve();
        RefusedException refusal = Assert.Throws<RefusedException>(() => parties.Migrate(guest, new RunSpec()));
        Assert.Equal("this destination takes only encrypted connections; give the source --tls-creds too", refusal.Message);
        Assert.EndsWith("was turned away: it is in the clear, and only encrypted connections are taken", parties.AwaitNote(),
            StringComparison.Ordinal);
        Assert.True(parties.Migrate(guest, new RunSpec { Tls = true }, tls: _certificates.Source).Verified);
        Assert.Equal(RunOutcome.Completed, TwoParties.Await(serving).Outcome);
    }

    [Fact]
    public void DestinationInTheClear_IsNamedByTheSource()
    {
        using TwoParties parties = new();
        using GuestSetup guest = TwoParties.Guest();
        ConnectionException failure = Assert.Throws<ConnectionException>(
            () => parties.Migrate(guest, new RunSpec { Tls = true }, tls: _certificates.Source));
        Assert.StartsWith($"{parties.Address}: the destination does not speak TLS: it answers in the clear", failure.Message,
            StringComparison.Ordinal);
        Assert.Contains("the peer is a TLS client (a source with --tls-creds needs a destination with --tls-creds)", parties.AwaitNote(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ForeignCertificate_IsAStrangers()
    {
        using RunCertificates others = new();
        using TestAuthority authority = new();
        using TlsCredentials server = authority.Credentials(authority.Issue("localhost", TestAuthority.ForServers));
        using TlsCredentials stranger = authority.Credentials(authority.Issue("me", TestAuthority.ForClients));
        using TestAuthority foreign = new("somebody else");
        using TlsCredentials intruder = foreign.Credentials(foreign.Issue("intruder", TestAuthority.ForClients), trusted: authority);
        using TwoParties parties = new(options => options with { Tls = TlsEnd.Destination(server) });
        using GuestSetup guest = TwoParties.Guest();
        Task<DestinationReport> serving = parties.Serve();
        Assert.Throws<ConnectionException>(
            () => parties.Migrate(guest, new RunSpec { Tls = true }, tls: TlsEnd.Source(intruder, "localhost")));
        Assert.EndsWith("was turned away: the source's certificate (CN=intruder) is foreign: it does not come from the authority in ca.pem",
            parties.AwaitNote(), StringComparison.Ordinal);
        Assert.Throws<ConnectionException>(() => parties.Migrate(guest, new RunSpec { Tls = true }, tls: others.Source));
        Assert.True(parties.Migrate(guest, new RunSpec { Tls = true }, tls: TlsEnd.Source(stranger, "localhost")).Verified);
        Assert.Equal(RunOutcome.Completed, TwoParties.Await(serving).Outcome);
    }

    [Fact]
    public void RunThatIsToBeEncrypted_NeverGoesInTheClear()
    {
        using TwoParties parties = new();
        using GuestSetup guest = TwoParties.Guest();
        Assert.Contains("name certificates with --tls-creds",
            Assert.Throws<UsageException>(() => parties.Migrate(guest, new RunSpec { Tls = true })).Message, StringComparison.Ordinal);
        Assert.Contains("are all encrypted, or none",
            Assert.Throws<UsageException>(() => parties.Migrate(guest, new RunSpec(), tls: _certificates.Source)).Message,
            StringComparison.Ordinal);
    }
}
