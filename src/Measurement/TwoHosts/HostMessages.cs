using System.Text.Json;
using MultifdBench.Guest;
using MultifdBench.Multifd.TwoHosts;
using MultifdBench.Multifd.Wire;

namespace MultifdBench.Measurement.TwoHosts;

/// <summary>What the source is about to send.</summary>
/// <param name="Settings">Everything that both sides must agree on.</param>
/// <param name="Blocks">The guest's RAM blocks.</param>
/// <param name="TimeoutMs">Milliseconds after which the source gives the migration up.</param>
/// <param name="Label">The run's short name, for people.</param>
internal sealed record SettingsMessage(IReadOnlyList<SentSetting?> Settings, IReadOnlyList<RamBlockSpec> Blocks,
    long TimeoutMs, string Label)
{
    private const int MaxSettings = 64;
    private const int MaxBlocks = 4096;

    /// <summary>A message with these settings.</summary>
    public static SettingsMessage Of(IReadOnlyList<Setting> settings, IReadOnlyList<RamBlockSpec> blocks, long timeoutMs, string label) =>
        new([.. settings.Select(setting => new SentSetting(setting.Name, setting.Value))], blocks, timeoutMs, label);

    /// <summary>Refuses what no source of this program sends; nothing has been done with it yet.</summary>
    /// <returns>The settings.</returns>
    /// <exception cref="RefusedException">Too much of something, something missing, or parts that contradict each other.</exception>
    public IReadOnlyList<Setting> Check()
    {
        if (Settings.Count > MaxSettings || Settings.Contains(null))
            throw new RefusedException(
                $"the source sent {Settings.Count} settings, at most {MaxSettings} are possible and none may be empty");
        Setting[] settings = [.. Settings.Select(sent => sent!.Check())];
        if (settings.DistinctBy(setting => setting.Name).Count() != settings.Length)
            throw new RefusedException("the source sent a setting twice");
        if (Blocks.Count > MaxBlocks || Blocks.Contains(null!))
            throw new RefusedException($"the source has {Blocks.Count} RAM blocks, at most {MaxBlocks} are possible and none may be empty");
        if (TimeoutMs is < 1 or > int.MaxValue)
            throw new RefusedException($"the source's timeout is {TimeoutMs} ms, which is out of range");
        if (settings.FirstOrDefault(setting => setting.Name == MigrationSettings.RamBlocks)?.Value != MigrationSettings.Describe(Blocks))
            throw new RefusedException($"the source's {MigrationSettings.RamBlocks} are not the RAM blocks that it lists");
        return settings;
    }
}

/// <summary>A setting as it came: whatever a peer left out is null here, so that it can be named.</summary>
/// <param name="Name">As of <see cref="Setting"/>.</param>
/// <param name="Value">As of <see cref="Setting"/>.</param>
internal sealed record SentSetting(string? Name = null, string? Value = null)
{
    /// <exception cref="RefusedException">Something is missing.</exception>
    public Setting Check()
    {
        if (string.IsNullOrEmpty(Name)) throw new RefusedException("the source sent a setting without a name");
        return new Setting(Name,
            Value ?? throw new RefusedException($"the source sent setting '{ControlConnection.Printable(Name)}' without a value"));
    }
}

/// <summary>A destination's host.</summary>
/// <param name="Facts">What its <c>host.json</c> would hold.</param>
/// <param name="StaysForMore">Whether it takes another migration after this one.</param>
internal sealed record HostMessage(JsonElement Facts, bool StaysForMore);

/// <summary>The destination takes the migration.</summary>
/// <param name="Session">What the migration's connections open with.</param>
internal sealed record AcceptedMessage(Guid Session);

/// <summary>What the destination received and what that cost.</summary>
/// <param name="Failure">What went wrong at the destination; null when nothing did.</param>
/// <param name="IsConsequence">Whether that is only a lost connection, which the other side may explain.</param>
/// <param name="Packets">Packets on all channels.</param>
/// <param name="NormalPages">Pages with content.</param>
/// <param name="ZeroPages">Zero pages.</param>
/// <param name="PayloadBytes">Bytes of all payloads.</param>
/// <param name="DecompressNs">CPU nanoseconds inside the method.</param>
/// <param name="CpuNs">CPU nanoseconds of all threads.</param>
/// <param name="AllocatedBytes">Bytes that they allocated on the GC heap.</param>
/// <param name="HasCpuTimes">Whether the host has the clock for CPU times.</param>
/// <param name="PeakRssBytes">Peak resident set of the process.</param>
/// <param name="Joules">Energy of the host's processor packages while it received; null where it does not tell.</param>
/// <param name="BootId">Which boot of which machine that was (<see cref="Machine.Resources.KernelFacts.BootId"/>).</param>
internal sealed record ReceivedMessage(
    string? Failure,
    bool IsConsequence,
    long Packets,
    long NormalPages,
    long ZeroPages,
    long PayloadBytes,
    long DecompressNs,
    long CpuNs,
    long AllocatedBytes,
    bool HasCpuTimes,
    long PeakRssBytes,
    double? Joules = null,
    string? BootId = null);

/// <summary>How the source judged the run.</summary>
/// <param name="Outcome">One of <see cref="Results.RunOutcome"/>, or <see cref="Interrupted"/>.</param>
/// <param name="Reason">Why it did not complete; else empty.</param>
/// <param name="Verified">Whether the memories are equal; null when they were not compared.</param>
internal sealed record VerdictMessage(string Outcome, string Reason, bool? Verified)
{
    /// <summary>The user ended the source: there is no row.</summary>
    public const string Interrupted = "interrupted";
}

/// <summary>Messages as the bodies of control frames: JSON, every member required.</summary>
internal static class HostMessages
{
    /// <summary>The longest body of any message.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static void Send<T>(ControlConnection control, ControlFrameType type, T message) =>
        control.Send(type, JsonSerializer.SerializeToUtf8Bytes(message, Options));

    /// <summary>Receives a message of one type.</summary>
    /// <inheritdoc cref="ControlConnection.Receive(string, int)"/>
    public static T Receive<T>(ControlConnection control, ControlFrameType type, string what) =>
        Parse<T>(control.Receive(type, what, MaxBytes), control, what);

    /// <exception cref="WireException">The body is not such a message.</exception>
    public static T Parse<T>(byte[] body, ControlConnection control, string what)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Options) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            // The library's own text is about its classes; where it stopped is what helps.
            string place = string.IsNullOrEmpty(e.Path) || e.Path == "$" ? "" : $" at {ControlConnection.Printable(e.Path)}";
            throw new WireException($"{control.Peer} sent {what} that cannot be read: not what this program sends{place}", e);
        }
    }
}
