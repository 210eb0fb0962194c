using MultifdBench.Guest;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Workloads.Image;

/// <summary>
/// Memory taken from an image, as <c>capture</c> or QEMU's <c>pmemsave</c> writes it. Where the image holds a dirty trace, its pages are
/// written again at the times at which they were, over and over; else nobody dirties it. One operation is a millisecond of the trace.
/// </summary>
internal sealed class ImageProgram(ImageSource image) : IGuestProgram
{
    private readonly TraceReplay? _replay = image.Trace is { } trace ? new TraceReplay(trace) : null;

    /// <summary>Its line in the catalog.</summary>
    public static WorkloadDefinition Definition { get; } = new(
        "image", "FILE",
        "memory of an image, raw or captured, plain or .zst; the guest has the image's size and repeats its dirty trace, if any", Create);

    /// <inheritdoc/>
    public double OperationsPerSecond => _replay is null ? 0 : TraceReplay.OperationsPerSecond;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory)
    {
        image.CopyTo(memory.Blocks[0]);
        Rewind();
    }

    /// <inheritdoc/>
    public void Rewind() => _replay?.Rewind();

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs) => _replay?.Advance(memory.Blocks[0], count);

    private static GuestWorkload Create(WorkloadRequest request)
    {
        var image = new ImageSource(WorkloadDefinition.ArgumentOf(request));
        return new GuestWorkload(request.Name, GuestLayout.SingleBlock(image.LengthBytes), new ImageProgram(image));
    }
}
