using System.Runtime.InteropServices;

namespace MultifdBench.Codecs.Native;

/// <summary>Owns one context of a library: memory that it has for a stream.</summary>
internal sealed class StreamHandle : SafeHandle
{
    private readonly Action<nint> _free;

    /// <param name="context">As the library has made it; 0 for none.</param>
    /// <param name="free">Frees it.</param>
    /// <param name="library">The library's name, for the message.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public StreamHandle(nint context, Action<nint> free, string library)
        : base(0, ownsHandle: true)
    {
        _free = free;
        SetHandle(context);
        if (context == 0) throw new InvalidOperationException($"{library} has no memory for another stream.");
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
