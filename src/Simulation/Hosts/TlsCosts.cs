using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Simulation.Parameters;

namespace MultifdBench.Simulation.Hosts;

/// <summary>What encryption adds to what is sent and received, beside the socket's own costs; times in nanoseconds of CPU.</summary>
/// <param name="EncryptNsPerByte">A byte at the side that sends it.</param>
/// <param name="DecryptNsPerByte">A byte at the side that receives it.</param>
/// <param name="EncryptNsPerRecord">A record at the side that sends it, its bytes apart.</param>
/// <param name="DecryptNsPerRecord">A record at the side that receives it, its bytes apart.</param>
/// <param name="HandshakeNs">A handshake, on either side.</param>
/// <param name="RecordsPerPage">
/// Records for a page that goes as a part of its own: 1 in QEMU, which sends each such part by itself; 0 where records are filled up.
/// </param>
public sealed record TlsCosts(double EncryptNsPerByte, double DecryptNsPerByte, double EncryptNsPerRecord, double DecryptNsPerRecord,
    double HandshakeNs, double RecordsPerPage)
{
    private const string Group = "tls";

    /// <summary>Records of a stretch that goes out together.</summary>
    /// <param name="packets">Packets in it, each of which begins a record; 0 for what is written as one stream.</param>
    /// <param name="partPages">Pages in it that are parts of their own: as they are, or compressed one by one.</param>
    /// <param name="bytes">Its bytes, records' own apart.</param>
    public long Records(long packets, long partPages, long bytes)
    {
        long each = Math.Max(1, packets);
        return Math.Max(each * TlsRecord.CountFor((bytes + each - 1) / each), packets + (long)(partPages * RecordsPerPage));
    }

    /// <summary>CPU of the side that sends.</summary>
    public double EncryptNs(long bytes, long records) => bytes * EncryptNsPerByte + records * EncryptNsPerRecord;

    /// <summary>CPU of the side that receives.</summary>
    public double DecryptNs(long bytes, long records) => bytes * DecryptNsPerByte + records * DecryptNsPerRecord;

    /// <summary>Null for a host whose file says nothing of TLS.</summary>
    internal static TlsCosts? From(ParameterSet parameters)
    {
        if (!parameters.Names("").Contains(Group)) return null;
        double Ns(string key, string unit, double most) => parameters.Number($"{Group}.{key}", unit, 0, most);
        return new TlsCosts(
            Ns("encrypt_ns_per_byte", "ns/B", 100),
            Ns("decrypt_ns_per_byte", "ns/B", 100),
            Ns("encrypt_ns_per_record", "ns", 1e6),
            Ns("decrypt_ns_per_record", "ns", 1e6),
            Ns("handshake_ms", "ms", 1e4) * 1e6,
            Ns("records_per_page", "records", 1));
    }
}
