using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MultifdBench.Tests.Multifd;
using MultifdBench.Tests.Results;
using MultifdBench.Workloads.RedisLive;

namespace MultifdBench.Tests.Capture;

/// <summary>
/// A real server with a small load, for tests that capture its memory. It ends with the test, however that ends. Where the server is not
/// installed the test is skipped, with what to install.
/// </summary>
internal sealed class LiveServer : IDisposable
{
    private const int MemcachedItems = 80_000;
    private static readonly TimeSpan StartUp = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _ended = new();
    private Process? _guard;
    private Task _load = Task.CompletedTask;
    private string[] _stop = [];

    private LiveServer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "memory of other processes is read through Linux's /proc");
    }

    /// <summary>The process whose memory is the server's.</summary>
    public int Pid { get; private set; }

    /// <summary>The server of that name: memcached, postgres or jvm.</summary>
    public static LiveServer Start(string name)
    {
        LiveServer server = new();
        try
        {
            switch (name)
            {
                case "memcached":
                    server.StartMemcached();
                    break;
                case "postgres":
                    server.StartPostgres();
                    break;
                default:
                    server.StartJava();
                    break;
            }

            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _ended.Cancel();
        if (_stop.Length > 0 && TryRun(_stop) == 0) Bounded.Until("the server ends", () => _load.IsCompleted);
        _guard?.StandardInput.Close();
        _guard?.WaitForExit();
        _guard?.Dispose();
        Assert.True(_load.Wait(StartUp), "the load goes on");
        _ended.Dispose();
        _folder.Dispose();
    }

    /// <summary>Items of some hundred bytes of text, set over and over: enough for a generator's guest of that size.</summary>
    private void StartMemcached()
    {
        string program = Need("memcached", "apt-get install memcached");
        string port = FreePort();
        Run([program, "-l", "127.0.0.1", "-p", port, "-U", "0", "-m", "64", "-u", Environment.UserName]);
        TcpClient client = Connect(port);
        Set(client.GetStream(), 0, MemcachedItems);
        _load = Repeat(round => Set(client.GetStream(), round * 100 % MemcachedItems, 100), client);
    }

    /// <summary>pgbench's tables at scale 1, and its transactions. A server refuses to run as root: then it is the user postgres.</summary>
    private void StartPostgres()
    {
        string? bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal)
                .Select(folder => Path.Combine(folder, "bin")).LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            : null;
        Assert.SkipWhen(bin is null, "postgresql is not installed: apt-get install postgresql");
        string data = _folder["data"], port = FreePort();
        Directory.CreateDirectory(data);
        string[] user = [];
        if (Environment.UserName == "root")
        {
            // It becomes the server, where su and runuser would stand between.
            user = [Need("setpriv", "apt-get install util-linux"), "--reuid", "postgres", "--regid", "postgres", "--clear-groups"];
            Await(["chown", "-R", "postgres", _folder.Path]);
        }

        Await([.. user, Path.Combine(bin!, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C"]);
        string[] client = ["-h", _folder.Path, "-p", port, "-U", "postgres", "postgres"];
        Run([.. user, Path.Combine(bin!, "postgres"), "-D", data, "-k", _folder.Path, "-p", port,
            "-c", "listen_addresses=", "-c", "fsync=off"]);
        Bounded.Until("PostgreSQL answers", () => File.Exists(_folder[$".s.PGSQL.{port}"]));
        string pgbench = Path.Combine(bin!, "pgbench"), server = Pid.ToString(CultureInfo.InvariantCulture);
        Bounded.Until("PostgreSQL takes pgbench's tables", () => TryRun([pgbench, "-i", "-q", .. client]) == 0);
        // Killed, it would leave a small System V segment.
        _stop = ["kill", "-INT", server];
        _load = Task.Run(() => TryRun([pgbench, "-n", "-T", "600", .. client[..^1], "dbname=postgres application_name=load"]));
        // Each backend has the shared buffers that it has touched; the process that started them has none, and writes none. pgbench looks
        // at its tables by a connection that it closes again, before the one that does transactions.
        string backend = "";
        Bounded.Until("a backend serves pgbench", () => (backend = Output([Path.Combine(bin!, "psql"), "-Atc",
            "select pid from pg_stat_activity where application_name = 'load' and query ~ '^(BEGIN|UPDATE|INSERT|END)'", .. client]).Trim())
            .Length > 0);
        Pid = int.Parse(backend, CultureInfo.InvariantCulture);
    }

    /// <summary>A map of sessions that is written over and over. Running source needs a compiler, which a bare JRE does not have.</summary>
    private void StartJava()
    {
        string java = Need("java", "apt-get install default-jdk-headless");
        Assert.SkipUnless(Output([java, "--list-modules"]).Contains("jdk.compiler", StringComparison.Ordinal),
            "this java has no compiler: apt-get install default-jdk-headless");
        File.WriteAllText(_folder["Sessions.java"], """
            import java.util.HashMap;
            class Sessions {
                record Session(String user, long seen, int[] cart) { }
                public static void main(String[] args) throws Exception {
                    HashMap<Integer, Session> sessions = new HashMap<>();
                    for (int i = 0; ; i++) {
                        sessions.put(i % 20000, new Session("user-" + i, System.nanoTime(), new int[] { i, i + 1, i % 7 }));
                        if (i == 20000) System.out.println("ready");
                        if (i > 20000 && i % 100 == 0) Thread.sleep(1);
                    }
                }
            }
            """);
        Run([java, "-Xmx64m", "-Xms64m", "-XX:+UseSerialGC", _folder["Sessions.java"]], isReadyWhen: "ready");
    }

    private void Run(string[] command, string? isReadyWhen = null)
    {
        ProcessStartInfo start = Info(["sh", "-c", RedisServer.Guard, "sh", .. command]);
        start.RedirectStandardInput = true;
        _guard = Process.Start(start)!;
        Pid = int.Parse(_guard.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        ManualResetEventSlim ready = new(isReadyWhen is null);
        _guard.ErrorDataReceived += (_, line) =>
        {
            if (line.Data == isReadyWhen) ready.Set();
        };
        _guard.BeginErrorReadLine();
        Assert.True(ready.Wait(StartUp), $"{command[0]} does not start");
    }

    private Task Repeat(Action<int> load, IDisposable? owned) => Task.Run(() =>
    {
        using (owned)
        {
            for (int round = 0; !_ended.IsCancellationRequested; round++)
            {
                try
                {
                    load(round);
                }
                catch (IOException)
                {
                    return; // the server has ended
                }

                Thread.Sleep(1);
            }
        }
    });

    private static void Set(NetworkStream stream, int first, int count)
    {
        StreamWriter writer = new(stream) { NewLine = "\r\n" };
        StreamReader reader = new(stream);
        for (int i = first; i < first + count; i++)
        {
            string value = string.Join(' ', Enumerable.Range(i, 60));
            writer.WriteLine(FormattableString.Invariant($"set session:{i} 0 0 {value.Length}"));
            writer.WriteLine(value);
            if (i % 100 != 99) continue;
            writer.Flush();
            for (int answer = 0; answer < 100; answer++)
                if (reader.ReadLine() != "STORED") throw new IOException("memcached does not store");
        }
    }

    private static TcpClient Connect(string port)
    {
        TcpClient? client = null;
        Bounded.Until("memcached listens", () =>
        {
            try
            {
                // Small requests that wait for an answer: Nagle's algorithm would make each wait for the last one's acknowledgement.
                client = new TcpClient("127.0.0.1", int.Parse(port, CultureInfo.InvariantCulture)) { NoDelay = true };
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return client!;
    }

    private static string FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    private static string Need(string program, string remedy)
    {
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, $"{program} is not installed: {remedy}");
        return path!;
    }

    private static void Await(string[] command) => Assert.Equal(0, TryRun(command));

    private static int TryRun(string[] command)
    {
        using Process process = Process.Start(Info(command))!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    private static string Output(string[] command)
    {
        using Process process = Process.Start(Info(command))!;
        process.BeginErrorReadLine();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }

    private static ProcessStartInfo Info(string[] command)
    {
        ProcessStartInfo start = new(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in command.Skip(1)) start.ArgumentList.Add(argument);
        return start;
    }
}
