using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.RedisYcsb;

/// <summary>What a request does to the heap. A struct behind a type parameter, so that the request loop calls it directly.</summary>
internal interface IRequestSink
{
    /// <summary>The event loop wakes up for a batch of requests.</summary>
    void Wake();

    /// <summary>A connection asks for a record, which renews the record's access time.</summary>
    void LookUp(long record, int connection);

    /// <summary>A field gets a new value; while <paramref name="debt"/> is not 0, one bucket of the record's small table moves.</summary>
    void Update(long record, int field, int debt);
}

/// <summary>
/// YCSB's requests against the loaded records: which record, read or update, which field, and how far each record's rehash is.
/// Knows nothing of memory or time. Not thread-safe.
/// </summary>
internal sealed class Requests
{
    private const ulong RequestStream = ulong.MaxValue - 2;

    private readonly double _readShare;
    private readonly int _connections;
    private readonly byte[] _debt;
    private SeededRandom _random;
    private int _connection;

    /// <summary>Requests on freshly loaded records.</summary>
    public Requests(long records, double readShare, int connections, int debt, ulong seed)
    {
        _readShare = readShare;
        _connections = connections;
        _debt = GC.AllocateUninitializedArray<byte>(checked((int)records));
        Array.Fill(_debt, (byte)debt);
        _random = new SeededRandom(seed, RequestStream);
    }

    /// <summary>Share of records whose rehash is over.</summary>
    public double AgedShare => (double)_debt.Count(debt => debt == 0) / _debt.Length;

    /// <summary>Does a batch of requests.</summary>
    public void Do<TSink>(ref TSink sink, int count)
        where TSink : struct, IRequestSink
    {
        sink.Wake();
        for (int i = 0; i < count; i++)
        {
            long record = ScrambledZipfian.Next(ref _random, _debt.Length);
            if (++_connection >= _connections) _connection = 0;
            sink.LookUp(record, _connection);
            if (_random.Unit() < _readShare) continue;
            ref byte debt = ref _debt[record];
            sink.Update(record, _random.Below(FieldTables.Fields), debt);
            if (debt > 0) debt--;
        }
    }
}
