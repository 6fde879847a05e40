using System;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using FluentAssertions;
using LifecycleTools.Sandbox.State;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Sandbox;

/// <summary>The real credential classes, against the sandbox's authority.</summary>
public sealed class SignInTests
{
    private const string Token = $"https://login.microsoftonline.com/{ExchangeSession.TenantId}/oauth2/v2.0/token";
    private static readonly TokenRequestContext s_exchange = new([ExchangeSession.Host + "/.default"]);

    [Theory]
    [InlineData("https://login.microsoftonline.com/")]
    [InlineData("https://login.sandbox.example/")]
    public async Task Secret_OpensTheProductItWasAskedFor(string authority)
    {
        using ExchangeSession exchange = new();
        AccessToken token = await Secret(exchange, "right", authority).GetTokenAsync(s_exchange, CancellationToken.None);
        exchange.Token = token.Token;
        (await exchange.RunAsync("Get-OrganizationConfig")).Status.Should().Be(200);
        exchange.Tenant.Requests.Should().NotContain(one => one.IsWrite, "asking for a token changes nothing");
    }

    [Fact]
    public async Task Certificate_IsProvedByItsSignature()
    {
        using ExchangeSession exchange = new();
        using X509Certificate2 known = SelfSigned();
        using X509Certificate2 stranger = SelfSigned();
        exchange.Tenant.ClientApps[0].Certificate = Convert.ToBase64String(known.Export(X509ContentType.Cert));

        exchange.Token = (await Certificate(exchange, known).GetTokenAsync(s_exchange, CancellationToken.None)).Token;
        (await exchange.RunAsync("Get-OrganizationConfig")).Status.Should().Be(200);

        TokenCredential wrong = Certificate(exchange, stranger);
        (await wrong.Invoking(one => one.GetTokenAsync(s_exchange, CancellationToken.None).AsTask()).Should().ThrowAsync<AuthenticationFailedException>())
            .Which.InnerException!.Message.Should().Contain("AADSTS700027");
    }

    [Theory]
    [InlineData("secret", "AADSTS7000215")]
    [InlineData("app", "AADSTS700016")]
    [InlineData("tenant", "AADSTS90002")]
    [InlineData("consent", "AADSTS65001")]
    [InlineData("resource", "AADSTS500011")]
    public async Task Refusal_ReachesTheCaller_WithItsCode(string wrong, string code)
    {
        using ExchangeSession exchange = new();
        SandboxClientApp app = exchange.Tenant.ClientApps[0];
        if (wrong == "app") app.AppId = "11111111-0000-4000-8000-000000000001";
        if (wrong == "tenant") exchange.Tenant.TenantId = "22222222-0000-4000-8000-000000000001";
        if (wrong == "consent") app.IsConsented = false;
        if (wrong == "resource") app.Resources.Add("https://graph.microsoft.com");

        TokenCredential credential = Secret(exchange, wrong == "secret" ? "wrong" : "right");
        (await credential.Invoking(one => one.GetTokenAsync(s_exchange, CancellationToken.None).AsTask()).Should().ThrowAsync<AuthenticationFailedException>())
            .Which.InnerException!.Message.Should().Contain(code);
    }

    [Theory]
    [InlineData("not-a-tenant", "grant_type=client_credentials", 400, "invalid_request", 900023)]
    [InlineData(ExchangeSession.TenantId, "grant_type=password", 400, "unsupported_grant_type", 70003)]
    [InlineData(ExchangeSession.TenantId, "grant_type=client_credentials&client_id=" + ExchangeSession.AppId, 401, "invalid_client", 7000218)]
    [InlineData("contoso.example", "grant_type=client_credentials&client_secret=right&scope=https%3A%2F%2Fx%2FMail.Send&client_id=" + ExchangeSession.AppId, 400, "invalid_scope", 1002012)]
    public async Task Refusal_HasTheShapeOfTheService(string tenant, string form, int status, string error, int code)
    {
        using ExchangeSession exchange = new();
        using HttpClient client = new(exchange.Tenant.CreateHandler());
        using StringContent content = new(form, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded");
        using HttpResponseMessage response = await client.PostAsync($"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", content);

        ((int)response.StatusCode).Should().Be(status);
        JsonObject body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        body.Select(one => one.Key).Should().Equal("error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id", "error_uri");
        ((string)body["error"]!, (int)body["error_codes"]![0]!).Should().Be((error, code));
        body["error_description"]!.ToString().Should().StartWith($"AADSTS{code}: ");
    }

    [Fact]
    public async Task Documents_PointBackToTheHostThatWasAsked()
    {
        using ExchangeSession exchange = new();
        using HttpClient client = new(exchange.Tenant.CreateHandler());
        string openId = await client.GetStringAsync($"https://login.sandbox.example/{ExchangeSession.TenantId}/v2.0/.well-known/openid-configuration");
        JsonNode.Parse(openId)!["token_endpoint"]!.ToString().Should().Be($"https://login.sandbox.example/{ExchangeSession.TenantId}/oauth2/v2.0/token");

        string instance = await client.GetStringAsync("https://login.microsoftonline.com/common/discovery/instance?api-version=1.1&authorization_endpoint=x");
        JsonNode.Parse(instance)!["metadata"]![0]!["preferred_cache"]!.ToString().Should().Be("login.windows.net");
    }

    [Fact]
    public async Task Fault_OnTheTokenEndpoint_IsToldAsPassing()
    {
        using ExchangeSession exchange = new();
        exchange.Tenant.Faults.Add(LifecycleTools.Sandbox.SandboxFaultKind.ServerError, path: "/oauth2/v2.0/token");
        using HttpClient client = new(exchange.Tenant.CreateHandler());
        using HttpResponseMessage response = await client.PostAsync(Token, new StringContent("grant_type=client_credentials"));
        ((int)response.StatusCode).Should().Be(503);
        (await response.Content.ReadAsStringAsync()).Should().Contain("temporarily_unavailable");
    }

    private static TokenCredential Secret(ExchangeSession exchange, string secret, string authority = "https://login.microsoftonline.com/") =>
        new ClientSecretCredential(ExchangeSession.TenantId, ExchangeSession.AppId, secret, new ClientSecretCredentialOptions
        {
            AuthorityHost = new Uri(authority),
            DisableInstanceDiscovery = true,
            Transport = new HttpClientTransport(new HttpClient(exchange.Tenant.CreateHandler())),
            Retry = { MaxRetries = 0 },
        });

    private static TokenCredential Certificate(ExchangeSession exchange, X509Certificate2 certificate) =>
        new ClientCertificateCredential(ExchangeSession.TenantId, ExchangeSession.AppId, certificate, new ClientCertificateCredentialOptions
        {
            DisableInstanceDiscovery = true,
            Transport = new HttpClientTransport(new HttpClient(exchange.Tenant.CreateHandler())),
            Retry = { MaxRetries = 0 },
        });

    private static X509Certificate2 SelfSigned()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=LifecycleTools test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
