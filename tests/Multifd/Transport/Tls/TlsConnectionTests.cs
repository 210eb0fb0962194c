using System.Text;
using MultifdBench.Measurement.Runs;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.Transport.Tls;

namespace MultifdBench.Tests.Multifd.Transport.Tls;

/// <summary>Encryption over every transport: what arrives, what is on the wire, and who is turned away with which words.</summary>
public sealed class TlsConnectionTests : IDisposable
{
    private const int RecordBytes = 16 * 1024;
    private const int RecordOverheadBytes = 22;

    private readonly RunCertificates _certificates = new();

    public static TheoryData<string> Names => [.. Transports.Names];

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public unsafe void BytesOfBothDirections_Arrive_AndAgreeOnWhatEncryptsThem(string transport)
    {
        using TlsTransport connections = Encrypted(Transports.Create(transport));
        (IConnection source, IConnection destination) = connections.Connect();
        using (source)
        using (destination)
        {
            byte[] data = [.. Enumerable.Range(0, 700_001).Select(i => (byte)(i * 7919 >> 3))];
            byte[] received = new byte[data.Length];
            fixed (byte* start = data)
            {
                nint address = (nint)start;
                Task<int> receiving = Start(() => destination.Receive(received));
                Task sending = Start(() => Send(source, address, data.Length));
                Assert.Equal(data.Length, Result("receive", receiving));
                Result("send", sending);
            }

            Assert.Equal(data, received);
            Task answering = Start(() => destination.Send("done"u8));
            byte[] answer = new byte[4];
            Assert.Equal(4, Bounded.Run("answer", () => source.Receive(answer)));
            Result("answer", answering);
            Assert.Equal("done"u8.ToArray(), answer);
            Assert.NotNull(source.Tls);
            Assert.Equal((source.Tls.Version, source.Tls.Cipher), (destination.Tls!.Version, destination.Tls.Cipher));
            Assert.StartsWith("TLS", source.Tls.Version, StringComparison.Ordinal);
            Assert.StartsWith("TLS_", source.Tls.Cipher, StringComparison.Ordinal);
            Assert.True(source.Tls.HandshakeNs > 0);
        }
    }

    [Fact]
    public void NothingIsInTheClear_AndPartsShareFullRecords()
    {
        (Tap source, Tap destination) = Tap.CreatePair();
        using TlsConnection client = new(source, _certificates.Source);
        using TlsConnection server = new(destination, _certificates.Destination);
        ShakeHands(client, server);
        long before = client.CountedBytes;
        byte[] secret = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a page that nobody may read. ", 18_000)));
        Task<int> receiving = Start(() => Receive(server, new byte[secret.Length]));
        Bounded.Run("send", () => SendInPages(client, secret));
        Assert.Equal(secret.Length, Result("receive", receiving));
        Assert.Equal(-1, source.Sent.AsSpan().IndexOf("nobody may read"u8));
        Assert.True(source.Sent.Length > secret.Length);
        int records = (secret.Length + RecordBytes - 1) / RecordBytes;
        Assert.Equal(secret.Length + (records * RecordOverheadBytes), client.CountedBytes - before);
    }

    [Fact]
    public void TheEndOfWhatIsSent_IsANotice()
    {
        (Tap source, Tap destination) = Tap.CreatePair();
        using TlsConnection client = new(source, _certificates.Source);
        using TlsConnection server = new(destination, _certificates.Destination);
        ShakeHands(client, server);
        long before = client.CountedBytes, serversBefore = server.CountedBytes;
        Task<int> receiving = Start(() => Receive(server, new byte[10]));
        Bounded.Run("close", () =>
        {
            client.Send("abc"u8);
            client.CloseSend();
        });
        Assert.Equal(3, Result("receive", receiving));
        // A record of three bytes, and one of the two that an alert has.
        Assert.Equal(3 + 2 + (2 * RecordOverheadBytes), client.CountedBytes - before);
        Assert.Equal(serversBefore, server.CountedBytes);
    }

    /// <summary>A peer that never reads must find nothing to read: its close would be a reset.</summary>
    [Fact]
    public void WithoutTickets_TheServersLastWordIsThatOfTheHandshake()
    {
        (Tap source, Tap destination) = Tap.CreatePair();
        using TlsConnection client = new(source, _certificates.Source);
        using TlsConnection server = new(destination, _certificates.Destination.WithoutTickets());
        ShakeHands(client, server);
        byte[] received = new byte[3];
        Task<int> receiving = Start(() => Receive(server, received));
        Bounded.Run("send", () => client.Send("abc"u8));
        Assert.Equal(3, Result("receive", receiving));
        // In TLS 1.2 the server ends the handshake, so all that it has sent was awaited; nothing followed what the client sent then.
        Assert.Equal("TLS 1.2", server.Tls!.Version);
        Assert.True(destination.LastSent < source.LastSent, "the server has said something behind the handshake");
    }

    [Fact]
    public void ADestinationInTheClear_IsNamed_AndNothingIsSentToIt()
    {
        (Tap source, Tap destination) = Tap.CreatePair();
        using TlsConnection client = new(source, _certificates.Source);
        destination.Send("MFDBENCH and more"u8);
        TlsException failure = Bounded.Run("handshake", () => Assert.Throws<TlsException>(() => client.Send("secret"u8)));
        Assert.Equal("the destination does not speak TLS: it answers in the clear. Start it with --tls-creds, or both sides without",
            failure.Message);
        Assert.Equal(-1, source.Sent.AsSpan().IndexOf("secret"u8));
        // It stays so: nothing is tried again on a connection that failed.
        Assert.Throws<ConnectionException>(() => client.Send("secret"u8));
    }

    [Fact]
    public void ASourceInTheClear_IsNamed()
    {
        (Tap source, Tap destination) = Tap.CreatePair();
        using TlsConnection server = new(destination, _certificates.Destination);
        source.Send("QEVM, a main stream in the clear"u8);
        TlsException failure = Bounded.Run("handshake", () => Assert.Throws<TlsException>(() => Receive(server, new byte[4])));
        Assert.StartsWith("the source does not speak TLS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void APeerThatSaysNothing_IsNotWaitedForForEver()
    {
        (Tap source, _) = Tap.CreatePair();
        using TlsConnection client = new(source, _certificates.Source.WithLimit(TimeSpan.FromMilliseconds(100)));
        TlsException failure = Bounded.Run("handshake", () => Assert.Throws<TlsException>(client.ShakeHands));
        Assert.Equal("no TLS handshake with the destination in 0.1 s; is that side started with TLS?", failure.Message);
    }

    [Fact]
    public void AnAbort_EndsAHandshake()
    {
        (Tap source, _) = Tap.CreatePair();
        using TlsConnection client = new(source, _certificates.Source);
        Task shaking = Start(() => Assert.Throws<ConnectionException>(client.ShakeHands));
        Bounded.Until("client hello", () => source.CountedBytes > 0);
        client.Abort();
        Result("handshake", shaking);
    }

    [Fact]
    public void APeerThatHangsUpInTheHandshake_IsALostConnection()
    {
        (Tap source, Tap destination) = Tap.CreatePair();
        using TlsConnection client = new(source, _certificates.Source);
        destination.Dispose();
        ConnectionException failure = Bounded.Run("handshake", () => Assert.Throws<ConnectionException>(client.ShakeHands));
        Assert.Equal("the destination ended the connection during the TLS handshake; why, it says on its side", failure.Message);
    }

    [Fact]
    public void CertificatesThatWillNotDo_AreNamedWithTheReason()
    {
        using TestAuthority authority = new();
        using TestAuthority foreign = new("somebody else");
        DateTimeOffset past = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);
        (string, string) good = authority.Issue("localhost", TestAuthority.ForServers);
        (string, string) client = authority.Issue("me", TestAuthority.ForClients);

        Assert.Equal(
            "the destination's certificate (CN=localhost) is foreign: it does not come from the authority in ca.pem",
            SourceRefuses(authority.Credentials(client),
                foreign.Credentials(foreign.Issue("localhost", TestAuthority.ForServers), trusted: authority)));
        Assert.Equal(
            "the destination's certificate (CN=localhost) expired on 2024-05-06 07:08:09 UTC",
            SourceRefuses(authority.Credentials(client),
                authority.Credentials(authority.Issue("localhost", TestAuthority.ForServers, past.AddDays(-1), past))));
        Assert.Equal(
            "the destination's certificate (CN=otherhost) is not for 'localhost', the name that is connected to: it is for otherhost. "
            + "Give --tls-hostname the name in the certificate",
            SourceRefuses(authority.Credentials(client), authority.Credentials(authority.Issue("otherhost", TestAuthority.ForServers))));
        Assert.Equal(
            "the destination's certificate (CN=localhost) is not for this use: a destination needs one for TLS servers",
            SourceRefuses(authority.Credentials(client), authority.Credentials(authority.Issue("localhost", TestAuthority.ForClients))));
        Assert.Equal(
            "the source's certificate (CN=me) is foreign: it does not come from the authority in ca.pem",
            DestinationRefuses(foreign.Credentials(foreign.Issue("me", TestAuthority.ForClients), trusted: authority),
                authority.Credentials(good)));
        using TestAuthority longLived = new(until: new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero));
        DateTimeOffset future = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            "the source's certificate (CN=me) is not valid before 2100-01-01 00:00:00 UTC",
            DestinationRefuses(
                longLived.Credentials(longLived.Issue("me", TestAuthority.ForClients, future, future.AddDays(9))),
                longLived.Credentials(longLived.Issue("localhost", TestAuthority.ForServers))));
    }

    private static string SourceRefuses(TlsCredentials client, TlsCredentials server) => Refuses(client, server, isSource: true);

    private static string DestinationRefuses(TlsCredentials client, TlsCredentials server) => Refuses(client, server, isSource: false);

    /// <summary>What the side says that finds the fault; the other one has lost its connection.</summary>
    private static string Refuses(TlsCredentials client, TlsCredentials server, bool isSource)
    {
        using (client)
        using (server)
        {
            (Tap sending, Tap receiving) = Tap.CreatePair();
            using TlsConnection source = new(sending, TlsEnd.Source(client, "localhost"));
            using TlsConnection destination = new(receiving, TlsEnd.Destination(server));
            Task<Exception?> other = Start(() => Record.Exception(() => ReceiveOne(isSource ? destination : source)));
            TlsException failure =
                Bounded.Run("handshake", () => Assert.Throws<TlsException>(() => ReceiveOne(isSource ? source : destination)));
            (isSource ? source : destination).Dispose();
            Assert.IsType<ConnectionException>(Result("other side", other));
            return failure.Message;
        }
    }

    private static int Receive(IConnection connection, Span<byte> buffer) => connection.Receive(buffer);

    private static void ReceiveOne(TlsConnection connection)
    {
        if (Receive(connection, new byte[1]) == 0) throw new ConnectionException("closed");
    }

    private TlsTransport Encrypted(ITransport plain) => new(plain, _certificates.Source, _certificates.Destination);

    private static void ShakeHands(TlsConnection client, TlsConnection server)
    {
        Task shaking = Start(server.ShakeHands);
        Bounded.Run("handshake", client.ShakeHands);
        Result("handshake", shaking);
    }

    private static unsafe void Send(IConnection connection, nint start, int length)
    {
        IoVector[] parts = [new(start, 4096), new(start + 4096, 0), new(start + 4096, (nuint)(length - 5000))];
        connection.Send(parts.AsSpan());
        connection.Send(new ReadOnlySpan<byte>((void*)(start + length - 904), 904));
    }

    private static unsafe void SendInPages(TlsConnection connection, byte[] data)
    {
        const int PageBytes = 4096;
        fixed (byte* start = data)
        {
            var parts = new IoVector[(data.Length + PageBytes - 1) / PageBytes];
            for (int i = 0; i < parts.Length; i++)
                parts[i] = new IoVector((nint)start + (i * PageBytes), (nuint)Math.Min(PageBytes, data.Length - (i * PageBytes)));
            connection.Send(parts.AsSpan());
        }
    }

    private static Task<T> Start<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task Start(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static T Result<T>(string what, Task<T> task) => Bounded.Run(what, () => task.GetAwaiter().GetResult());

    private static void Result(string what, Task task) => Bounded.Run(what, () => task.GetAwaiter().GetResult());
}
