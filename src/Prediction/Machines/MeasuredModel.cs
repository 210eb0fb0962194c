using MultifdBench.Core;
using MultifdBench.Guest;
using MultifdBench.Measurement.Calibration;
using MultifdBench.Multifd.Wire;
using MultifdBench.Simulation.Guests;
using MultifdBench.Simulation.Parameters;
using static MultifdBench.Core.Invariant;

namespace MultifdBench.Prediction.Machines;

/// <summary>Host and scenario files of what was measured here: each parameter says by which micro-benchmark.</summary>
internal static class MeasuredModel
{
    private const string Meter = "simulate --measure";

    /// <summary>This machine, both sides of a migration on it over the loopback interface.</summary>
    /// <param name="costs">What the engine costs.</param>
    /// <param name="channels">What it costs with the channels that the file is for.</param>
    /// <param name="name">Host name.</param>
    public static ParameterFile Host(EngineCosts costs, ChannelFigures channels, string name)
    {
        string guests =
            Text($"all-zero guests of {costs.GuestBytes / Units.MiB} and 1 MiB, method none, {channels.Channels} channel(s), loopback TCP");
        string content =
            Text($"CPU of a guest of {costs.GuestBytes / Units.MiB} MiB of content less packets, {channels.Channels} channel(s), new "
                + $"connections each time, median of {channels.Migrations} runs");
        ModelWriter writer = new(Meter);
        writer.Measured("cpu.cores", Environment.ProcessorCount, "cores", "processors of this host");
        writer.Assumed("cpu.codec_speed", 1, "ratio", "the scenario's codec costs were measured here");
        writer.Assumed("migration.zero_page_ns", channels.MigrationPageNs + costs.Scan.ZeroPageNs, "ns",
            "migration.page_ns and channel.zero_page_ns");
        writer.Measured("migration.page_ns", channels.MigrationPageNs, "ns",
            $"CPU of the migration thread: {guests}; mean with a guest of content");
        writer.Measured("migration.packet_ns", costs.HandOverWaitNs, "ns",
            "1 channel: wall clock of a packet less CPU of the channel, all-zero guest");
        writer.Measured("migration.sync_ns_per_gib", costs.SyncNsPerGib, "ns/GiB", "dirty log of 1 GiB, nothing marked");
        writer.Measured("migration.setup_ms", Units.Ms((long)channels.SetupNs), "ms", "set-up of an all-zero guest of 1 MiB");
        writer.Measured("migration.switchover_ms", Units.Ms((long)channels.SwitchoverNs), "ms", "downtime of the same guest");
        writer.Measured("migration.destination_zero_page_ns", costs.Scan.ZeroPageNs, "ns", "the destination's scan is the source's");
        writer.Measured("channel.destination_zero_page_ns", costs.Scan.ZeroPageNs, "ns", "the destination's scan is the source's");
        writer.Measured("channel.zero_page_ns", costs.Scan.ZeroPageNs, "ns", "scan of 64 MiB of zeros");
        writer.Measured("channel.page_ns", costs.Scan.PageNs, "ns", "scan of 64 MiB of pages whose first byte is not zero");
        writer.Measured("channel.packet_ns", channels.PacketNs, "ns", $"CPU of the source's channels less scan: {guests}");
        writer.Measured("channel.destination_packet_ns", channels.DestinationPacketNs, "ns", $"CPU of the destination less scan: {guests}");
        writer.Measured("channel.send_ns_per_byte", channels.SendNsPerByte, "ns/B", $"source: {content}");
        writer.Measured("channel.receive_ns_per_byte", channels.ReceiveNsPerByte, "ns/B", $"destination: {content}");
        AddTls(writer, costs.Tls);
        writer.Assumed("network.bandwidth_gbps", 10_000, "Gbit/s", "the loopback interface costs CPU, which the channels have");
        writer.Assumed("network.latency_us", 0, "us", "one machine");
        writer.Measured("network.window_kib", costs.WindowBytes / (double)Units.KiB, "KiB",
            "bytes that a connection takes while nobody reads");
        writer.Assumed("first_touch.share", 0, "share", "the destination's memory is resident before each run");
        writer.Assumed("first_touch.cpu_ns", 0, "ns", "likewise");
        writer.Assumed("first_touch.device_ns", 0, "ns", "no device");
        writer.Assumed("first_touch.device_serial_ns", 0, "ns", "no device");
        return writer.ToFile($"{name}-{channels.Channels}ch.yaml", name,
            $"{name}, source and destination in one process over loopback TCP, migrations with {channels.Channels} channel(s)");
    }

    /// <summary>
    /// A guest as it was measured here. What a codec of deflate makes of its pages stands for the devices that make the same streams.
    /// </summary>
    /// <param name="profile">The guest.</param>
    /// <param name="forms">What the methods are to the simulator: they know those devices.</param>
    /// <param name="withDeciles">Whether classes are deciles, where there are some, and its threads need cores.</param>
    public static ParameterFile Scenario(GuestProfile profile, SimulatedForms forms, bool withDeciles = false)
    {
        ModelWriter writer = new(Meter);
        string scaled = profile.MeasuredPages is { } pages && pages != profile.Pages
            ? Text($"; of a guest of {pages * Page.SizeBytes / Units.MiB} MiB, scaled in proportion")
            : "";
        writer.Measured("memory.content_mib", profile.NormalPages * (double)Page.SizeBytes / Units.MiB, "MiB",
            $"pages that are not zero{scaled}");
        writer.Assumed("memory.content_share", 0, "share", "all content is in content_mib");
        writer.Measured("memory.extent_pages", profile.ExtentPages, "pages", "mean run of pages with content");
        writer.AssumedOfZeroPages();
        writer.Assumed("run.spread", 0, "ln sd", "nothing varies");
        if (withDeciles && profile.Classes.Any(kind => kind.Deciles.Count > 0))
        {
            writer.Measured("memory.class_run_pages", PacketHeader.PagesPerPacket, "pages",
                "packets are in classes: those of one packet are alike");
        }

        foreach ((int i, MeasuredClass kind) in profile.Classes.Index())
        {
            if (!withDeciles || kind.Deciles.Count == 0) AddClass(writer, kind, isContent: i == 0, weight: 1, forms);
            else foreach (MeasuredClass decile in kind.Deciles) AddClass(writer, decile, isContent: i == 0, decile.SampledPages, forms);
        }

        if (withDeciles && profile.Cores > 0) writer.Measured("load.cores", profile.Cores, "cores", "CPU time of the guest's own threads");
        if (profile.GrowthPagesPerSecond > 0)
        {
            writer.Measured("growth.pages_per_second", profile.GrowthPagesPerSecond, "1/s",
                Text($"zero pages that were written in {profile.ObservedMs / 1e3:0.00} s"));
        }

        string source =
            Text($"unique dirty pages in {profile.ObservedMs / 1e3:0.00} s; the pools leave {profile.PoolResidualPages:0.0} pages "
                + $"(root mean square){scaled}");
        foreach (MeasuredPool pool in profile.Pools)
        {
            writer.Measured($"dirty.{pool.Name}.pages", Math.Max(1, pool.Pages), "pages", source);
            writer.Measured($"dirty.{pool.Name}.writes_per_second", pool.WritesPerSecond, "1/s", source);
        }

        foreach ((int i, RatePhase phase) in (profile.Phases?.Phases ?? []).Index())
        {
            writer.Assumed(GuestModel.PhasePrefix(i) + "duration_s", phase.DurationS, "s", "the workload's scenario");
            writer.Assumed(GuestModel.PhasePrefix(i) + "rate_factor", phase.RateFactor, "factor", "the workload's scenario");
        }

        string summary =
            Text($"{profile.Workload}, {profile.Pages * Page.SizeBytes / Units.MiB} MiB, as measured here; its own threads use "
                + $"{profile.Cores:0.00} cores");
        return writer.ToFile($"{FileName(profile.Workload)}.yaml", profile.Workload, summary);
    }

    /// <summary>The file name of a scenario, without extension.</summary>
    public static string FileName(string workload) =>
        string.Concat(workload.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_'));

    private static void AddTls(ModelWriter writer, TlsFigures tls)
    {
        string how = $"{tls.Version}, packets over loopback TCP, CPU with TLS less CPU in the clear";
        writer.Measured("tls.encrypt_ns_per_byte", tls.EncryptNsPerByte, "ns/B", $"source: {how}");
        writer.Measured("tls.decrypt_ns_per_byte", tls.DecryptNsPerByte, "ns/B", $"destination: {how}");
        writer.Measured("tls.encrypt_ns_per_record", tls.EncryptNsPerRecord, "ns", $"source: {how}");
        writer.Measured("tls.decrypt_ns_per_record", tls.DecryptNsPerRecord, "ns", $"destination: {how}");
        writer.Measured("tls.handshake_ms", Units.Ms((long)tls.HandshakeNs), "ms", "CPU, mean of both sides, certificates on both");
        writer.Assumed("tls.records_per_page", 0, "records", "this engine fills records up");
    }

    private static void AddClass(ModelWriter writer, MeasuredClass pages, bool isContent, double weight, SimulatedForms forms)
    {
        string prefix = $"classes.{pages.Name}.";
        string sample = Text($"{pages.SampledPages} pages of the guest, in packets of {PacketHeader.PagesPerPacket}");
        writer.Assumed(prefix + "share", isContent ? weight : 0, "share", "this class is what the first pass sends");
        writer.Assumed(prefix + "dirty_share", isContent ? 0 : weight, "share", "this class is what the guest writes");
        foreach (CodecFigures codec in pages.Codecs)
        {
            string source = $"{sample}, {codec.Library}, CPU of one thread";
            writer.Measured($"{prefix}{codec.Key}.ratio", codec.Ratio, "ratio", source);
            writer.Measured($"{prefix}{codec.Key}.compress_ns", codec.CompressNs, "ns", source);
            writer.Measured($"{prefix}{codec.Key}.decompress_ns", codec.DecompressNs, "ns", source);
            if (forms.DeviceCodec(codec.Key) is { } device)
                writer.OnDevice($"{prefix}{device}.", codec.Ratio, $"{sample}: that of {codec.Key} in software, the same kind of stream");
        }
    }
}
