using System.Runtime.CompilerServices;
using MultifdBench.Workloads.Content;

namespace MultifdBench.Workloads.Jvm;

/// <summary>
/// A StringBuilder in the heap: when a piece does not fit, an array of twice the length and two bytes more takes the place of the old one,
/// which is left as it is [OpenJDK AbstractStringBuilder.java]. Or a string that is written where it stays, and leaves nothing.
/// </summary>
internal struct TextBuilder
{
    private const uint BuilderClass = 0xf748;
    private const int None = -1;

    private readonly int _builder;
    private int _buffer;
    private int _capacity;

    /// <summary>A string that is written where it stays. Until it is closed, nothing else can be made.</summary>
    public TextBuilder(ref ObjectWriter heap)
    {
        _builder = None;
        _buffer = heap.At;
        _capacity = heap.Room - ObjectWriter.ArrayHead;
    }

    /// <summary>An object, its first array behind it.</summary>
    public TextBuilder(ref ObjectWriter heap, int capacity)
    {
        _builder = heap.New(BuilderClass, 24);
        NewBuffer(ref heap, capacity);
    }

    /// <summary>Bytes of the text.</summary>
    public int Length { get; private set; }

    /// <summary>Appends a piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ref ObjectWriter heap, scoped ReadOnlySpan<byte> piece)
    {
        if (Length + piece.Length > _capacity) Grow(ref heap, Length + piece.Length);
        piece.CopyTo(heap.Elements(_buffer, _capacity)[Length..]);
        Length += piece.Length;
    }

    /// <summary>Appends a word of the small text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AppendWord(ref ObjectWriter heap, int place)
    {
        ReadOnlySpan<byte> padded = SmallText.PaddedAt(place, out int length);
        if (Length + length > _capacity) Grow(ref heap, Length + length);
        Span<byte> to = heap.Elements(_buffer, _capacity)[Length..];
        // Behind the text there are zeros, or nothing yet.
        if (to.Length >= SmallText.MaxBytes) padded[..SmallText.MaxBytes].CopyTo(to);
        else padded[..length].CopyTo(to);
        Length += length;
    }

    /// <summary>Appends a number.</summary>
    public void Append(ref ObjectWriter heap, uint number)
    {
        Span<byte> digits = stackalloc byte[10];
        Append(ref heap, digits[..DecimalText.Append(digits, 0, number)]);
    }

    /// <summary>Appends what another one has.</summary>
    public void Append(ref ObjectWriter heap, in TextBuilder other) =>
        Append(ref heap, heap.Elements(other._buffer, other._capacity)[..other.Length]);

    /// <summary>What toString makes.</summary>
    public readonly void NewString(ref ObjectWriter heap)
    {
        heap.Set(_builder, 12, (uint)Length);
        heap.NewString(heap.Elements(_buffer, _capacity)[..Length]);
    }

    /// <summary>Ends the array of a string that is written where it stays.</summary>
    /// <returns>The array's place.</returns>
    public readonly int Close(ref ObjectWriter heap) => heap.CloseBytes(Length);

    private void Grow(ref ObjectWriter heap, int needed)
    {
        if (_builder == None) throw new InvalidOperationException("A string that is written where it stays is longer than its region.");
        int old = _buffer;
        NewBuffer(ref heap, Math.Max((2 * _capacity) + 2, needed));
        heap.Elements(old, Length).CopyTo(heap.Elements(_buffer, _capacity));
    }

    private void NewBuffer(ref ObjectWriter heap, int capacity)
    {
        _buffer = heap.NewBytes(capacity);
        _capacity = capacity;
        heap.Set(_builder, 20, heap.Reference(_buffer));
    }
}
