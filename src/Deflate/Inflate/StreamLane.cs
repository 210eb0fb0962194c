namespace MultifdBench.Deflate.Inflate;

/// <summary>One stream on its way through a decoder.</summary>
internal unsafe struct StreamLane
{
    /// <summary>Where it is in its input.</summary>
    public BitSource Source;

    /// <summary>Where it is in its output.</summary>
    public OutputWindow Output;

    /// <summary>Tables of the block that it is in.</summary>
    public HuffmanTables Tables;

    /// <summary>What its dynamic blocks build their tables in.</summary>
    public HuffmanTables Own;

    /// <summary>Whether no block follows.</summary>
    public bool IsLastBlock;

    /// <summary>The job that it is, for a batch.</summary>
    public int Job;

    /// <summary>Starts at the first bit of a stream.</summary>
    public void Start(byte* source, int sourceBytes, byte* destination, int destinationBytes, uint windowBytes)
    {
        Source = new BitSource { Next = source, End = source + sourceBytes };
        Output =
            new OutputWindow { Start = destination, Next = destination, End = destination + destinationBytes, WindowBytes = windowBytes };
        IsLastBlock = false;
    }

    /// <summary>Bytes of the input from <paramref name="start"/> that were taken, the last of them perhaps in part.</summary>
    public readonly int ConsumedBytes(byte* start) => (int)(Source.Next - start) - (int)(Source.Count >> 3);

    /// <summary>Bytes written.</summary>
    public readonly int WrittenBytes => (int)(Output.Next - Output.Start);
}
