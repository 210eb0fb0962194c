using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Multifd.Source;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Results;
using MultifdBench.Simulation.Hosts;
using MultifdBench.Simulation.Migrations;

namespace MultifdBench.Tests.Simulation;

/// <summary>What encryption costs a simulated migration.</summary>
public sealed class TlsModelTests
{
    private const double NsPerByte = 1;
    private static readonly TlsCosts Gathering = new(1, 2, 10, 20, 0, RecordsPerPage: 0);
    private static readonly TlsCosts PageByPage = Gathering with { RecordsPerPage = 1 };

    [Theory]
    [InlineData(1, 0, 1, 1)]
    [InlineData(1, 0, 16_384, 1)]
    [InlineData(1, 0, 16_385, 2)]
    [InlineData(1, 128, 1344 + 128 * 4096, 33)]
    [InlineData(2, 0, 2 * 16_385, 4)] // each packet begins a record
    [InlineData(0, 0, 9, 1)] // records of zero pages, written as one stream
    public void AHostThatFillsRecordsUp_HasAsManyAsTheBytesTake(long packets, long pages, long bytes, long records) =>
        Assert.Equal(records, Gathering.Records(packets, pages, bytes));

    [Theory]
    [InlineData(1, 128, 1344 + 128 * 4096, 129)] // at most 129 in QEMU: a header, and each page
    [InlineData(1, 0, 1344 + 100_000, 7)] // a stream is one part
    [InlineData(3, 384, 3 * (1344 + 128 * 1000), 387)] // pages compressed one by one
    [InlineData(0, 5, 5 * 4104, 5)] // postcopy
    public void AHostThatSendsEachPartByItself_HasARecordForEach(long packets, long pages, long bytes, long records) =>
        Assert.Equal(records, PageByPage.Records(packets, pages, bytes));

    /// <summary>On hosts where nothing else costs anything, the sender's stage is encryption: bytes, records and two handshakes.</summary>
    [Fact]
    public void TheSenderIsSlower_AndBothSidesPay()
    {
        HostModel host = Host(("tls.encrypt_ns_per_record", 500), ("tls.handshake_ms", 7));
        SimulationResult clear = Models.Run(host, Models.Guest(), Models.Setup("none", 1));
        SimulationResult encrypted = Models.Run(host, Models.Guest(), Encrypted("none", 1));
        const long Packets = Models.Pages / 128, Records = Packets * 129;
        const double Bytes = Models.Pages * (double)Page.SizeBytes + Packets * 1344;
        double expectedNs = Bytes * NsPerByte + Records * 500 + 2 * 7e6;
        Assert.InRange((encrypted.SourceCpuNs - clear.SourceCpuNs) / expectedNs, 0.999, 1.001);
        // Decryption costs a byte twice as much, those of the records included.
        double receivedNs = 2 * NsPerByte * (Bytes + Records * TlsRecord.OverheadBytes) + 2 * 7e6;
        Assert.InRange((encrypted.DestinationCpuNs - clear.DestinationCpuNs) / receivedNs, 0.999, 1.001);
        Assert.True(encrypted.TotalNs >= receivedNs, $"{encrypted.TotalNs} ns");
        Assert.Equal(clear.WireBytes + Records * TlsRecord.OverheadBytes, encrypted.WireBytes);
        Assert.Equal(2 * 7_000_000, encrypted.SetupNs - clear.SetupNs);
    }

    /// <summary>Compression saves TLS work: half the bytes, half the time.</summary>
    [Theory]
    [InlineData("zlib", 1)]
    [InlineData("zlib", 4)]
    [InlineData("qpl", 2)]
    public void FewerBytesOnTheWire_LessTimeInTls(string method, int channels)
    {
        HostModel host = Host();
        double raw = ExtraCpuNs(host, "none", channels), compressed = ExtraCpuNs(host, method, channels);
        Assert.True(compressed < raw, $"{compressed} ns of {raw} ns");
        Assert.InRange(raw / compressed, 1.9, 2.02);
    }

    [Theory]
    [InlineData(ZeroPageDetection.Legacy)]
    [InlineData(ZeroPageDetection.Multifd)]
    [InlineData(ZeroPageDetection.None)]
    public void EveryPageArrives_AndNothingIsCheaperThanInTheClear(ZeroPageDetection detection)
    {
        HostModel host = Models.Host("spr-v4");
        SimulationResult Run(bool tls) => Models.Run(host, Models.Guest(content: 0.6),
            Models.Setup("none", 3) with { ZeroPageDetection = detection, Tls = tls });
        (SimulationResult clear, SimulationResult encrypted) = (Run(false), Run(true));
        Assert.Equal(Models.Pages, encrypted.ReceivedPages);
        Assert.True(encrypted.SourceCpuNs > clear.SourceCpuNs);
        Assert.True(encrypted.DestinationCpuNs > clear.DestinationCpuNs);
        Assert.True(encrypted.TotalNs > clear.TotalNs);
        Assert.InRange((double)encrypted.WireBytes / clear.WireBytes, 1.0001, 1.01);
    }

    [Fact]
    public void AHostThatDoesNotSayWhatItCosts_IsRefused()
    {
        HostModel host = Models.IdealHost() with { Name = "mine", Tls = null };
        UsageException refused = Assert.Throws<UsageException>(() => Models.Run(host, Models.Guest(), Encrypted("none", 1)));
        Assert.Contains("Host 'mine' has no costs of TLS; add the tls parameters", refused.Message, StringComparison.Ordinal);
        Assert.Contains("leave --tls out", refused.Message, StringComparison.Ordinal);
        Assert.Equal(RunOutcome.Completed, Models.Run(host, Models.Guest(), Models.Setup("none", 1)).Outcome);
    }

    private static MigrationSetup Encrypted(string method, int channels) => Models.Setup(method, channels) with { Tls = true };

    private static double ExtraCpuNs(HostModel host, string method, int channels)
    {
        double Cpu(MigrationSetup setup)
        {
            SimulationResult result = Models.Run(host, Models.Guest(), setup);
            return result.SourceCpuNs + result.DestinationCpuNs;
        }

        return Cpu(Encrypted(method, channels)) - Cpu(Models.Setup(method, channels));
    }

    private static HostModel Host(params (string Key, double Value)[] changes) => Models.IdealHost(
    [
        ("tls.encrypt_ns_per_byte", NsPerByte), ("tls.decrypt_ns_per_byte", 2 * NsPerByte), ("tls.encrypt_ns_per_record", 0),
        ("tls.decrypt_ns_per_record", 0), ("tls.handshake_ms", 0), .. changes,
    ]);
}
