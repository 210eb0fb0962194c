using System.Net.Sockets;
using System.Text.Json;
using MultifdBench.Multifd.Qemu;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>
/// What goes wrong between a real QEMU and us is said clearly, ends by itself, and leaves what has arrived in the result.
/// </summary>
[Collection(nameof(QemuMigrationTests))]
[Trait("needs", "qemu")]
public sealed class QemuFailureTests
{
    private const int Slow = 16 << 20;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public void SecondSource_IsRefusedAndTheFirstArrives()
    {
        using QemuGuest first = Start();
        using QemuGuest second = Start();
        using QemuReception reception = new("none");
        first.Migrate(reception.EndPoint, "none", channels: 2, maxBandwidth: Slow);
        reception.WaitForConnections();
        second.Migrate(reception.EndPoint, "none", channels: 2);
        Assert.Equal("failed", second.WaitForEnd());
        Assert.Null(reception.Join().Failure);
        Assert.Equal("completed", first.WaitForEnd());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public void IdleStrangers_AreNotInTheWay(int strangers)
    {
        using QemuGuest guest = Start();
        using QemuReception reception = new("none");
        List<Socket> idle = [.. Enumerable.Range(0, strangers)
            .Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];
        idle.ForEach(socket => socket.Connect(reception.EndPoint));
        guest.Migrate(reception.EndPoint, "none", channels: 2);
        Assert.Null(reception.Join().Failure);
        Assert.Equal("completed", guest.WaitForEnd());
        idle.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void SourceKilled_KeepsWhatArrived()
    {
        using QemuGuest guest = Start();
        using QemuReception reception = new("none");
        guest.Migrate(reception.EndPoint, "none", channels: 2, maxBandwidth: Slow);
        WaitForPages(guest);
        guest.Kill();
        ReceivedMigration received = reception.Join();
        Assert.NotNull(received.Failure);
        Assert.DoesNotContain('\n', received.Failure.Message);
        Assert.True(received.WireBytes > 0 && received.Connections.Count == 3 && received.Memory is not null);
    }

    [Fact]
    public void SourceThatCancels_IsAFailure()
    {
        using QemuGuest guest = Start();
        using QemuReception reception = new("zstd");
        guest.Migrate(reception.EndPoint, "zstd", channels: 2, maxBandwidth: Slow);
        WaitForPages(guest);
        guest.Cancel();
        Assert.NotNull(reception.Join().Failure);
        Assert.Equal("cancelled", guest.WaitForEnd());
    }

    [Fact]
    public void WrongMethod_NamesBothAndTheOption()
    {
        using QemuGuest guest = Start();
        using QemuReception reception = new("zstd");
        guest.Migrate(reception.EndPoint, "zlib", channels: 2);
        Assert.Contains("made by method zlib, expected zstd; multifd-compression must be equal on both sides",
            reception.Join().Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 4, "2 of 4 multifd channels have connected within 1 s of the main stream's set-up (missing: 2, 3); multifd-channels "
        + "must be equal on both sides")]
    [InlineData(4, 2, "4 multifd channels have connected, 2 were expected; multifd-channels must be equal on both sides")]
    public void OtherNumberOfChannels_IsNamed(int sent, int expected, string message)
    {
        using QemuGuest guest = Start();
        using QemuReception reception = new("none", expected, Soon);
        guest.Migrate(reception.EndPoint, "none", sent);
        Assert.Contains(message, reception.Join().Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SourceWithoutMultifd_IsToldToTurnItOn()
    {
        using QemuGuest guest = Start();
        using QemuReception reception = new("none", channels: null, Soon);
        guest.Migrate(reception.EndPoint, "none", channels: 2, multifd: false);
        Assert.Contains("no multifd channel has connected", reception.Join().Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(QemuInstallation.OnPath)]
    [InlineData(QemuInstallation.Debian13)]
    public void SourceWithReturnPath_IsAnswered(string qemu)
    {
        using QemuGuest guest = new(QemuInstallation.FindOrSkip(qemu));
        using QemuReception reception = new("none");
        guest.Migrate(reception.EndPoint, "none", channels: 2, returnPath: true);
        Assert.Null(reception.Join().Failure);
        Assert.Equal("completed", guest.WaitForEnd());
    }

    private static QemuGuest Start() => new(QemuInstallation.FindOrSkip(QemuInstallation.OnPath));

    private static void WaitForPages(QemuGuest guest) =>
        Bounded.Run("QEMU sends pages", () =>
        {
            while (!guest.Query().TryGetProperty("ram", out JsonElement ram) || ram.GetProperty("normal").GetInt64() == 0) Thread.Sleep(10);
        });
}
