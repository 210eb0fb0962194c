using System.Net;
using System.Net.Sockets;
using MultifdBench.Core;
using MultifdBench.Multifd.Transport;

namespace MultifdBench.Tests.Multifd.Transport;

/// <summary>Addresses as users write them, and sockets that are refused with the reason.</summary>
public sealed class HostAddressTests
{
    [Theory]
    [InlineData("4444", "127.0.0.1", 4444)]
    [InlineData(":4444", "127.0.0.1", 4444)]
    [InlineData("0", "127.0.0.1", 0)]
    [InlineData("build-1.example:65535", "build-1.example", 65535)]
    [InlineData("0.0.0.0:1", "0.0.0.0", 1)]
    [InlineData("[::1]:22", "::1", 22)]
    public void Text_IsHostAndPort(string text, string host, int port) =>
    Assert.Equal(new HostAddress(host, port), HostAddress.Parse("--listen", text));

    [Theory]
    [InlineData("")]
    [InlineData("host")]
    [InlineData("host:")]
    [InlineData("host:65536")]
    [InlineData("host:-1")]
    [InlineData("host:4444x")]
    [InlineData("::1:22")]
    [InlineData("[]:22")]
    [InlineData("a b:22")]
    [InlineData("99999999999")]
    public void NoAddress_NamesOptionAndRemedy(string text)
    {
        UsageException e = Assert.Throws<UsageException>(() => HostAddress.Parse("--connect", text));
        Assert.Contains($"--connect {text} is no address: use HOST:PORT", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AsText_ItReadsBack()
    {
        foreach (HostAddress address in (HostAddress[])[new("::1", 22), new("a.example", 1)])
            Assert.Equal(address, HostAddress.Parse("--listen", address.ToString()));
    }

    [Fact]
    public void NobodyListens_SaysWhere()
    {
        using Socket listener = TcpSockets.Listen(new HostAddress("127.0.0.1", 0));
        HostAddress address = HostAddress.Parse("--connect", listener.LocalEndPoint!.ToString()!);
        listener.Dispose();
        ConnectionException e = Assert.Throws<ConnectionException>(() => TcpSockets.Connect(address, TimeSpan.FromSeconds(20)));
        Assert.StartsWith($"cannot connect to {address}: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HostThatDoesNotAnswer_IsAnErrorAfterTheLimit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "how a full queue of connections behaves is Linux's own");
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(backlog: 0);
        HostAddress address = HostAddress.Parse("--connect", listener.LocalEndPoint!.ToString()!);
        List<Socket> queue = [];
        // Nobody accepts: sooner or later the queue is full, and the kernel lets the next attempt wait.
        ConnectionException e = Assert.Throws<ConnectionException>(() =>
        {
            for (int i = 0; i < 64; i++) queue.Add(TcpSockets.Connect(address, TimeSpan.FromMilliseconds(300)));
        });
        queue.ForEach(socket => socket.Dispose());
        Assert.Equal($"cannot connect to {address}: no answer in 0.3 s", e.Message);
    }

    [Fact]
    public void TakenPort_SaysWhich()
    {
        using Socket listener = TcpSockets.Listen(new HostAddress("127.0.0.1", 0));
        HostAddress address = HostAddress.Parse("--listen", listener.LocalEndPoint!.ToString()!);
        ConnectionException e = Assert.Throws<ConnectionException>(() => TcpSockets.Listen(address));
        Assert.StartsWith($"cannot listen on {address}: ", e.Message, StringComparison.Ordinal);
    }
}
