using System.Runtime.InteropServices;

namespace MultifdBench.Codecs.Lz4;

/// <summary>A stream of the system's liblz4, whose memory is a state for blocks alone as well [lz4.h].</summary>
internal sealed unsafe class NativeLz4Compressor : ILz4Compressor
{
    private readonly LibLz4 _lz4;
    private readonly Stream _stream;
    private readonly int _acceleration;

    public NativeLz4Compressor(LibLz4 lz4, int acceleration)
    {
        _lz4 = lz4;
        _acceleration = acceleration;
        _stream = new Stream(lz4);
        if (_stream.IsInvalid) throw new InvalidOperationException("liblz4 has no memory for another stream.");
    }

    public long NativeBytes => _lz4.StateBytes;

    public int CompressAlone(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            int length = _lz4.Compress(_stream.Address, from, to, source.Length, destination.Length, _acceleration);
            GC.KeepAlive(this);
            return length;
        }
    }

    public int CompressNext(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            int length = _lz4.CompressNext(_stream.Address, from, to, source.Length, destination.Length, _acceleration);
            GC.KeepAlive(this);
            return length > 0 ? length : throw new InvalidOperationException($"liblz4 made no block of {source.Length} bytes.");
        }
    }

    public void Dispose() => _stream.Dispose();

    private sealed class Stream : SafeHandle
    {
        private readonly LibLz4 _lz4;

        public Stream(LibLz4 lz4)
            : base(0, ownsHandle: true)
        {
            _lz4 = lz4;
            SetHandle(lz4.CreateStream());
        }

        public override bool IsInvalid => handle == 0;

        public nint Address
        {
            get
            {
                ObjectDisposedException.ThrowIf(IsClosed, this);
                return handle;
            }
        }

        protected override bool ReleaseHandle()
        {
            _lz4.FreeStream(handle);
            return true;
        }
    }
}
