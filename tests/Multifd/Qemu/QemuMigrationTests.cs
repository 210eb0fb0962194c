using MultifdBench.Guest;
using MultifdBench.Multifd.Qemu;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>Real QEMUs migrate into us, under software emulation: at the end we hold the guest's memory, byte for byte.</summary>
[Collection(nameof(QemuMigrationTests))]
[Trait("needs", "qemu")]
public sealed class QemuMigrationTests
{
    private static readonly string[] Methods = ["none", "zlib", "zstd"];

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string qemu in (string[])[QemuInstallation.OnPath, QemuInstallation.Debian13])
            {
                foreach (string method in Methods) cases.Add(qemu, method);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void PausedGuest_ArrivesByteForByte(string qemu, string method)
    {
        using QemuGuest guest = new(QemuInstallation.FindOrSkip(qemu));
        guest.Stop();
        byte[] memory = guest.SaveMemory();
        foreach (int channels in (int[])[1, 2, 4, 8])
        {
            using QemuReception reception = new(method);
            guest.Migrate(reception.EndPoint, method, channels);
            ReceivedMigration received = reception.Join();
            Assert.Null(received.Failure);
            Assert.Equal("completed", guest.WaitForEnd());
            Assert.Equal(channels, received.Channels);
            Assert.Equal(-1, QemuReception.FirstDifference(memory, received));
            Assert.InRange(received.Pages.Normal, 3 * 30 * 256 / 4, MemoryPages);
            Assert.Single(received.Rounds);
            // A migrated guest migrates again only once it has run.
            guest.Continue();
            guest.Stop();
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RunningGuest_ArrivesAsItStoppedAtTheSource(string qemu, string method)
    {
        using QemuGuest guest = new(QemuInstallation.FindOrSkip(qemu), dirtyPages: 1024, delay: 20_000);
        using QemuReception reception = new(method);
        guest.Migrate(reception.EndPoint, method, channels: 4, maxBandwidth: 64 << 20);
        ReceivedMigration received = reception.Join();
        Assert.Null(received.Failure);
        Assert.Equal("completed", guest.WaitForEnd());
        Assert.Equal(-1, QemuReception.FirstDifference(guest.SaveMemory(), received));
        // Both are a matter of how much of the CPU the guest gets; what a round is, EpochLogTests says.
        Assert.InRange(received.Rounds.Count, 1, guest.Query().GetProperty("ram").GetProperty("dirty-sync-count").GetInt32());
    }

    private const long MemoryPages = QemuGuest.MemoryBytes / Page.SizeBytes;
}
