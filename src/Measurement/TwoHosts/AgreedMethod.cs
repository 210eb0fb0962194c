using MultifdBench.Methods;
using MultifdBench.Multifd.Methods;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>
/// A method whose agreement was announced among the settings: the source sends exactly what it announced, the destination takes nothing
/// else.
/// </summary>
/// <param name="method">The method.</param>
/// <param name="agreement">At the source, what was announced.</param>
/// <param name="kind">What it is; null for a method that has none.</param>
/// <param name="announcedId">At the destination, its identity; null when none was announced.</param>
internal sealed class AgreedMethod(IMultifdMethod method, ReadOnlyMemory<byte> agreement, AgreementKind? kind, string? announcedId)
    : IMultifdMethod
{
    public string Name => method.Name;

    public uint WireFlag => method.WireFlag;

    public MethodFacts Facts => method.Facts;

    public string Remarks => method.Remarks;

    public ReadOnlyMemory<byte> CreateAgreement() => agreement;

    public IPacketCompressor CreateCompressor() => method.CreateCompressor();

    public IPacketDecompressor CreateDecompressor(ReadOnlyMemory<byte> agreement)
    {
        string? id = agreement.IsEmpty ? null : MigrationSettings.AgreementId(agreement.Span);
        if (id != announcedId)
            throw new PayloadException(
                $"{kind?.Setting ?? "agreement"} is {announcedId ?? "none"} in the settings and {id ?? "none"} on the main stream");
        return method.CreateDecompressor(agreement);
    }
}
