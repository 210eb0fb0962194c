using MultifdBench.Codecs;
using MultifdBench.Methods.Options;
using MultifdBench.Multifd.Methods;
using MultifdBench.Tests.Methods.Peers;

namespace MultifdBench.Tests.Methods.Conformance;

/// <summary>
/// QEMU up to 8.2 accepted levels and ignored them without a word. Here every level gives the very bytes that the library gives when it
/// is driven by hand at that level, other bytes than any other level, and reads back.
/// </summary>
public class LevelTests
{
    /// <summary>Of zstd's fast levels, which are as many as a search can skip positions, those that have names of their own.</summary>
    private const int FastestTried = -7;

    private static readonly byte[][] Packets = [PageContent.Searchable(24, 1), PageContent.Mixed(16, 2), PageContent.FiveLetters(32, 3)];

    public static TheoryData<string, CodecLibrary> WithLevels => MethodCases.WithLevels();

    [Theory]
    [MemberData(nameof(WithLevels))]
    public void EveryLevel_GivesTheLibrarysOwnBytes_AndNoOtherLevels(string method, CodecLibrary library)
    {
        IntegerOption option = BuiltIn.LevelOf(method)!;
        var seen = new Dictionary<string, int>();
        for (int level = Math.Max(option.Min, FastestTried); level <= option.Max; level++)
        {
            IMultifdMethod configured = MethodCases.Create(method, library, level);
            byte[] sent = SendAll(configured);
            byte[]? byHand = DriveByHand(method, library, level);
            Assert.True(byHand is null || sent.AsSpan().SequenceEqual(byHand), $"level {level} gives other bytes than the library");
            Assert.Equal(InForce(method, level), configured.Facts.Level);
            string bytes = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(sent));
            if (!seen.TryAdd(bytes, level)) Assert.Equal(InForce(method, seen[bytes]), InForce(method, level));
        }
    }

    [Theory]
    [MemberData(nameof(WithLevels))]
    public void TheDefaultLevel_IsOne(string method, CodecLibrary library) =>
        Assert.Equal(SendAll(MethodCases.Create(method, library, 1)), SendAll(MethodCases.Create(method, library)));

    [Theory]
    [MemberData(nameof(WithLevels))]
    public void HighLevels_GiveFewerBytes(string method, CodecLibrary library) =>
        Assert.True(SendAll(MethodCases.Create(method, library, 9)).Length < SendAll(MethodCases.Create(method, library, 1)).Length);

    [Theory]
    [MemberData(nameof(WithLevels))]
    public void IncompressiblePackets_FitThePromisedPayload_AtEveryLevelUpToNine(string method, CodecLibrary library)
    {
        for (int level = Math.Max(BuiltIn.LevelOf(method)!.Min, FastestTried); level <= 9; level++)
        {
            using var source = new SourceEnd(MethodCases.Create(method, library, level));
            // Bytes above 143 have nine bits in the fixed code, the worst case of a library that uses it blindly.
            byte[] pages = [.. PageContent.Noise(128, level).Select(value => (byte)(value | 0x90))];
            Assert.InRange(source.Send(PageContent.Noise(128, level)).Length, 128 * 4096, source.MaxPayloadBytes);
            Assert.InRange(source.Send(pages).Length, 1, source.MaxPayloadBytes);
        }
    }

    private static byte[] SendAll(IMultifdMethod method)
    {
        using var source = new SourceEnd(method);
        return [.. Packets.SelectMany(packet => source.Send(packet))];
    }

    private static byte[]? DriveByHand(string method, CodecLibrary library, int level) => (method, library) switch
    {
        ("zlib", CodecLibrary.Native) => LibZPeer.Compress(level, Packets),
        ("qatzip", _) => null, // QATzip's own calls are all there is to it; that its levels differ is still seen
        ("zlib", _) => ManagedPeers.ZlibCompress(level, Packets),
        ("zstd", CodecLibrary.Native) => LibZstdPeer.Compress(level, Packets),
        ("zstd", _) => ManagedPeers.ZstdCompress(level, Packets),
        _ => throw new ArgumentException($"no peer for {method}", nameof(method)),
    };

    /// <summary>libzstd runs level 0 as its default, 3.</summary>
    private static int InForce(string method, int level) => method == "zstd" && level == 0 ? 3 : level;
}
