using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MultifdBench.Core;
using MultifdBench.Guest;

namespace MultifdBench.Workloads.RedisLive;

/// <summary>
/// A redis-server of our own on the loopback interface, on a free port, without persistence. It dies with this program, however that ends:
/// a shell waits on a pipe that only this program holds open, and kills the server when the pipe closes.
/// </summary>
internal sealed class RedisServer : IDisposable
{
    private const string Program = "redis-server";
    private const int Attempts = 3;
    private const int LogLines = 20;
    private static readonly TimeSpan StartUp = TimeSpan.FromSeconds(20);

    // Ctrl-C reaches the whole foreground group: the shell must outlive it to do its work, and the server must not shut down before this
    // program has ended the migration. Its own session (setsid, of util-linux) keeps it out; without, it ends by itself.
    internal const string Guard =
        """trap '' INT TERM HUP; $(command -v setsid) "$@" </dev/null >&2 & echo $!; read _; kill -9 $! 2>/dev/null; wait""";

    private readonly Process _guard;
    private readonly ConcurrentQueue<string> _log = new();

    private RedisServer(int port)
    {
        Port = port;
        ProcessStartInfo start = new("sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] server = [Program, "--port", Text(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no",
            "--dir", Path.GetTempPath()];
        foreach (string argument in (string[])["-c", Guard, "sh", .. server]) start.ArgumentList.Add(argument);
        _guard = Process.Start(start)!;
        Pid = int.Parse(_guard.StandardOutput.ReadLine() ?? "0", CultureInfo.InvariantCulture);
        // The server's own words come here; if nobody read them, the pipe would fill and the server stand still.
        _guard.ErrorDataReceived += Log;
        _guard.BeginErrorReadLine();
    }

    /// <summary>The server's process.</summary>
    public int Pid { get; }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Whether this host can run one.</summary>
    public static Availability Probe()
    {
        if (!OperatingSystem.IsLinux()) return Availability.No("reading the memory of another process needs Linux");
        string temporary = Path.GetTempPath();
        string[] folders =
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (!Array.Exists(folders, folder => File.Exists(Path.Combine(folder, Program))))
            return Availability.No("redis-server is not installed", "apt-get install redis-server");
        // The server runs in it, and ends at once where there is none.
        return Directory.Exists(temporary)
            ? Availability.Yes
            : Availability.No($"the folder for temporary files, {temporary}, does not exist", "make it, or set TMPDIR to one that exists");
    }

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <exception cref="GuestException">It does not start; the message has its last word.</exception>
    public static RedisServer Start()
    {
        string reason = "";
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            // Between finding a free port and using it somebody else may take it.
            RedisServer server = new(FreePort());
            if (server.WaitUntilReady()) return server;
            server.Dispose();
            reason = server._log.LastOrDefault(line => line.Length > 0) ?? "it said nothing";
        }

        throw new GuestException($"redis-server does not start: {reason}");
    }

    /// <summary>Kills the server, stopped or not, and waits for its end. Idempotent.</summary>
    public void Dispose()
    {
        try
        {
            _guard.StandardInput.Close();
            _guard.WaitForExit();
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // It has ended before.
        }

        _guard.Dispose();
    }

    private bool WaitUntilReady()
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < StartUp && !HasEnded())
        {
            try
            {
                using TcpClient client = new();
                client.Connect(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                Thread.Sleep(20);
            }
        }

        return false;
    }

    /// <summary>An ended process has no memory any more; its number stays until the shell has asked after it.</summary>
    private bool HasEnded()
    {
        try
        {
            return File.ReadAllText($"/proc/{Text(Pid)}/maps").Length == 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private void Log(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        _log.Enqueue(line.Data);
        if (_log.Count > LogLines) _log.TryDequeue(out _);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
