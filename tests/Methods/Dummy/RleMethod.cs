using MultifdBench.Guest;
using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Tests.Methods.Dummy;

/// <summary>The payload is pairs of a count, 1 to 255, and a byte; a run ends with its page.</summary>
/// <param name="name">The definition's.</param>
/// <param name="wireFlag">The definition's.</param>
/// <param name="longest">The longest run, 1 to 255 bytes.</param>
/// <param name="accelerator">Where it says that it runs.</param>
internal sealed class RleMethod(string name, uint wireFlag, int longest, Accelerator accelerator) : IMultifdMethod
{
    private const int MostBytes = 2 * PacketHeader.PagesPerPacket * Page.SizeBytes;

    public string Name => name;

    public uint WireFlag => wireFlag;

    public MethodFacts Facts { get; } = new(
        accelerator.Name, accelerator.Device is null ? "software" : "hardware", "", longest, Streams: 1, Library: "rle 1");

    public IPacketCompressor CreateCompressor() => new Compressor(longest);

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement) => new Decompressor();

    private sealed class Compressor(int longest) : IPacketCompressor
    {
        private readonly byte[] _page = new byte[Page.SizeBytes];

        public int MaxPayloadBytes => MostBytes;

        public void Compress(PacketPages pages, PacketPayload payload)
        {
            int length = 0;
            for (int i = 0; i < pages.Count; i++)
            {
                // The guest may be writing: the page is read once.
                pages[i].CopyTo(_page);
                length += Encode(_page, payload.Buffer[length..]);
            }

            payload.UseBuffer(length);
        }

        public void Dispose()
        {
        }

        private int Encode(ReadOnlySpan<byte> page, Span<byte> to)
        {
            int length = 0;
            while (!page.IsEmpty)
            {
                int same = page.IndexOfAnyExcept(page[0]);
                int run = Math.Min(same < 0 ? page.Length : same, longest);
                to[length++] = (byte)run;
                to[length++] = page[0];
                page = page[run..];
            }

            return length;
        }
    }

    private sealed class Decompressor : IPacketDecompressor
    {
        public int MaxPayloadBytes => MostBytes;

        public void Decompress(IPayloadReader payload, PacketPages pages)
        {
            ReadOnlySpan<byte> pairs = payload.ReadAll();
            for (int i = 0; i < pages.Count; i++)
            {
                for (Span<byte> left = pages[i]; !left.IsEmpty; pairs = pairs[2..])
                {
                    if (pairs.Length < 2 || pairs[0] == 0 || pairs[0] > left.Length)
                        throw new PayloadException($"page {i} has no such run");
                    left[..pairs[0]].Fill(pairs[1]);
                    left = left[pairs[0]..];
                }
            }

            if (!pairs.IsEmpty) throw new PayloadException($"{pairs.Length} bytes follow the last page");
        }

        public void Dispose()
        {
        }
    }
}
