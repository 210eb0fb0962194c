namespace MultifdBench.Multifd.Destination;

/// <summary>
/// What the source's method has said on the main stream. Written by the main loader before it lets the channels pass the first barrier, read by
/// them afterwards: the barrier orders the two.
/// </summary>
internal sealed class MethodAgreement
{
    public ReadOnlyMemory<byte> Bytes { get; set; }
}
