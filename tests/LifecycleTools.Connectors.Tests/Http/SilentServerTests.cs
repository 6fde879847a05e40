using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Notices;
using LifecycleTools.Connectors.Rmm;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tests.Identity;
using LifecycleTools.Connectors.Tests.Notices;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Http;

/// <summary>A server that takes the connection and says nothing more, and one whose certificate is not the right one, for the three ways out that there are: HTTP, MeshCentral's web socket, and mail.</summary>
public sealed class SilentServerTests : IDisposable
{
    private readonly HeldTime _time = new();
    private readonly RecordingStep _step = new();
    private readonly X509Certificate2 _certificate = TestCertificates.SelfSigned("localhost");

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task Http_IsGivenUp()
    {
        using LoopbackLine server = new(null, _ => "");
        using HttpMessageHandler transport = HttpPipeline.Transport();
        using HttpClient client = new HttpPipeline(transport, new CountingTokens(), new VirtualClock()).ClientFor([], new PipelineSettings { Timeouts = _time, MostRetries = 0 });

        Task<HttpResponseMessage> asking;
        using (_step.Reading().Enter()) asking = client.GetAsync($"http://127.0.0.1:{server.Port}/");

        await TimedOutAsync(server, asking, TimeSpan.FromSeconds(100));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("startTls")]
    [InlineData("tls")]
    public async Task Mail_IsGivenUp_WhileItOpens(string security)
    {
        using LoopbackLine server = new(null, _ => "");

        await TimedOutAsync(server, Mail(server, security).CheckAsync(default), TimeSpan.FromSeconds(100));
    }

    [Fact]
    public async Task Mail_IsGivenUp_AfterTheTextToo_AndIsInDoubtThen()
    {
        // Everything is answered but the end of the text.
        using LoopbackLine server = new(null, line => line.Split(' ')[0] switch
        {
            "EHLO" => "250-mail\r\n250 8BITMIME\r\n",
            "DATA" => "354 go on\r\n",
            "MAIL" or "RCPT" => "250 ok\r\n",
            _ => "",
        }, greeting: "220 mail\r\n");
        SmtpMail mail = Mail(server, "none");

        Task<string> sending;
        using (_step.Writing().Enter()) sending = mail.SendAsync(NoticeBench.About(NoticeKind.Warning), default);
        await server.HearsAsync(".");
        _time.LetItPass();

        LifecycleException failure = (await FluentActions.Awaiting(() => sending).Should().ThrowAsync<LifecycleException>()).Which;
        (failure.Id, failure.IsAmbiguous).Should().Be((ErrorIds.ConnectorTimedOut, true));
    }

    [Theory]
    [InlineData("tls", "")]
    [InlineData("startTls", "220 mail\r\n")]
    public async Task Mail_ToAServerWithACertificateThatNobodyTrusts_IsNotSent_AndNoPasswordIs(string security, string greeting)
    {
        using LoopbackLine server = security == "tls"
            ? new LoopbackLine(_certificate, _ => null)
            : new LoopbackLine(null, line => line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-mail\r\n250 STARTTLS\r\n" : line == "STARTTLS" ? "220 go on\r\n" : "", greeting) { Secures = _certificate };

        LifecycleException failure = (await FluentActions.Awaiting(() => Mail(server, security, ("user", "mailer"), ("password", "env:hunter2")).CheckAsync(default)).Should().ThrowAsync<LifecycleException>()).Which;

        failure.Id.Should().Be(ErrorIds.ConnectorUnreachable);
        failure.Message.Should().Contain("certificate is not trusted");
        server.Heard.Should().NotContain(line => line.StartsWith("AUTH", StringComparison.Ordinal) || line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MeshCentral_IsGivenUp()
    {
        using LoopbackLine server = new(null, _ => "");

        await TimedOutAsync(server, Mesh($"http://127.0.0.1:{server.Port}").CheckAsync(default), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task MeshCentral_WithAPin_TakesThatCertificateAndNoOther(bool isRight)
    {
        using LoopbackLine server = new(_certificate, _ => null);
        using X509Certificate2 other = TestCertificates.SelfSigned("localhost");
        string pin = Convert.ToHexString(SHA256.HashData((isRight ? _certificate : other).RawData));

        LifecycleException failure = await RefusedAsync(Mesh($"https://localhost:{server.Port}", ("certificateHash", pin)));

        if (isRight) server.Heard.Should().Contain(line => line.StartsWith("GET /control.ashx", StringComparison.Ordinal), "the pinned certificate is trusted, whoever signed it");
        else server.Heard.Should().BeEmpty();
        if (!isRight) (failure.Id, failure.Message.Contains("another certificate", StringComparison.Ordinal)).Should().Be((ErrorIds.ConnectorSignInFailed, true));
    }

    [Fact]
    public async Task MeshCentral_BehindAProxy_SignsInThroughTheTunnel_AndTheProxySeesNothingOfIt()
    {
        using LoopbackLine proxy = new(null, line => line.Length == 0 ? "HTTP/1.1 200 Connection established\r\n\r\n" : "") { Secures = _certificate };
        using var transport = (HttpClientHandler)HttpPipeline.Transport();
        transport.Proxy = new WebProxy(new Uri($"http://bob:s%20cret@127.0.0.1:{proxy.Port}"));
        string pin = Convert.ToHexString(SHA256.HashData(_certificate.RawData));

        Task checking = Mesh("https://mesh.contoso.example", transport, ("certificateHash", pin)).CheckAsync(default);
        await proxy.HearsAsync("x-meshauth");
        proxy.Dispose();

        await FluentActions.Awaiting(() => checking).Should().ThrowAsync<LifecycleException>();
        string[] heard = [.. proxy.Heard];
        heard[0].Should().Be("CONNECT mesh.contoso.example:443 HTTP/1.1");
        heard.Should().Contain("Proxy-Authorization: Basic " + Convert.ToBase64String("bob:s cret"u8.ToArray()));
        int secured = Array.IndexOf(heard, "");
        heard.Take(secured).Should().NotContain(line => line.Contains("x-meshauth", StringComparison.Ordinal), "what signs in goes through TLS only");
        heard.Skip(secured).Should().Contain(line => line.StartsWith("x-meshauth: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MeshCentral_BehindAProxyOfAnotherKind_SaysSo()
    {
        using var transport = (HttpClientHandler)HttpPipeline.Transport();
        using LoopbackLine proxy = new(null, _ => "");
        transport.Proxy = new WebProxy(new Uri($"socks5://127.0.0.1:{proxy.Port}"));

        LifecycleException failure = await RefusedAsync(Mesh("https://mesh.contoso.example", transport));

        failure.Message.Should().Contain("socks5");
        proxy.Heard.Should().BeEmpty();
    }

    private async Task TimedOutAsync(LoopbackLine server, Task asking, TimeSpan after)
    {
        await server.Called;
        asking.IsCompleted.Should().BeFalse();
        _time.LetItPass();
        (await FluentActions.Awaiting(() => asking).Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ConnectorTimedOut);
        _time.Waits.Should().Contain(after);
    }

    private static async Task<LifecycleException> RefusedAsync(IConnectedSystem system) =>
        (await FluentActions.Awaiting(() => system.CheckAsync(default)).Should().ThrowAsync<LifecycleException>()).Which;

    private SmtpMail Mail(LoopbackLine server, string security, params (string Key, string Value)[] more)
    {
        Dictionary<string, string> values = new()
        {
            ["host"] = "localhost", ["port"] = server.Port.ToString(CultureInfo.InvariantCulture), ["security"] = security, ["from"] = "noreply@contoso.example",
        };
        foreach ((string key, string value) in more) values[key] = value;
        return new SmtpMail(Access("smtp", values, new HttpClientHandler()));
    }

    private IRmm Mesh(string url, params (string Key, string Value)[] more) => Mesh(url, HttpPipeline.Transport(), more);

    private IRmm Mesh(string url, HttpMessageHandler transport, params (string Key, string Value)[] more)
    {
        Dictionary<string, string> values = new() { ["url"] = url, ["user"] = "lifecycle", ["password"] = "env:MESH" };
        foreach ((string key, string value) in more) values[key] = value;
        return new MeshCentral(Access("meshcentral", values, transport));
    }

    private SystemAccess Access(string kind, IReadOnlyDictionary<string, string> values, HttpMessageHandler transport) => new(
        "trial", new SystemSettings { Kind = kind, Values = values },
        new TenantFile { Path = "lifecycle.yaml", Name = "Contoso", Id = Guid.Empty, Credential = new TenantCredential { Kind = CredentialKind.Default } },
        new OneSecret(), transport, new VirtualClock(), _step) { Timeouts = _time };

    private sealed class OneSecret : ISecrets
    {
        public Secret Resolve(string reference) => new("hunter2");
    }
}
