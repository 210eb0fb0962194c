using System.Text.Json;
using MultifdBench.Bench.Cli;
using MultifdBench.Tests.Multifd.Transport.Tls;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Bench;

/// <summary>Encryption from the command line.</summary>
public sealed class CliTlsTests
{
    private static readonly string[] Small = ["migrate", "--workload", "random", "--memory", "2MiB"];

    [Theory]
    [InlineData("memory")]
    [InlineData("tcp")]
    public async Task OneOption_Encrypts_WithCertificatesMadeForTheRun(string transport)
    {
        CliRun run = await CliRun.Of([.. Small, "--tls", "--transport", transport, "--json"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        JsonElement row = JsonDocument.Parse(run.Output).RootElement;
        Assert.True(row.GetProperty("tls").GetBoolean());
        Assert.True(row.GetProperty("verified").GetBoolean());
        Assert.StartsWith("TLS 1.", row.GetProperty("tls_version").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("TLS_", row.GetProperty("tls_cipher").GetString(), StringComparison.Ordinal);
        Assert.True(row.GetProperty("tls_handshake_ms").GetDouble() > 0);
        Assert.EndsWith("/tls#1", row.GetProperty("run_id").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderOfCertificates_Encrypts_AndTheTextSaysHow()
    {
        using TemporaryFolder temporary = new();
        using TestAuthority authority = new();
        string folder = authority.WriteFolder(temporary["creds"], "host2.example");
        CliRun run = await CliRun.Of([.. Small, "--tls-creds", folder, "--tls-hostname", "host2.example"]);
        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("memory with TLS", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\ntls: TLS 1\.\d, TLS_\w+, handshake [0-9.]+ ms \(mean of the connections\)", run.Output);
    }

    [Fact]
    public async Task AnotherName_FailsTheRun_WithTheRemedy()
    {
        using TemporaryFolder temporary = new();
        using TestAuthority authority = new();
        CliRun run = await CliRun.Of([.. Small, "--tls-creds", authority.WriteFolder(temporary["creds"], "host2.example"), "--json"]);
        Assert.Equal(ExitCodes.CheckFailed, run.ExitCode);
        JsonElement row = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(
            "the destination's certificate (CN=host2.example) is not for '127.0.0.1', the name that is connected to: it is for "
            + "host2.example. Give --tls-hostname the name in the certificate",
            row.GetProperty("reason").GetString());
        Assert.Equal((JsonValueKind.Null, ""), (row.GetProperty("verified").ValueKind, row.GetProperty("tls_version").GetString()));
    }

    [Fact]
    public async Task ASimulation_ReadsNoCertificates()
    {
        CliRun run = await CliRun.Of("simulate", "--tls-creds", "pki");
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal("--tls-creds pki: a simulation reads no certificates; use --tls.", run.Error.Trim());
    }

    [Fact]
    public async Task ASimulatedRow_SaysThatItIsEncrypted_AndCostsMore()
    {
        using TemporaryFolder folder = new();
        async Task<JsonElement> Simulate(params string[] options)
        {
            CliRun run = await CliRun.Of(
                ["simulate", "--scenario", "seed-idle", "--memory", "1GiB", "--out", folder[$"out{options.Length}"], "--json", .. options]);
            Assert.Equal(ExitCodes.Done, run.ExitCode);
            using JsonDocument json = JsonDocument.Parse(run.Output);
            return json.RootElement.Clone();
        }

        (JsonElement clear, JsonElement encrypted) = (await Simulate(), await Simulate("--tls"));
        Assert.Equal((false, true), (clear.GetProperty("tls").GetBoolean(), encrypted.GetProperty("tls").GetBoolean()));
        foreach (string column in (string[])["source_cpu_s", "destination_cpu_s", "wire_bytes"])
            Assert.True(encrypted.GetProperty(column).GetDouble() > clear.GetProperty(column).GetDouble(), column);
    }
}
