using System.Runtime.CompilerServices;

namespace MultifdBench.Deflate.Inflate;

/// <summary>The destination and how far back a match may reach in it.</summary>
internal unsafe struct OutputWindow
{
    public byte* Start;
    public byte* Next;
    public byte* End;
    public uint WindowBytes;

    /// <summary>The longest distance allowed at <paramref name="to"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Reach(byte* to) => Math.Min((uint)(to - Start), WindowBytes);

    /// <summary>Why <paramref name="distance"/> is more than <see cref="Reach"/>.</summary>
    public readonly InflateStatus TooFar(uint distance) =>
        distance > WindowBytes ? InflateStatus.DistanceBeyondWindow : InflateStatus.DistanceBeforeStart;
}
