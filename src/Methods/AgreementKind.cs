namespace MultifdBench.Methods;

/// <summary>What a method may send ahead of the first packet, which both sides must have alike.</summary>
/// <param name="Setting">Its identity among the settings of two hosts, and the destination's option that insists on one.</param>
/// <param name="What">What it is, for people: <c>canned table</c>.</param>
public sealed record AgreementKind(string Setting, string What);
