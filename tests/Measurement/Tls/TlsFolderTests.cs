using MultifdBench.Core;
using MultifdBench.Measurement.Tls;
using MultifdBench.Multifd.Transport.Tls;
using MultifdBench.Tests.Multifd.Transport.Tls;
using MultifdBench.Tests.Results;

namespace MultifdBench.Tests.Measurement.Tls;

/// <summary>A folder of certificates: what is good is read, and of what is not, file and reason are named and never a key.</summary>
public sealed class TlsFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly TestAuthority _authority = new();
    private readonly string _folder;

    public TlsFolderTests() => _folder = _authority.WriteFolder(_temporary["creds"]);

    public void Dispose()
    {
        _authority.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void AGoodFolder_HasBothSides_AndEitherNeedsOnlyItsOwnFiles()
    {
        TlsFolder folder = new("--tls-creds", _folder);
        using (TlsCredentials source = folder.LoadSource())
            Assert.Equal((At("client-cert.pem"), At("ca-cert.pem")), (source.OwnName, source.AuthorityName));
        File.Delete(At("client-cert.pem"));
        File.Delete(At("client-key.pem"));
        using TlsCredentials destination = folder.LoadDestination();
        Assert.Equal(At("server-cert.pem"), destination.OwnName);
    }

    public static TheoryData<string, string> Wrongs => new()
    {
        { "no folder", "there is no such folder; it needs ca-cert.pem, server-cert.pem and server-key.pem." },
        { "no authority", "{DIR}/ca-cert.pem is missing." },
        { "no certificate", "{DIR}/server-cert.pem is missing." },
        { "no key", "{DIR}/server-key.pem is missing." },
        { "not PEM", "{DIR}/server-cert.pem has no certificate: it must be PEM (-----BEGIN CERTIFICATE-----)." },
        { "broken", "{DIR}/server-cert.pem is no certificate: " },
        { "another key", "{DIR}/server-key.pem is not the private key of {DIR}/server-cert.pem (CN=localhost), or no key" },
        { "no key at all", "{DIR}/server-key.pem is not the private key of {DIR}/server-cert.pem (CN=localhost), or no key" },
        { "passphrase", "{DIR}/server-key.pem is protected by a passphrase, which cannot be given here" },
        { "expired", "{DIR}/server-cert.pem (CN=localhost) expired on 2024-05-06 07:08:09 UTC." },
        { "early", "{DIR}/server-cert.pem (CN=localhost) is not valid before " },
        { "expired authority", "{DIR}/ca-cert.pem (CN=old) expired on 2024-05-06 07:08:09 UTC." },
        { "foreign", "{DIR}/server-cert.pem (CN=localhost) does not come from the authority in {DIR}/ca-cert.pem." },
        { "no authority's", "{DIR}/ca-cert.pem (CN=nobody) is not of an authority: it may sign no certificates." },
        { "unreadable", "{DIR}/server-key.pem cannot be read: " },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void WhatWillNotDo_IsNamedWithItsFileAndTheReason(string what, string expected)
    {
        Spoil(what);
        UsageException refusal = Assert.Throws<UsageException>(() => new TlsFolder("--tls-creds", _folder).LoadDestination());
        Assert.StartsWith($"--tls-creds {_folder}: {expected.Replace("{DIR}", _folder, StringComparison.Ordinal)}", refusal.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", refusal.ToString(), StringComparison.Ordinal);
    }

    private void Spoil(string what)
    {
        DateTimeOffset past = new(2024, 5, 6, 7, 8, 9, TimeSpan.Zero);
        switch (what)
        {
            case "no folder":
                Directory.Delete(_folder, recursive: true);
                break;
            case "no authority":
                File.Delete(At("ca-cert.pem"));
                break;
            case "no certificate":
                File.Delete(At("server-cert.pem"));
                break;
            case "no key":
                File.Delete(At("server-key.pem"));
                break;
            case "not PEM":
                File.WriteAllText(At("server-cert.pem"), "hello");
                break;
            case "broken":
                File.WriteAllText(At("server-cert.pem"), "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n");
                break;
            case "another key":
                File.WriteAllText(At("server-key.pem"), _authority.Issue("localhost", TestAuthority.ForServers).Key);
                break;
            case "no key at all":
                File.WriteAllText(At("server-key.pem"), "hello");
                break;
            case "passphrase":
                File.WriteAllText(At("server-key.pem"),
                    "-----BEGIN ENCRYPTED PRIVATE KEY-----\naGVsbG8=\n-----END ENCRYPTED PRIVATE KEY-----\n");
                break;
            case "expired":
                TestAuthority.Write(_folder, "server", _authority.Issue("localhost", TestAuthority.ForServers, past.AddDays(-1), past));
                break;
            case "early":
                TestAuthority.Write(_folder, "server",
                    _authority.Issue("localhost", TestAuthority.ForServers, DateTimeOffset.UtcNow.AddDays(1)));
                break;
            case "expired authority":
                using (TestAuthority old = new("old", until: past)) File.WriteAllText(At("ca-cert.pem"), old.Pem);
                break;
            case "foreign":
                using (TestAuthority other = new("somebody else"))
                    TestAuthority.Write(_folder, "server", other.Issue("localhost", TestAuthority.ForServers));
                break;
            case "no authority's":
                using (TestAuthority nobody = new("nobody", isAuthority: false)) File.WriteAllText(At("ca-cert.pem"), nobody.Pem);
                break;
            case "unreadable":
                File.Delete(At("server-key.pem"));
                Directory.CreateDirectory(At("server-key.pem"));
                break;
            default:
                throw new ArgumentException(what);
        }
    }

    private string At(string file) => Path.Combine(_folder, file);
}
