using System;
using System.IO;
using System.Linq;
using FluentAssertions;
using LifecycleTools.Connectors.Tenants;
using LifecycleTools.Connectors.Tests.Roles;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Tenants;

public class YamlTenantFileReaderTests
{
    private const string Secret = "Zx4kPq9vLm2sWt7n";

    // Five lines; tests add theirs from line 6 on, inside 'tenant'.
    private const string Start = """
        credential:
          kind: managedIdentity
        tenant:
          name: Contoso
          id: 8f0c2a4e-5b1d-4c39-9a77-3d1e6c0b7a21

        """;

    private static readonly YamlTenantFileReader s_reader = new();

    [Fact]
    public void Read_WithTheShippedFile_FindsNothing()
    {
        string path = ShippedFiles.Path("examples", "lifecycle.yaml");

        TenantFileReading reading = s_reader.Read(path);

        reading.Report.Findings.Should().BeEmpty();
        TenantFile file = reading.RequireFile();
        file.Path.Should().Be(path);
        file.Roles.Should().Be(ShippedFiles.Path("roles", "three-countries.yaml"), "paths start from the folder of the file");
        file.Credential.Should().Be(new TenantCredential { Kind = CredentialKind.ClientSecret, ClientId = "3b6f0d52-7a0e-4f1c-9d3e-5c2b8a90e417", Secret = "env:LIFECYCLE_CLIENT_SECRET" });
        file.Prices["spe_e3"].Should().Be(new MonthlyPrice(36.00m, "CHF"));
    }

    [Fact]
    public void Read_WithSigning_NamesTheCertificateAsTheCredentialDoes()
    {
        using var files = new TextFiles();
        string path = files.Write("lifecycle.yaml", Start + "journal: { signing: { certificate: keys/journal.pfx, certificatePassword: env:JOURNAL_PFX } }");

        TenantFileReading reading = s_reader.Read(path);

        reading.Report.Findings.Should().BeEmpty();
        reading.RequireFile().Signing.Should().Be(new JournalSigning { Certificate = Path.Combine(files.Folder, "keys", "journal.pfx"), CertificatePassword = "env:JOURNAL_PFX" });
    }

    [Theory]
    [InlineData("journal: { signing: { certificatePassword: env:X } }", "KeyMissing")]
    [InlineData("journal: { signing: { certificate: a.pfx, certificatePassword: Zx4kPq9vLm2sWt7n } }", "SecretInFile")]
    [InlineData("journal: { sining: { thumbprint: 00 } }", "KeyUnknown")]
    public void Read_WithSigningThatIsWrong_FindsIt(string text, string finding)
    {
        using var files = new TextFiles();

        s_reader.Read(files.Write("lifecycle.yaml", Start + text)).Report.Findings.Should().Contain(one => one.Id == finding);
    }

    [Fact]
    public void Read_WithEveryKey_FillsTheModel()
    {
        using var files = new TextFiles();
        string path = files.Write("lifecycle.yaml", """
            tenant:
              name: Lab
              id: 8f0c2a4e-5b1d-4c39-9a77-3d1e6c0b7a21
              cloud: custom
              endpoints: { authority: https://localhost:8443/, graph: http://127.0.0.1:5000, exchange: "http://[::1]:5001" }
              roles: ./roles
              protected: [breakglass@contoso.example, 11111111-2222-3333-4444-555555555555]
              escalation: [it@contoso.example]
              limits: { departuresPerDay: 3, departuresPercent: 20 }
              journal: runs
            credential: { kind: certificate, clientId: 3b6f0d52-7a0e-4f1c-9d3e-5c2b8a90e417, certificate: app.pfx, certificatePassword: vault:Ops/Pfx }
            systems:
              rmm: { kind: ninjaone, url: https://app.ninjarmm.com, clientId: abc, clientSecret: env:NINJA_SECRET }
              psa: { kind: connectwise, url: https://api-na.myconnectwise.net, company: contoso, publicKey: pub, privateKey: vault:CW, clientId: x, board: Service }
              notify: { kind: graphmail, from: noreply@contoso.example, hr: [hr@contoso.example], itLeadership: [it@contoso.example] }
            """);

        TenantFileReading reading = s_reader.Read(path);

        reading.Report.Findings.Should().BeEmpty();
        TenantFile file = reading.RequireFile();
        file.Should().BeEquivalentTo(new
        {
            Name = "Lab", Id = new Guid("8f0c2a4e-5b1d-4c39-9a77-3d1e6c0b7a21"), Cloud = TenantCloud.Custom, Roles = Path.Combine(files.Folder, "roles"),
            Protected = new[] { "breakglass@contoso.example", "11111111-2222-3333-4444-555555555555" }, Escalation = new[] { "it@contoso.example" },
            Limits = new DepartureLimits { DeparturesPerDay = 3, DeparturesPercent = 20 }, Journal = Path.Combine(files.Folder, "runs"),
        });
        file.Endpoints.Should().Be(new TenantEndpoints { Authority = new Uri("https://localhost:8443/"), Graph = new Uri("http://127.0.0.1:5000"), Exchange = new Uri("http://[::1]:5001") });
        file.Credential.Should().Be(new TenantCredential
        {
            Kind = CredentialKind.Certificate, ClientId = "3b6f0d52-7a0e-4f1c-9d3e-5c2b8a90e417", Certificate = Path.Combine(files.Folder, "app.pfx"), CertificatePassword = "vault:Ops/Pfx",
        });
        file.Systems.Keys.Should().Equal("rmm", "psa", "notify");
        file.Systems["psa"].Kind.Should().Be("connectwise");
        file.Systems["psa"].Values.Should().Contain("publicKey", "pub").And.Contain("privateKey", "vault:CW").And.NotContainKey("kind");
        file.Systems["notify"].Lists["hr"].Should().Equal("hr@contoso.example");
    }

    [Fact]
    public void Read_WithTheLeastThatIsNeeded_UsesTheUsualValues()
    {
        using var files = new TextFiles();

        TenantFile file = s_reader.Read(files.Write("lifecycle.yaml", Start)).RequireFile();

        file.Cloud.Should().Be(TenantCloud.Global);
        file.Limits.Should().Be(new DepartureLimits { DeparturesPerDay = 5, DeparturesPercent = 10 });
        file.Roles.Should().BeNull();
        file.Endpoints.Should().Be(new TenantEndpoints());
    }

    [Theory]
    [InlineData("  cloud: Global", FindingIds.ValueNotAllowed, 6, 10, "*Did you mean 'global'?")]
    [InlineData("  cloud: custom", FindingIds.KeyMissing, 6, 3, "*lacks authority, graph, exchange*")]
    [InlineData("  endpoints: { graph: http://graph.contoso.example }", FindingIds.EndpointInsecure, 6, 23, "*Write https*")]
    [InlineData("  endpoints: { graph: http://localhost.contoso.example }", FindingIds.EndpointInsecure, 6, 23, "*Write https*")]
    [InlineData("  endpoints: { graph: graph.microsoft.com }", FindingIds.EndpointInvalid, 6, 23, "*Write it whole*")]
    [InlineData("  endpoints: { graph: ftp://localhost }", FindingIds.EndpointInvalid, 6, 23, "*not a web address*")]
    [InlineData("  endpoints: { grahp: https://x.example }", FindingIds.KeyUnknown, 6, 16, "*'graph'?")]
    [InlineData("  limits: { departuresPerDay: 0 }", FindingIds.ValueNotAllowed, 6, 31, "*from 1 to 10000*")]
    [InlineData("  limits: { departuresPercent: 101 }", FindingIds.ValueNotAllowed, 6, 32, "*from 1 to 100*")]
    [InlineData("  limits: { departuresPercent: 10% }", FindingIds.TypeWrong, 6, 32, "*whole number*")]
    [InlineData("  escalation: [it]", FindingIds.MailAddressInvalid, 6, 16, "*name@domain*")]
    [InlineData("  escalation: it@contoso.example", FindingIds.TypeWrong, 6, 15, "*a list*")]
    [InlineData("  secret: env:X", FindingIds.KeyUnknown, 6, 3, "*no key 'secret' in 'tenant'*")]
    [InlineData("systems: { rmm: { url: https://x.example } }", FindingIds.KeyMissing, 6, 17, "*'kind' is missing in system 'rmm'*")]
    [InlineData("systems: { rmm: { kind: x, url: http://x.example } }", FindingIds.EndpointInsecure, 6, 33, "*Write https*")]
    [InlineData("systems: { rmm: { kind: x, apiKey: Zx4kPq9vLm2sWt7n } }", FindingIds.SecretInFile, 6, 36, "*env:NAME*")]
    [InlineData("systems: { rmm: { kind: x, apiKey: 'vault:' } }", FindingIds.SecretInFile, 6, 36, "*vault:NAME*")]
    [InlineData("systems: { rmm: { kind: x, webhookUrl: https://x.example/Zx4kPq9vLm2sWt7n } }", FindingIds.SecretInFile, 6, 40, "*never the secret*")]
    [InlineData("systems: { rmm: { kind: x, url: 'https://me:Zx4kPq9vLm2sWt7n@x.example' } }", FindingIds.SecretInFile, 6, 33, "*looks like a secret*")]
    [InlineData("prices: { SPB: { amount: 20.60, currency: Franken } }", FindingIds.ValueNotAllowed, 6, 43, "*ISO 4217*")]
    [InlineData("prices: { SPB: { amount: '20,60', currency: CHF } }", FindingIds.TypeWrong, 6, 26, "*decimal point*")]
    [InlineData("prices: { SPB: { amount: -1, currency: CHF } }", FindingIds.TypeWrong, 6, 26, "*number*")]
    [InlineData("prices: { SPB: { amount: 1, currency: CHF }, spb: { amount: 1, currency: CHF } }", FindingIds.KeyDuplicate, 6, 46, "*twice, in another case*")]
    [InlineData("credentail: {}", FindingIds.KeyUnknown, 6, 1, "*'credential'?")]
    public void Read_WithAMistake_SaysWhereAndNeverTheSecret(string rest, string id, int line, int column, string message)
    {
        using var files = new TextFiles();

        TenantFileReading reading = s_reader.Read(files.Write("lifecycle.yaml", Start + rest + "\n"));

        RoleMapFinding finding = reading.Report.Findings.Should().ContainSingle().Which;
        finding.Should().BeEquivalentTo(new { Id = id, Line = line, Column = column, Severity = FindingSeverity.Error });
        finding.Message.Should().Match(message).And.NotContain(Secret);
        reading.File.Should().BeNull();
        reading.Invoking(one => one.RequireFile()).Should().Throw<LifecycleException>().WithMessage($"*({line},{column})*").Which.Id.Should().Be(ErrorIds.TenantFileInvalid);
    }

    [Theory]
    [InlineData("kind: clientSecret, clientId: 3b6f0d52-7a0e-4f1c-9d3e-5c2b8a90e417", FindingIds.KeyMissing, "*'secret' is missing*clientSecret needs it*")]
    [InlineData("kind: clientSecret, secret: env:X", FindingIds.KeyMissing, "*'clientId' is missing*")]
    [InlineData("kind: clientSecret, clientId: app, secret: env:X", FindingIds.ValueNotAllowed, "*application id*")]
    [InlineData("kind: clientSecret, clientId: 3b6f0d52-7a0e-4f1c-9d3e-5c2b8a90e417, secret: Zx4kPq9vLm2sWt7n", FindingIds.SecretInFile, "*env:NAME*")]
    [InlineData("kind: clientSecret, clientId: 3b6f0d52-7a0e-4f1c-9d3e-5c2b8a90e417, secret: abc8Q~0123456789abcdefghijklmnopqrstuv", FindingIds.SecretInFile, "*looks like a secret*")]
    [InlineData("kind: certificate, clientId: 3b6f0d52-7a0e-4f1c-9d3e-5c2b8a90e417", FindingIds.KeyMissing, "*'certificate'*or 'thumbprint'*")]
    [InlineData("kind: password", FindingIds.ValueNotAllowed, "*one of: clientSecret*")]
    [InlineData("clientId: 3b6f0d52-7a0e-4f1c-9d3e-5c2b8a90e417", FindingIds.KeyMissing, "*'kind' is missing*")]
    [InlineData("kind: default, user: me", FindingIds.KeyUnknown, "*no key 'user'*")]
    public void Read_WithABadCredential_SaysWhatIsNeeded(string credential, string id, string message)
    {
        using var files = new TextFiles();
        string tenant = "tenant: { name: Contoso, id: 8f0c2a4e-5b1d-4c39-9a77-3d1e6c0b7a21 }\n";

        TenantFileReading reading = s_reader.Read(files.Write("lifecycle.yaml", tenant + $"credential: {{ {credential} }}\n"));

        RoleMapFinding finding = reading.Report.Findings.Should().ContainSingle().Which;
        finding.Id.Should().Be(id);
        finding.Line.Should().Be(2);
        finding.Message.Should().Match(message).And.NotContain(Secret).And.NotContain("8Q~");
        reading.File.Should().BeNull();
    }

    [Fact]
    public void Read_WhenSectionsAreMissing_NamesThem()
    {
        using var files = new TextFiles();

        s_reader.Read(files.Write("lifecycle.yaml", "systems: {}\n")).Report.Findings.Select(finding => finding.Message.Split('\'')[1])
            .Should().BeEquivalentTo("tenant", "credential");
    }

    [Fact]
    public void Read_WithABadTenantId_SaysWhereToFindIt()
    {
        using var files = new TextFiles();

        s_reader.Read(files.Write("lifecycle.yaml", "tenant: { name: C, id: contoso.com }\ncredential: { kind: default }\n")).Report.Findings
            .Should().ContainSingle().Which.Message.Should().Match("*directory id*Overview*");
    }

    [Fact]
    public void Read_WithNothingThere_SaysSo()
    {
        using var files = new TextFiles();

        Action act = () => s_reader.Read(Path.Combine(files.Folder, "absent.yaml"));

        act.Should().Throw<LifecycleException>().WithMessage("*absent.yaml*").Which.Id.Should().Be(ErrorIds.TenantFileInvalid);
    }

    [Fact]
    public void Read_WhenNotYaml_GivesTheLine()
    {
        using var files = new TextFiles();

        s_reader.Read(files.Write("lifecycle.yaml", "tenant:\n  name: [\n")).Report.Findings.Should().ContainSingle(finding => finding.Id == FindingIds.YamlInvalid && finding.Line > 0);
    }
}
