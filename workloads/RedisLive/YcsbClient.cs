using System.Diagnostics;
using System.Net;
using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Workloads.Content;
using MultifdBench.Workloads.RedisYcsb;
using StackExchange.Redis;

namespace MultifdBench.Workloads.RedisLive;

/// <summary>
/// YCSB's Redis binding: inserts HMSET of ten fields and ZADD into the index, reads HGETALL, updates HMSET of one field; records drawn by
/// the scrambled Zipfian, values of its byte iterator. Each connection has one request in flight.
/// </summary>
internal sealed class YcsbClient : IDisposable
{
    private const ulong LoadStream = ulong.MaxValue - 4;
    private const ulong WorkerStreams = 1UL << 63;
    private const int LoadBatch = 16; // records in flight while loading
    private const string Index = "_indices";

    /// <summary>A server that stands still for a migration is not dead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Requests older than this when their turn comes are skipped, as the synthetic guests do: a stall is no debt to be paid in a burst.
    /// </summary>
    private static readonly TimeSpan MaxDebt = TimeSpan.FromMilliseconds(100);

    private static readonly RedisValue[] Fields = [.. Enumerable.Range(0, FieldTables.Fields)
        .Select(field => (RedisValue)Invariant.Text($"field{field}"))];

    private readonly RedisLiveParameters _parameters;
    private readonly long _records;
    private readonly ulong _seed;
    private readonly ConnectionMultiplexer[] _connections;
    private readonly TimeSpan _interval;
    private Task[] _workers = [];
    private volatile bool _stopping;
    private long _operations;

    /// <summary>Connects.</summary>
    /// <exception cref="GuestException">The server does not answer.</exception>
    public YcsbClient(int port, RedisLiveParameters parameters, long records, ulong seed)
    {
        _parameters = parameters;
        _records = records;
        _seed = seed;
        _interval = parameters.OperationsPerSecond > 0
            ? TimeSpan.FromSeconds(parameters.Connections / parameters.OperationsPerSecond)
            : TimeSpan.Zero;
        List<ConnectionMultiplexer> connections = [];
        try
        {
            for (int i = 0; i < parameters.Connections; i++) connections.Add(ConnectionMultiplexer.Connect(Options(port)));
        }
        catch (RedisException e)
        {
            connections.ForEach(connection => connection.Dispose());
            throw new GuestException($"redis-server on port {port} does not answer: {e.Message.ReplaceLineEndings(" ")}");
        }

        _connections = [.. connections];
        Version = _connections[0].GetServers()[0].Version.ToString();
    }

    /// <summary>The server's version.</summary>
    public string Version { get; }

    /// <summary>Operations answered since <see cref="Start"/>.</summary>
    public long Operations => Volatile.Read(ref _operations);

    /// <summary>Where answered operations are recorded; an operation goes where it pointed when the operation began.</summary>
    public PhaseRecorder Phase { get; set; } = new("before");

    /// <summary>Inserts all records, in order.</summary>
    /// <exception cref="GuestException">The server fails.</exception>
    public void Load()
    {
        IDatabase database = _connections[0].GetDatabase();
        Task[] batch = new Task[2 * LoadBatch];
        try
        {
            for (long first = 0; first < _records; first += LoadBatch)
            {
                int count = (int)Math.Min(LoadBatch, _records - first);
                for (int i = 0; i < count; i++) (batch[2 * i], batch[(2 * i) + 1]) = Insert(database, first + i);
                Task.WaitAll(batch.AsSpan(0, 2 * count));
            }
        }
        catch (AggregateException e) when (e.InnerException is RedisException or ObjectDisposedException)
        {
            throw new GuestException($"redis-server failed while it was loaded: {e.InnerException.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Begins to send requests.</summary>
    public void Start()
    {
        _stopping = false;
        Volatile.Write(ref _operations, 0);
        _workers = [.. _connections.Select((connection, index) => Task.Run(() => WorkAsync(connection.GetDatabase(), index)))];
    }

    /// <summary>
    /// Ends after the requests in flight; those that a server which has ended will never answer are given up. Idempotent.
    /// </summary>
    public void Stop()
    {
        _stopping = true;
        if (!Settled()) Close();
        _workers = [];
    }

    /// <summary>Closes all connections; requests in flight fail.</summary>
    public void Dispose()
    {
        Stop();
        Close();
        foreach (ConnectionMultiplexer connection in _connections) connection.Dispose();
    }

    /// <summary>Waits for the workers. One that failed has settled too: that the server has ended shows where its memory is read.</summary>
    private bool Settled()
    {
        try
        {
            return Task.WaitAll(_workers, SettleTime);
        }
        catch (AggregateException)
        {
            return true;
        }
    }

    /// <summary>Without waiting for answers: the server may stand still or be gone.</summary>
    private void Close()
    {
        foreach (ConnectionMultiplexer connection in _connections) connection.Close(allowCommandsToComplete: false);
    }

    private (Task Record, Task Index) Insert(IDatabase database, long record)
    {
        SeededRandom random = new(_seed ^ LoadStream, (ulong)record);
        byte[] key = Key(record);
        HashEntry[] fields = new HashEntry[Fields.Length];
        for (int field = 0; field < fields.Length; field++) fields[field] = new HashEntry(Fields[field], Value(ref random));
        return (database.HashSetAsync(key, fields), database.SortedSetAddAsync(Index, key, YcsbText.Score(key)));
    }

    private async Task WorkAsync(IDatabase database, int index)
    {
        SeededRandom random = new(_seed, WorkerStreams + (ulong)index);
        // Connections begin one after the other within an interval, not all at once.
        long due = Stopwatch.GetTimestamp() + Ticks(_interval * index / _parameters.Connections);
        while (!_stopping)
        {
            if (_interval > TimeSpan.Zero)
            {
                TimeSpan early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : early).ConfigureAwait(false);
                    continue;
                }

                due = Math.Max(due + Ticks(_interval), Stopwatch.GetTimestamp() - Ticks(MaxDebt));
            }

            PhaseRecorder phase = Phase;
            long began = Stopwatch.GetTimestamp();
            await Request(database, ref random).ConfigureAwait(false);
            phase.Record(Stopwatch.GetElapsedTime(began), _interval);
            Interlocked.Increment(ref _operations);
        }
    }

    private Task Request(IDatabase database, ref SeededRandom random)
    {
        byte[] key = Key(ScrambledZipfian.Next(ref random, _records));
        if (random.Unit() < _parameters.ReadShare) return database.HashGetAllAsync(key);
        RedisValue field = Fields[random.Below(Fields.Length)];
        return database.HashSetAsync(key, [new HashEntry(field, Value(ref random))]);
    }

    private static byte[] Key(long record)
    {
        Span<byte> key = stackalloc byte[YcsbText.MaxKeyBytes];
        return key[..YcsbText.WriteKey(record, key)].ToArray();
    }

    private static byte[] Value(ref SeededRandom random)
    {
        byte[] value = new byte[YcsbText.ValueBytes];
        YcsbText.FillValue(ref random, value);
        return value;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private static ConfigurationOptions Options(int port) => new()
    {
        EndPoints = { { IPAddress.Loopback, port } },
        AsyncTimeout = (int)Patience.TotalMilliseconds,
        SyncTimeout = (int)Patience.TotalMilliseconds,
        KeepAlive = (int)Patience.TotalSeconds,
        // A server that has ended ends the work, in place of requests waiting for its return.
        BacklogPolicy = BacklogPolicy.FailFast,
        // No second connection for subscriptions: the server sees as many clients as the scenario says.
        CommandMap = CommandMap.Create(["SUBSCRIBE"], available: false),
    };
}
