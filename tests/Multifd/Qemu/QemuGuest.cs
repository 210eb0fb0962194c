using System.Diagnostics;
using System.Net;
using System.Text.Json;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Multifd.Qemu;

/// <summary>A running QEMU with a small guest under software emulation, and its monitor. Ends with the test, whatever happens.</summary>
internal sealed class QemuGuest : IDisposable
{
    public const int MemoryBytes = 32 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private const string Credentials = "tls0";

    private readonly int _memoryBytes;
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly QmpClient _monitor = null!;

    /// <summary>Starts QEMU and waits until the guest has filled its memory.</summary>
    /// <param name="installation">Which QEMU.</param>
    /// <param name="dirtyPages">Pages that the guest goes on writing; 0 for a guest that halts.</param>
    /// <param name="delay">Turns of an empty loop between its bursts.</param>
    /// <param name="credentials">Folder of the certificates with which it migrates; null for in the clear.</param>
    /// <param name="image">The guest's program, with memory of its own; null for the usual one.</param>
    public QemuGuest(QemuInstallation installation, int dirtyPages = 0, int delay = 0, string? credentials = null,
        (byte[] Program, int MemoryBytes)? image = null)
    {
        (byte[] program, _memoryBytes) = image ?? (GuestImage.Create(MemoryBytes, dirtyPages, delay), MemoryBytes);
        File.WriteAllBytes(_folder["guest"], program);
        ProcessStartInfo start = new(installation.Program) { RedirectStandardError = true };
        foreach ((string name, string value) in installation.Environment) start.Environment[name] = value;
        string[] arguments =
        [
            "-nodefaults", "-display", "none", "-machine", "pc", "-accel", "tcg", "-m", $"{_memoryBytes >> 20}",
            "-kernel", _folder["guest"],
            "-qmp", $"unix:{_folder["qmp"]},server=on,wait=off",
        ];
        if (credentials is not null)
            arguments = [.. arguments, "-object", $"tls-creds-x509,id={Credentials},dir={credentials},endpoint=client,verify-peer=on"];
        foreach (string argument in installation.Arguments.Concat(arguments)) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        try
        {
            QmpClient? monitor = null;
            WaitFor("its monitor", () => (monitor = QmpClient.TryConnect(_folder["qmp"])) is not null);
            _monitor = monitor!;
            WaitFor("the guest to fill its memory",
                () => _monitor.Human($"xp /1wx 0x{GuestImage.ReadyAddress:x}").Contains($"{GuestImage.Ready:x}", StringComparison.Ordinal));
        }
        catch
        {
            Kill();
            throw;
        }
    }

    /// <summary>The status of the last migration, as QEMU calls it.</summary>
    public string Status => Query().GetProperty("status").GetString()!;

    /// <summary>What QEMU says about the last migration.</summary>
    public JsonElement Query() => _monitor.Execute("query-migrate");

    public void Stop() => _monitor.Execute("stop");

    public void Continue() => _monitor.Execute("cont");

    /// <summary>Starts a migration; a threshold of the throttle's trigger, percent, switches auto-converge on.</summary>
    public void Migrate(IPEndPoint destination, string method, int channels, bool multifd = true, bool returnPath = false,
        long maxBandwidth = 0, string? tlsHostname = null, int? throttleTriggerThreshold = null)
    {
        _monitor.Execute("migrate-set-capabilities", new
        {
            capabilities = new[]
            {
                new { capability = "multifd", state = multifd },
                new { capability = "return-path", state = returnPath },
                new { capability = "auto-converge", state = throttleTriggerThreshold is not null },
            },
        });
        Dictionary<string, object> parameters =
            new() { ["multifd-channels"] = channels, ["multifd-compression"] = method, ["max-bandwidth"] = maxBandwidth };
        if (throttleTriggerThreshold is { } threshold) parameters["throttle-trigger-threshold"] = threshold;
        if (tlsHostname is not null) (parameters["tls-creds"], parameters["tls-hostname"]) = (Credentials, tlsHostname);
        _monitor.Execute("migrate-set-parameters", parameters);
        _monitor.Execute("migrate", new { uri = $"tcp:{destination}" });
    }

    public void Cancel() => _monitor.Execute("migrate_cancel");

    /// <summary>Waits until the source says how the migration ended.</summary>
    public string WaitForEnd()
    {
        WaitFor("the migration to end", () => Status is "completed" or "failed" or "cancelled");
        return Status;
    }

    /// <summary>The guest's physical memory; the guest must stand still.</summary>
    public byte[] SaveMemory()
    {
        string path = _folder["memory"];
        _monitor.Execute("pmemsave", new { val = 0, size = _memoryBytes, filename = path });
        return File.ReadAllBytes(path);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _monitor.Dispose();
        _process.Dispose();
        _folder.Dispose();
    }

    private void WaitFor(string what, Func<bool> condition)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (_process.HasExited) throw new InvalidOperationException($"QEMU has ended: {_process.StandardError.ReadToEnd()}");
            if (Stopwatch.GetElapsedTime(start) > Patience)
                throw new TimeoutException($"QEMU: waited {Patience.TotalSeconds} s for {what}");
            Thread.Sleep(20);
        }
    }
}
