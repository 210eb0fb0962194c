using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>QEMU's monitor protocol over a Unix socket: one command at a time, events passed over.</summary>
internal sealed class QmpClient : IDisposable
{
    private const int TimeoutMs = 60_000;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private QmpClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket);
        _reader = new StreamReader(_stream, Encoding.UTF8);
        _reader.ReadLine();
        Execute("qmp_capabilities");
    }

    /// <summary>Connects, or null while QEMU does not listen yet: the socket's file is there a little earlier.</summary>
    public static QmpClient? TryConnect(string path)
    {
        Socket socket =
            new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = TimeoutMs, SendTimeout = TimeoutMs };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        return new QmpClient(socket);
    }

    /// <summary>Runs a command and returns what it gives; an error fails the test.</summary>
    public JsonElement Execute(string command, object? arguments = null)
    {
        JsonElement answer = Send(command, arguments);
        return answer.TryGetProperty("return", out JsonElement result)
            ? result
            : throw new InvalidOperationException($"{command}: {answer}");
    }

    /// <summary>A command of the human monitor.</summary>
    public string Human(string line) =>
        Execute("human-monitor-command", new Dictionary<string, object> { ["command-line"] = line }).GetString()!;

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
        _socket.Dispose();
    }

    private JsonElement Send(string command, object? arguments)
    {
        string line =
            JsonSerializer.Serialize(new Dictionary<string, object> { ["execute"] = command, ["arguments"] = arguments ?? new { } });
        _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        while (true)
        {
            string answer = _reader.ReadLine() ?? throw new IOException($"QEMU has gone while it ran {command}.");
            JsonElement json = JsonDocument.Parse(answer).RootElement;
            if (!json.TryGetProperty("event", out _)) return json;
        }
    }
}
