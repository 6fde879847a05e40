using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Identity;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Connectors.Tests.Sandbox;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Sandbox;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Identity;

/// <summary>Signing in with the real credential classes, against authorities that are not Microsoft's.</summary>
public sealed class TenantTokensTests : IDisposable
{
    private const string Graph = "https://graph.microsoft.com";
    private readonly VirtualClock _clock = new();
    private readonly RecordingStep _step = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("lifecycle-identity").FullName;
    private int _issued;

    [Fact]
    public async Task Secret_SignsInOverTls_AndTheTokenIsKept()
    {
        using var authority = new TestAuthority(_ => (200, TestAuthority.Token($"token-{++_issued}")));
        using TenantTokens tokens = Tokens(authority.Handler, Custom(authority.Address, Secret()));

        (await tokens.GetAsync(Graph, false, null, CancellationToken.None)).Should().Be("token-1");
        (await tokens.GetAsync(Graph, false, null, CancellationToken.None)).Should().Be("token-1");
        (await tokens.GetAsync("https://outlook.office365.com", false, null, CancellationToken.None)).Should().Be("token-2");

        authority.Seen.Should().HaveCount(2, "an authority of one's own is trusted as it stands, so nothing is looked up first");
        (string line, string body) = authority.Seen.First();
        line.Should().StartWith($"POST /{ExchangeSession.TenantId}/oauth2/v2.0/token");
        body.Should().Contain("client_secret=hush").And.Contain(Uri.EscapeDataString(Graph + "/.default"));
    }

    [Fact]
    public async Task Authority_WhoseCertificateNobodyKnows_IsNotTalkedTo()
    {
        using var authority = new TestAuthority(_ => (200, TestAuthority.Token("never")));
        using var plain = new HttpClientHandler();
        using TenantTokens tokens = Tokens(plain, Custom(authority.Address, Secret()));

        (await Get(tokens).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorUnreachable);
        authority.Seen.Should().BeEmpty();
    }

    [Fact]
    public async Task Token_IsRenewedBeforeItExpires_OnTheTenantsClock()
    {
        using var authority = new TestAuthority(_ => (200, TestAuthority.Token($"token-{++_issued}")));
        using TenantTokens tokens = Tokens(authority.Handler, Custom(authority.Address, Secret()));
        await tokens.GetAsync(Graph, false, null, CancellationToken.None);

        await _clock.DelayAsync(TimeSpan.FromMinutes(50), CancellationToken.None);
        (await tokens.GetAsync(Graph, false, null, CancellationToken.None)).Should().Be("token-1");
        await _clock.DelayAsync(TimeSpan.FromMinutes(6), CancellationToken.None);
        (await tokens.GetAsync(Graph, false, null, CancellationToken.None)).Should().Be("token-2");
    }

    [Fact]
    public async Task Refused_Token_IsReplacedByAnother_OnceForAllWhoWait()
    {
        using var authority = new TestAuthority(_ => (200, TestAuthority.Token($"token-{++_issued}")));
        using TenantTokens tokens = Tokens(authority.Handler, Custom(authority.Address, Secret()));
        await tokens.GetAsync(Graph, false, null, CancellationToken.None);

        (await tokens.GetAsync(Graph, true, null, CancellationToken.None)).Should().Be("token-2");
        (await tokens.GetAsync(Graph, true, """{"access_token":{"nbf":{"essential":true,"value":"1"}}}""", CancellationToken.None)).Should().Be("token-3");
        authority.Seen.Last().Body.Should().Contain("claims=");
    }

    [Theory]
    [InlineData("AADSTS7000215: Invalid client secret provided.", "value of the client secret")]
    [InlineData("AADSTS700016: Application with identifier was not found.", "clientId")]
    [InlineData("AADSTS9999: Something new.", "Look the code up")]
    public async Task Refusal_SaysItsCodeAndWhatToDo_AndNoSecret(string text, string advice)
    {
        string json = $$"""{"error":"invalid_client","error_description":"{{text}} Trace ID: 11111111-2222-3333-4444-555555555555 Correlation ID: x","error_codes":[1]}""";
        using var authority = new TestAuthority(_ => (401, json));
        using TenantTokens tokens = Tokens(authority.Handler, Custom(authority.Address, Secret()));

        LifecycleException failure = (await Get(tokens).Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.Message.Should().Contain(text.Split(':')[0]).And.Contain("Contoso");
        failure.RecommendedAction.Should().Contain(advice);
        failure.RequestId.Should().Be("11111111-2222-3333-4444-555555555555");
        failure.ToString().Should().NotContain("hush");
    }

    [Theory]
    [InlineData(503, "{}")]
    [InlineData(401, """{"error":"temporarily_unavailable","error_description":"The service is busy.","error_codes":[1]}""")]
    [InlineData(400, """{"error":"invalid_request","error_description":"AADSTS90033: A transient error has occurred. Please try again.","error_codes":[90033]}""")]
    public async Task Authority_ThatIsBusy_IsAskedAgain_InVirtualTime(int status, string json)
    {
        using var authority = new TestAuthority(_ => ++_issued < 3 ? (status, json) : (200, TestAuthority.Token("late")));
        using TenantTokens tokens = Tokens(authority.Handler, Custom(authority.Address, Secret()));
        (await tokens.GetAsync(Graph, false, null, CancellationToken.None)).Should().Be("late");
        _clock.Waits.Should().HaveCount(2);
    }

    [Fact]
    public async Task Certificate_FromAFile_ProvesTheApp()
    {
        using X509Certificate2 certificate = TestCertificates.SelfSigned("app");
        string path = Path.Combine(_folder, "app.pfx");
        await File.WriteAllBytesAsync(path, certificate.Export(X509ContentType.Pfx, "opens"));

        await ProvesTheAppAsync(Secret() with { Kind = CredentialKind.Certificate, Certificate = path, CertificatePassword = "env:PFX" });
    }

#if NET
    [Fact]
    public async Task Certificate_FromAPemFile_ProvesTheApp()
    {
        using X509Certificate2 certificate = TestCertificates.SelfSigned("app");
        string path = Path.Combine(_folder, "app.pem");
        await File.WriteAllTextAsync(path, certificate.ExportCertificatePem() + "\n" + certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());

        await ProvesTheAppAsync(Secret() with { Kind = CredentialKind.Certificate, Certificate = path });
    }
#else
    [Fact]
    public async Task Certificate_FromAPemFile_IsRefusedWithWhatToGiveInstead()
    {
        string path = Path.Combine(_folder, "app.pem");
        await File.WriteAllTextAsync(path, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        using var authority = new TestAuthority(_ => (200, TestAuthority.Token("signed")));
        using TenantTokens tokens = Tokens(authority.Handler, Custom(authority.Address, Secret() with { Kind = CredentialKind.Certificate, Certificate = path }));

        LifecycleException refused = (await tokens.Awaiting(t => t.GetAsync(Graph, false, null, CancellationToken.None)).Should().ThrowAsync<LifecycleException>()).Which;

        refused.Message.Should().Contain("PEM").And.Contain(path);
        authority.Seen.Should().BeEmpty();
    }
#endif

    private async Task ProvesTheAppAsync(TenantCredential credential)
    {
        using var authority = new TestAuthority(_ => (200, TestAuthority.Token("signed")));
        using TenantTokens tokens = Tokens(authority.Handler, Custom(authority.Address, credential));
        (await tokens.GetAsync(Graph, false, null, CancellationToken.None)).Should().Be("signed");
        authority.Seen.Single().Body.Should().Contain("client_assertion=").And.NotContain("client_secret");
    }

    [Fact]
    public async Task Certificate_ThatCannotBeOpened_IsNamed()
    {
        string path = Path.Combine(_folder, "none.pfx");
        using TenantTokens tokens = Tokens(new ScriptedService(), Custom(new Uri("https://localhost:1"), Secret() with { Kind = CredentialKind.Certificate, Certificate = path }));
        LifecycleException failure = (await Get(tokens).Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        failure.Message.Should().Contain(path);
    }

    [Fact]
    public async Task WorkloadIdentity_SendsTheTokenOfItsFile()
    {
        string path = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(path, "federated");
        using var authority = new TestAuthority(_ => (200, TestAuthority.Token("exchanged")));
        using TenantTokens tokens = Tokens(authority.Handler, Custom(authority.Address, Secret() with { Kind = CredentialKind.WorkloadIdentity, TokenFile = path }));
        (await tokens.GetAsync(Graph, false, null, CancellationToken.None)).Should().Be("exchanged");
        authority.Seen.Single().Body.Should().Contain("client_assertion=federated");
    }

    [Fact]
    public async Task DeviceCode_IsSaidToTheOperator()
    {
        ScriptedService wire = new ScriptedService().Then(seen => seen.Uri.AbsolutePath.EndsWith("/devicecode", StringComparison.Ordinal)
            ? ScriptedService.Answer(200, """{"user_code":"ABC123","device_code":"d","verification_uri":"https://x.example/device","expires_in":900,"interval":1,"message":"Type ABC123 at https://x.example/device"}""")
            : throw new InvalidOperationException(seen.Uri.ToString()))
            .Then(400, """{"error":"authorization_declined","error_description":"AADSTS70020: Declined."}""");
        using TenantTokens tokens = Tokens(wire, Custom(new Uri("https://login.example"), Secret() with { Kind = CredentialKind.DeviceCode }));

        (await Get(tokens).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        _step.Lines.Should().Contain(line => line.Contains("ABC123"));
    }

    [Fact]
    public async Task Sandbox_SignsIn_OverItsHandlerAndOverItsPort()
    {
        using var exchange = new ExchangeSession();
        exchange.Tenant.ClientApps[0].Secret = "hush";
        using HttpMessageHandler inMemory = exchange.Tenant.CreateHandler();
        using TenantTokens tokens = Tokens(inMemory, Custom(new Uri("https://login.microsoftonline.com"), Secret()));
        exchange.Token = await tokens.GetAsync(ExchangeSession.Host, false, null, CancellationToken.None);
        (await exchange.RunAsync("Get-OrganizationConfig")).Status.Should().Be(200);

        using var server = new SandboxServer(exchange.Tenant);
        using HttpMessageHandler network = HttpPipeline.Transport();
        using TenantTokens overPort = Tokens(network, Custom(new Uri(server.Url), Secret()));
        (await overPort.GetAsync(server.Url, false, null, CancellationToken.None)).Should().StartWith("sandbox.");
    }

    [Theory]
    [InlineData(TenantCloud.Global, "https://login.microsoftonline.com/", "https://graph.microsoft.com", "https://outlook.office365.com")]
    [InlineData(TenantCloud.UsGov, "https://login.microsoftonline.us/", "https://graph.microsoft.us", "https://outlook.office365.us")]
    [InlineData(TenantCloud.UsGovDod, "https://login.microsoftonline.us/", "https://dod-graph.microsoft.us", "https://outlook-dod.office365.us")]
    [InlineData(TenantCloud.China, "https://login.chinacloudapi.cn/", "https://microsoftgraph.chinacloudapi.cn", "https://outlook.office365.cn")]
    public void Cloud_HasItsOwnAddresses(TenantCloud cloud, string authority, string graph, string exchange)
    {
        CloudAddresses addresses = CloudAddresses.Of(Custom(null, Secret()) with { Cloud = cloud, Endpoints = new TenantEndpoints() });
        (addresses.Authority.AbsoluteUri, addresses.GraphResource, addresses.ExchangeResource, addresses.IsKnownCloud).Should().Be((authority, graph, exchange, true));
    }

    [Theory]
    [InlineData("http://login.example")]
    [InlineData(null)]
    public void Custom_NeedsAddressesThatATokenMayGoTo(string? authority)
    {
        TenantFile tenant = Custom(authority is null ? null : new Uri(authority), Secret());
        new Action(() => CloudAddresses.Of(tenant)).Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Func<Task<string>> Get(TenantTokens tokens) => () => tokens.GetAsync(Graph, false, null, CancellationToken.None);

    private static TenantCredential Secret() => new() { Kind = CredentialKind.ClientSecret, ClientId = ExchangeSession.AppId, Secret = "env:APP" };

    private static TenantFile Custom(Uri? authority, TenantCredential credential) => new()
    {
        Path = "lifecycle.yaml",
        Name = "Contoso",
        Id = Guid.Parse(ExchangeSession.TenantId),
        Cloud = TenantCloud.Custom,
        Endpoints = new TenantEndpoints { Authority = authority, Graph = new Uri("https://graph.example"), Exchange = new Uri("https://exchange.example") },
        Credential = credential,
    };

    private TenantTokens Tokens(HttpMessageHandler wire, TenantFile tenant) =>
        new(new Credentials(tenant, CloudAddresses.Of(tenant), new NamedSecrets(), wire, _clock, _step), tenant.Name, _clock);

    private sealed class NamedSecrets : ISecrets
    {
        private static readonly Dictionary<string, string> s_values = new() { ["env:APP"] = "hush", ["env:PFX"] = "opens" };

        public Secret Resolve(string reference) => new(s_values[reference]);
    }
}
