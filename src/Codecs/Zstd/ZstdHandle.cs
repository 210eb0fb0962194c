using System.Runtime.InteropServices;

namespace MultifdBench.Codecs.Zstd;

/// <summary>Owns one context of either library.</summary>
internal sealed class ZstdHandle : SafeHandle
{
    private readonly Action<nint> _free;

    public ZstdHandle(nint context, Action<nint> free)
        : base(0, ownsHandle: true)
    {
        _free = free;
        SetHandle(context);
        if (context == 0) throw new InvalidOperationException("zstd has no memory for another stream.");
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The context, to be used by the owner only; it keeps this handle alive over the call.</summary>
    public nint Context
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    protected override bool ReleaseHandle()
    {
        _free(handle);
        return true;
    }
}
