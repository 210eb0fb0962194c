using MultifdBench.Guest;
using MultifdBench.Workloads.Running;

namespace MultifdBench.Workloads.Image;

/// <summary>Memory taken from a raw image, as <c>capture</c> or QEMU's <c>pmemsave</c> writes it. Nobody dirties it.</summary>
internal sealed class ImageProgram(ImageSource image) : IGuestProgram
{
    /// <summary>Its line in the catalog.</summary>
    public static WorkloadDefinition Definition { get; } = new(
        "image", "FILE", "memory of a raw image, plain or .zst; the guest has the image's size and is never written", Create);

    /// <inheritdoc/>
    public double OperationsPerSecond => 0;

    /// <inheritdoc/>
    public void Fill(GuestMemory memory) => image.CopyTo(memory.Blocks[0]);

    /// <inheritdoc/>
    public void Rewind()
    {
        // Nothing changes while this guest runs.
    }

    /// <inheritdoc/>
    public void DoOperations(GuestMemory memory, int count, long guestNs)
    {
    }

    private static GuestWorkload Create(WorkloadRequest request)
    {
        var image = new ImageSource(WorkloadDefinition.ArgumentOf(request));
        return new GuestWorkload(request.Name, GuestLayout.SingleBlock(image.LengthBytes), new ImageProgram(image));
    }
}
