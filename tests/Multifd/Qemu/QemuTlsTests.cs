using MultifdBench.Guest;
using MultifdBench.Measurement.Tls;
using MultifdBench.Multifd.Qemu;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Tests.Multifd.Transport.Tls;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>Real QEMUs migrate into us under TLS, with the same folder of certificates on both sides.</summary>
[Collection(nameof(QemuMigrationTests))]
[Trait("needs", "qemu")]
public sealed class QemuTlsTests : IDisposable
{
    private const string HostName = "destination.example";

    private readonly TemporaryFolder _temporary = new();
    private readonly TestAuthority _authority = new();
    private readonly string _folder;

    public QemuTlsTests() => _folder = _authority.WriteFolder(_temporary["creds"], HostName);

    public void Dispose()
    {
        _authority.Dispose();
        _temporary.Dispose();
    }

    [Theory]
    [InlineData(QemuInstallation.OnPath, "none", 1)]
    [InlineData(QemuInstallation.OnPath, "zstd", 4)]
    [InlineData(QemuInstallation.Debian13, "none", 4)]
    [InlineData(QemuInstallation.Debian13, "zstd", 1)]
    public void EncryptedGuest_ArrivesByteForByte(string qemu, string method, int channels)
    {
        using QemuGuest guest = new(QemuInstallation.FindOrSkip(qemu), credentials: _folder);
        guest.Stop();
        byte[] memory = guest.SaveMemory();
        using TlsCredentials credentials = new TlsFolder("--tls-creds", _folder).LoadDestination();
        using QemuReception reception = new(method, tls: TlsEnd.Destination(credentials));
        guest.Migrate(reception.EndPoint, method, channels, tlsHostname: HostName);
        ReceivedMigration received = reception.Join();
        Assert.Null(received.Failure);
        Assert.Equal("completed", guest.WaitForEnd());
        Assert.Equal(channels, received.Channels);
        Assert.StartsWith("TLS 1.", received.Tls!.Version, StringComparison.Ordinal);
        RamBlock block = received.Memory!.Blocks.Single(block => block.Name == "pc.ram");
        Assert.True(block.GetSpan(0, (int)block.LengthBytes).SequenceEqual(memory), "the memories differ");
        Assert.Empty(reception.Notes);
    }

    [Theory]
    [InlineData(QemuInstallation.OnPath)]
    [InlineData(QemuInstallation.Debian13)]
    public void SourceInTheClear_IsTurnedAway_AndFails(string qemu)
    {
        using QemuGuest guest = new(QemuInstallation.FindOrSkip(qemu));
        using TlsCredentials credentials = new TlsFolder("--tls-creds", _folder).LoadDestination();
        using QemuReception reception = new("none", tls: TlsEnd.Destination(credentials));
        guest.Migrate(reception.EndPoint, "none", 1);
        Assert.Equal("failed", guest.WaitForEnd());
        Bounded.Until("a note", () => reception.Notes.Count > 0);
        Assert.Contains("a QEMU source's without TLS: give it tls-creds", reception.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(QemuInstallation.OnPath)]
    [InlineData(QemuInstallation.Debian13)]
    public void EncryptedSource_AtADestinationInTheClear_IsTurnedAway_AndFails(string qemu)
    {
        using QemuGuest guest = new(QemuInstallation.FindOrSkip(qemu), credentials: _folder);
        using QemuReception reception = new("none");
        guest.Migrate(reception.EndPoint, "none", 1, tlsHostname: HostName);
        Assert.Equal("failed", guest.WaitForEnd());
        Bounded.Until("a note", () => reception.Notes.Count > 0);
        Assert.Contains("it is TLS: give --tls-creds here, or leave out tls-creds at the source", reception.Notes[0],
            StringComparison.Ordinal);
    }
}
