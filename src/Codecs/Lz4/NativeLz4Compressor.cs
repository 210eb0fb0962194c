using MultifdBench.Codecs.Native;

namespace MultifdBench.Codecs.Lz4;

/// <summary>A stream of the system's liblz4, whose memory is a state for blocks alone as well [lz4.h].</summary>
internal sealed unsafe class NativeLz4Compressor : ILz4Compressor
{
    private readonly LibLz4 _lz4;
    private readonly StreamHandle _stream;
    private readonly int _acceleration;

    public NativeLz4Compressor(LibLz4 lz4, int acceleration)
    {
        _lz4 = lz4;
        _acceleration = acceleration;
        _stream = new StreamHandle(lz4.CreateStream(), lz4.FreeStream, "liblz4");
    }

    public long NativeBytes => _lz4.StateBytes;

    public int CompressAlone(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            int length = _lz4.Compress(_stream.Context, from, to, source.Length, destination.Length, _acceleration);
            GC.KeepAlive(this);
            return length;
        }
    }

    public int CompressNext(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            int length = _lz4.CompressNext(_stream.Context, from, to, source.Length, destination.Length, _acceleration);
            GC.KeepAlive(this);
            return length > 0 ? length : throw new InvalidOperationException($"liblz4 made no block of {source.Length} bytes.");
        }
    }

    public void Dispose() => _stream.Dispose();
}
