using System.Net;
using System.Net.Sockets;
using MultifdBench.Multifd.Transport;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Multifd.TwoHosts;

/// <summary>Frames of a control connection: bounded in length and in time.</summary>
public sealed class ControlConnectionTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(25);

    [Fact]
    public void Frames_ArriveInOrderAndWorkingIsNoFrame()
    {
        (ControlConnection ours, Socket peer) = Pair(Long);
        using (ours)
        using (ControlConnection theirs = new(peer, Long))
        {
            theirs.Send(ControlFrameType.Working);
            theirs.Send(ControlFrameType.Settings, "abc"u8);
            theirs.Send(ControlFrameType.Working);
            theirs.Send(ControlFrameType.Ready);
            ControlFrame frame = Bounded.Run("receive", () => ours.Receive("settings", 3));
            Assert.Equal((ControlFrameType.Settings, "abc"), (frame.Type, System.Text.Encoding.ASCII.GetString(frame.Body)));
            Assert.Empty(Bounded.Run("receive", () => ours.Receive(ControlFrameType.Ready, "word", 0)));
        }
    }

    [Theory]
    [InlineData("0001000000000004", "a frame of 4 bytes in place of settings, which has at most 3")]
    [InlineData("00010000ffffffff", "a frame of 4294967295 bytes in place of settings")]
    [InlineData("0005000000ffffff", "a frame of 16777215 bytes in place of settings")]
    [InlineData("0063000000000000", "a frame of type 99 in place of settings")]
    public void WrongFrame_IsRefusedBeforeItsBody(string header, string expected)
    {
        (ControlConnection ours, Socket peer) = Pair(Long);
        using (ours)
        using (peer)
        {
            peer.Send(Convert.FromHexString(header));
            WireException e = Assert.Throws<WireException>(() => Bounded.Run("receive", () => ours.Receive("settings", 3)));
            Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OtherType_IsNamed()
    {
        (ControlConnection ours, Socket peer) = Pair(Long);
        using (ours)
        using (ControlConnection theirs = new(peer, Long))
        {
            theirs.Send(ControlFrameType.Ready);
            WireException e =
                Assert.Throws<WireException>(() => Bounded.Run("receive", () => ours.Receive(ControlFrameType.Digest, "hashes", 0)));
            Assert.Contains("a frame of type Ready in place of hashes", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0001000000000003")]
    [InlineData("00010000000000036162")]
    public void SilentPeer_IsAnErrorThatSaysWhatWasAwaited(string sent)
    {
        (ControlConnection ours, Socket peer) = Pair(Short);
        using (ours)
        using (peer)
        {
            peer.Send(Convert.FromHexString(sent));
            ConnectionException e = Assert.Throws<ConnectionException>(() => Bounded.Run("receive", () => ours.Receive("settings", 3)));
            Assert.Contains("has been silent for 0.2 s; settings was awaited", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("000100")]
    [InlineData("00010000000000036162")]
    public void ClosedConnection_IsAnError(string sent)
    {
        (ControlConnection ours, Socket peer) = Pair(Long);
        using (ours)
        {
            peer.Send(Convert.FromHexString(sent));
            peer.Dispose();
            ConnectionException e = Assert.Throws<ConnectionException>(() => Bounded.Run("receive", () => ours.Receive("settings", 3)));
            Assert.Contains("closed the control connection before it sent settings", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Refusal_IsItsReasonWithoutControlCharacters()
    {
        (ControlConnection ours, Socket peer) = Pair(Long);
        using (ours)
        using (ControlConnection theirs = new(peer, Long))
        {
            theirs.TryRefuse("no\u001b[31m\r\nroom");
            RefusedException e = Assert.Throws<RefusedException>(() => Bounded.Run("receive", () => ours.Receive("settings", 3)));
            Assert.Equal("no [31m  room", e.Message);
        }
    }

    /// <summary>Else a silent peer would cost its patience twice.</summary>
    [Fact]
    public void PeerThatWasWaitedForInVain_IsNotWaitedForAgain()
    {
        (ControlConnection ours, Socket peer) = Pair(TimeSpan.FromMinutes(5));
        using (ours)
        using (peer)
        {
            peer.Send(Convert.FromHexString("0063000000000000"));
            Assert.Throws<WireException>(() => Bounded.Run("receive", () => ours.Receive("settings", 3)));
            Bounded.Run("wait", ours.WaitForClose);
        }
    }

    [Fact]
    public void PeerThatNeverStopsTalking_IsNotHeardForEver()
    {
        (ControlConnection ours, Socket peer) = Pair(TimeSpan.FromMinutes(5));
        using (ours)
        using (ControlConnection theirs = new(peer, Long))
        {
            for (int i = 0; i < 16; i++) theirs.Send(ControlFrameType.Ready);
            Bounded.Run("wait", ours.WaitForClose);
        }
    }

    [Fact]
    public void OpeningOfNoBytes_IsAProbe()
    {
        (ControlConnection ours, Socket peer) = Pair(Long);
        using (ours)
        {
            peer.Dispose();
            Assert.Null(Bounded.Run("opening", ours.ReceiveOpening));
            Assert.True(ours.IsClosedByPeer);
        }
    }

    private static (ControlConnection Ours, Socket Peer) Pair(TimeSpan silence)
    {
        using Socket listener = TcpSockets.Listen(new HostAddress("127.0.0.1", 0));
        Socket peer = TcpSockets.Connect(new HostAddress("127.0.0.1", ((IPEndPoint)listener.LocalEndPoint!).Port), Long);
        return (new ControlConnection(listener.Accept(), silence), peer);
    }
}
