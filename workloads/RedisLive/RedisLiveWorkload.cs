using MultifdBench.Capture;
using MultifdBench.Capture.Live;
using MultifdBench.Capture.Processes;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Workloads.Scenarios;

namespace MultifdBench.Workloads.RedisLive;

/// <summary>
/// A real redis-server whose memory is the guest's: at each dirty sync the pages that it has written since are copied from the process,
/// and marked. Pausing stops the process (SIGSTOP) and copies the rest. Contents are not reproducible: addresses and times are real, and a
/// second run finds the server as the first one left it.
/// </summary>
internal sealed class RedisLiveWorkload : IWorkload, IServingGuest
{
    private readonly string _name;
    private readonly RedisLiveParameters _parameters;
    private readonly long _records;
    private readonly ulong _seed;
    private RedisServer? _server;
    private YcsbClient? _client;
    private LiveProcess? _process;
    private ProcessMirror? _mirror;
    private GuestMemory? _memory;
    private ProcessStop? _stop;
    private ProcessThrottle? _throttle;
    private ServiceRecorder? _recorder;

    private RedisLiveWorkload(RedisLiveParameters parameters, WorkloadRequest request)
    {
        _name = request.Name;
        _parameters = parameters;
        _seed = request.Seed;
        Layout = GuestLayout.SingleBlock(request.MemoryBytes);
        _records = parameters.RecordsFor(request.MemoryBytes);
    }

    /// <summary>Its line in the catalog.</summary>
    public static ScenarioGenerator Generator { get; } =
        new("redis-live",
            (parameters, request) => new RedisLiveWorkload(RedisLiveParameters.Read(parameters), request))
        {
            Probe = RedisServer.Probe,
        };

    /// <inheritdoc/>
    public string Name => _name;

    /// <inheritdoc/>
    public IReadOnlyList<RamBlockSpec> Layout { get; }

    /// <inheritdoc/>
    public long Operations => _client?.Operations ?? 0;

    /// <inheritdoc/>
    /// <remarks>As many as in the phase before the migration.</remarks>
    public double OperationsPerSecond => _recorder?.OperationsPerSecondBefore ?? double.NaN;

    /// <inheritdoc/>
    public GuestService? Service { get; private set; }

    /// <inheritdoc/>
    public long UsedPages => _mirror?.UsedPages ?? 0;

    /// <summary>The server's process, for tests.</summary>
    internal int? ServerPid => _server?.Pid;

    /// <inheritdoc/>
    /// <exception cref="GuestException">The server does not start, fails, or does not fit.</exception>
    public void Fill(GuestMemory memory)
    {
        try
        {
            if (_server is null) StartServer();
            _mirror!.CopyAll(memory.Blocks[0]);
            memory.Blocks[0].Dirty.Clear();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Rewind()
    {
        // A server cannot be put back; Start brings the memory up to what it has become.
    }

    /// <inheritdoc/>
    /// <remarks>Returns after the phase before the migration, with the memory as the server's is.</remarks>
    /// <exception cref="GuestException">The server has failed.</exception>
    public void Start(GuestMemory memory)
    {
        if (_client is null || _mirror is null) throw new InvalidOperationException("The server is started by filling the memory.");
        _memory = memory;
        Resume();
        _recorder = new ServiceRecorder(_client);
        _client.Start();
        Thread.Sleep(_parameters.Before);
        _recorder.EndBefore();
        _mirror.CopyAll(memory.Blocks[0]);
        _recorder.BeginMigration();
    }

    /// <inheritdoc/>
    public void Pause()
    {
        if (_stop is not null || _server is null) return;
        _throttle?.Hold();
        try
        {
            // Not guarded: the server does not outlive this program, and a guard would start in the downtime.
            _stop = ProcessStop.Begin(_server.Pid, isGuarded: false);
        }
        catch (CaptureException e)
        {
            throw new GuestException(e.Message);
        }

        _recorder?.Add(_mirror!.CopyWritten(_memory!.Blocks[0]), isStopped: true);
    }

    /// <inheritdoc/>
    public void Resume()
    {
        _stop?.Dispose();
        _stop = null;
        _throttle?.Release();
    }

    /// <inheritdoc/>
    public void Throttle(int percentage) => _throttle?.Set(new DutyCycle(percentage));

    /// <inheritdoc/>
    public string? PostcopyRefusal => "its server is a process of this host, which cannot wait for pages of another memory";

    /// <inheritdoc/>
    public string? DirtyLimitRefusal => "its server is a process, whose writes are known at dirty syncs only, not as they are done";

    /// <inheritdoc/>
    public void ContinueOn(GuestMemory memory) => throw new NotSupportedException($"{Name}: {PostcopyRefusal}");

    /// <inheritdoc/>
    public void SyncDirtyLog()
    {
        // What a stopped server wrote has been copied when it was stopped.
        if (_stop is null) _recorder?.Add(_mirror!.CopyWritten(_memory!.Blocks[0]), isStopped: false);
    }

    /// <inheritdoc/>
    public void Migrated()
    {
        Resume();
        _recorder?.EndMigration();
    }

    /// <inheritdoc/>
    /// <remarks>After a completed migration the phase after it comes first.</remarks>
    public void Stop()
    {
        if (_recorder is null) return;
        Resume();
        if (_recorder.IsMigrated) Thread.Sleep(_parameters.After);
        _client?.Stop();
        Service = _recorder.Summarise(Describe(), _mirror!.Method);
        _recorder = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _recorder = null;
        _throttle?.Dispose();
        // The server first: it may stand still, and its clients would wait for answers.
        _server?.Dispose();
        _client?.Dispose();
        _mirror?.Dispose();
        _process?.Dispose();
        (_client, _mirror, _process, _server, _stop, _throttle) = (null, null, null, null, null, null);
    }

    private void StartServer()
    {
        _server = RedisServer.Start();
        _client = new YcsbClient(_server.Port, _parameters, _records, _seed);
        _client.Load();
        try
        {
            _process = new LiveProcess(_server.Pid);
        }
        catch (CaptureException e)
        {
            throw new GuestException(e.Message);
        }

        _mirror = new ProcessMirror(_process);
        _throttle = new ProcessThrottle(_server.Pid);
    }

    private string Describe()
    {
        string rate = _parameters.OperationsPerSecond > 0
            ? $"{_parameters.OperationsPerSecond:0} requests/s wanted"
            : "as many requests as it can answer";
        return Invariant.Text($"redis-server {_client!.Version}, {_records} YCSB records, {_parameters.ReadShare:0.##%} reads, {rate}, "
            + $"{_parameters.Connections} connections");
    }
}
