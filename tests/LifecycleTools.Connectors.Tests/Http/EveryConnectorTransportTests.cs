using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Connections;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tests.Hostile;
using LifecycleTools.Connectors.Tests.Identity;
using LifecycleTools.Connectors.Tests.Notices;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Http;

/// <summary>The rules of the way out, held by every connector that there is: the table of secrets has an entry for each, and a new one must be added there.</summary>
public sealed class EveryConnectorTransportTests : IDisposable
{
    // These speak through Graph, over the tenant's own pipeline, or with no service at all.
    private static readonly string[] s_withoutAWayOfTheirOwn = ["files", "graphmail", "sharepointlist"];

    private static readonly Regex s_addressRead = new("""\.Address\((?:"(?<key>\w+)")?\)""");

    private readonly string _folder = Directory.CreateTempSubdirectory("lifecycle-transport-").FullName;
    private readonly RecordingStep _step = new();

    public EveryConnectorTransportTests()
    {
        using X509Certificate2 client = TestCertificates.SelfSigned("contoso");
        File.WriteAllBytes(Path.Combine(_folder, "client.pfx"), client.Export(X509ContentType.Pfx, "pfx-password"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static IEnumerable<object[]> OverHttp => SecretEntries.All.Select(entry => entry.Kind).Where(kind => kind != "smtp").Distinct().Select(kind => new object[] { kind });

    public static IEnumerable<object[]> Addresses => SecretEntries.Connectors.SelectMany(connector => AddressKeys(connector.Kind).Select(key => (connector.Kind, key)))
        .Distinct().Select(each => new object[] { each.Kind, each.key });

    [Fact]
    public void EveryConnector_IsInTheTable() =>
        SecretEntries.Connectors.Select(connector => connector.Kind).Except(SecretEntries.All.Select(entry => entry.Kind)).Should().BeEquivalentTo(s_withoutAWayOfTheirOwn);

    [Fact]
    public void EveryAddress_ThatASourceReads_IsTried() =>
        Addresses.Select(each => $"{each[0]}.{each[1]}").Should().Contain(["adp.tokenUrl", "adp.url", "autotask.url", "bamboohr.url", "connectwise.url", "dattormm.url", "halopsa.authUrl", "halopsa.url", "meshcentral.url", "ninjaone.url", "requesttracker.url"]);

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task HttpToAnotherMachine_IsRefusedBeforeAnythingIsSent(string kind, string key)
    {
        LifecycleException refused = await FailureAsync(kind, HttpPipeline.Transport(), (key, "http://192.0.2.7/api"));

        refused.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        refused.Message.Should().Contain("." + key).And.Contain("https");
        _step.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task HttpToAnotherMachine_InASecretAddress_IsRefusedWithoutShowingIt()
    {
        LifecycleException refused = await FailureAsync("teams", HttpPipeline.Transport(), secret: "http://192.0.2.7/workflows/abc?sig=canary");

        refused.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        refused.Message.Should().Contain("https").And.NotContain("canary");
    }

    [Theory]
    [InlineData("authority")]
    [InlineData("graph")]
    [InlineData("exchange")]
    public void HttpToAnotherMachine_ForMicrosoft365_IsRefused(string key)
    {
        Uri bad = new("http://192.0.2.7");
        TenantFile tenant = Tenant(new TenantEndpoints { Authority = key == "authority" ? bad : null, Graph = key == "graph" ? bad : null, Exchange = key == "exchange" ? bad : null });

        FluentActions.Invoking(() => Connectors.Identity.CloudAddresses.Of(tenant)).Should().Throw<LifecycleException>().Which.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
    }

    [Theory]
    [MemberData(nameof(OverHttp))]
    public async Task ACertificateThatNobodyTrusts_EndsTheConnection_AndNothingIsHeard(string kind)
    {
        using X509Certificate2 own = TestCertificates.SelfSigned("localhost");
        using LoopbackLine server = new(own, _ => null);
        using HttpMessageHandler transport = HttpPipeline.Transport();

        LifecycleException failure = await FailureAsync(kind, transport, ("url", $"https://localhost:{server.Port}"), secret: $"https://localhost:{server.Port}/workflows/abc");

        failure.Id.Should().BeOneOf(ErrorIds.ConnectorUnreachable, ErrorIds.ConnectorSignInFailed);
        server.Calls.Should().BePositive();
        server.Heard.Should().BeEmpty();
    }

    [Fact]
    public async Task ACertificateThatNobodyTrusts_EndsTheConnectionToMicrosoft365()
    {
        using X509Certificate2 own = TestCertificates.SelfSigned("localhost");
        using LoopbackLine server = new(own, _ => null);
        Uri address = new($"https://localhost:{server.Port}");
        TenantFile tenant = Tenant(new TenantEndpoints { Authority = address, Graph = address, Exchange = address });

        Func<Task> open = () => TenantConnection.OpenAsync(tenant, new Known(""), HttpPipeline.Transport(), new VirtualClock(), isSandbox: false, _step, default);

        await open.Should().ThrowAsync<LifecycleException>();
        server.Calls.Should().BePositive();
        server.Heard.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(OverHttp))]
    public async Task AProxy_IsTaken_AndSeesTheNameAndNothingMore(string kind)
    {
        using LoopbackLine proxy = new(null, line => line.Length == 0 ? "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" : "");
        using var transport = (HttpClientHandler)HttpPipeline.Transport();
        transport.Proxy = new WebProxy("127.0.0.1", proxy.Port);

        // Autotask's secret goes to Autotask's own addresses only.
        string url = kind == "autotask" ? "https://webservices1.autotask.net" : "https://vendor.contoso.example";
        LifecycleException failure = await FailureAsync(kind, transport, ("url", url), secret: "https://vendor.contoso.example/workflows/abc");

        failure.Id.Should().Be(ErrorIds.ConnectorUnreachable);
        proxy.Heard.Should().Contain(line => line.StartsWith("CONNECT ", StringComparison.Ordinal));
        proxy.Heard.Should().OnlyContain(line => line.Length == 0 || Regex.IsMatch(line, "^(CONNECT [a-z0-9.]+:443 HTTP/1.1|Host: .*|User-Agent: .*|Proxy-Connection: .*)$"));
    }

    [Fact]
    public async Task AProxy_IsTakenToMicrosoft365()
    {
        using LoopbackLine proxy = new(null, line => line.Length == 0 ? "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" : "");
        var transport = (HttpClientHandler)HttpPipeline.Transport();
        transport.Proxy = new WebProxy("127.0.0.1", proxy.Port);

        Func<Task> open = () => TenantConnection.OpenAsync(Tenant(new TenantEndpoints()), new Known(""), transport, new VirtualClock(), isSandbox: false, _step, default);

        await open.Should().ThrowAsync<LifecycleException>();
        proxy.Heard.Should().Contain(line => line.StartsWith("CONNECT login.microsoftonline.com:443", StringComparison.Ordinal));
    }

    // A client of any other place would have no time limit, no rule for redirects, and a proxy and trust of its own.
    [Fact]
    public void EveryConnection_IsMadeWhereItIsBounded()
    {
        Dictionary<string, string[]> places = new(StringComparer.Ordinal)
        {
            [@"new HttpClient\("] = ["HttpPipeline.cs", "Credentials.cs"],
            [@"new HttpMessageInvoker\("] = ["SignInTransport.cs"],
            ["new HttpClientHandler"] = ["HttpPipeline.cs"],
            ["new SocketsHttpHandler|new WebRequestHandler|WinHttpHandler|HttpWebRequest|WebClient"] = [],
            [@"TcpClient \w+ = new|new TcpClient|new Socket\("] = ["MeshCentralLine.cs"],
            ["new SslStream|SslStream \\w+ = new"] = ["MeshCentralLine.cs"],
            ["new ClientWebSocket|ClientWebSocket \\w+ = new"] = [],
            ["new SmtpClient"] = ["SmtpMail.cs"],
            ["ServerCertificateCustomValidationCallback|RemoteCertificateValidationCallback|CheckCertificateRevocation ="] = ["HttpPipeline.cs"],
            [@"\.SslProtocols ="] = ["HttpPipeline.cs"],
        };

        foreach ((string made, string[] files) in places)
        {
            Sources().Where(file => Regex.IsMatch(File.ReadAllText(file), made)).Select(file => Path.GetFileName(file)!).Should().BeEquivalentTo(files, made);
        }

        string pipeline = File.ReadAllText(Sources().Single(file => Path.GetFileName(file) == "HttpPipeline.cs"));
        int desktop = pipeline.IndexOf("#if !NET\n        // 5.1: old sessions", StringComparison.Ordinal);
        int set = pipeline.IndexOf(".SslProtocols =", StringComparison.Ordinal);
        desktop.Should().BePositive();
        set.Should().BeInRange(desktop, pipeline.IndexOf("#endif", desktop, StringComparison.Ordinal), "TLS is the system's choice, but for old sessions of 5.1");
    }

    private async Task<LifecycleException> FailureAsync(string kind, HttpMessageHandler transport, params (string Key, string Value)[] more) => await FailureAsync(kind, transport, null, more);

    private async Task<LifecycleException> FailureAsync(string kind, HttpMessageHandler transport, (string Key, string Value) one, string secret) => await FailureAsync(kind, transport, secret, one);

    private async Task<LifecycleException> FailureAsync(string kind, HttpMessageHandler transport, string? secret, params (string Key, string Value)[] more)
    {
        (_, string values, string secrets) = SecretEntries.All.First(entry => entry.Kind == kind);
        Dictionary<string, string> all = values.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='))
            .Concat(secrets.Split(',').Select(key => new[] { key, "env:" + key })).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        all["url"] = all.TryGetValue("url", out string? usual) ? usual.Replace("http://localhost:PORT", "https://vendor.contoso.example", StringComparison.Ordinal) : "";
        if (kind == "adp") all["certificate"] = Path.Combine(_folder, "client.pfx");
        foreach ((string key, string value) in more) all[key] = value;
        if (kind == "adp" && !more.Any(each => each.Key == "tokenUrl")) all["tokenUrl"] = all["url"] + "/token";

        SystemAccess access = new("trial", new SystemSettings { Kind = kind, Values = all }, Tenant(new TenantEndpoints()), new Known(secret ?? ""), transport, new VirtualClock(), _step);
        return (await FluentActions.Awaiting(() => CallAsync(access)).Should().ThrowAsync<LifecycleException>()).Which;
    }

    private async Task CallAsync(SystemAccess access)
    {
        string kind = access.Settings.Kind;
        using (CallScope.ForWriting(_step.Sent.Add, _step.Answered.Add, _step).Enter())
        {
            if (ConnectorCatalog.Has<INotifier>(kind)) await ConnectorCatalog.Make<INotifier>(access).SendAsync(NoticeBench.About(NoticeKind.Escalation), default);
            else await (ConnectorCatalog.Has<IRmm>(kind) ? ConnectorCatalog.Make<IRmm>(access) : ConnectorCatalog.Has<IPsa>(kind) ? (IConnectedSystem)ConnectorCatalog.Make<IPsa>(access) : ConnectorCatalog.Make<IRequestSource>(access)).CheckAsync(default);
        }
    }

    private TenantFile Tenant(TenantEndpoints endpoints) => new()
    {
        Path = Path.Combine(_folder, "lifecycle.yaml"), Name = "Contoso", Id = Guid.Parse("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"), Endpoints = endpoints,
        Credential = new TenantCredential { Kind = CredentialKind.ClientSecret, ClientId = "7f3c1f9a-52d4-4f0b-9a53-1f9e6f4b2c11", Secret = "env:SECRET" },
    };

    // The keys that the connector's own sources read as addresses.
    private static IEnumerable<string> AddressKeys(string kind) => Sources()
        .Where(file => SecretEntries.OwnerOf(Path.GetFileNameWithoutExtension(file)) is { } owner && SecretEntries.Connectors.Any(each => each.Type == owner && each.Kind == kind))
        .SelectMany(file => s_addressRead.Matches(File.ReadAllText(file))).Select(match => match.Groups["key"].Success ? match.Groups["key"].Value : "url").Distinct();

    private static IEnumerable<string> Sources()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) folder = folder.Parent;
        string separator = Path.DirectorySeparatorChar.ToString();
        return Directory.EnumerateFiles(Path.Combine(folder!.FullName, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains(separator + "obj" + separator, StringComparison.Ordinal) && !file.Contains("LifecycleTools.Sandbox" + separator, StringComparison.Ordinal));
    }

    private sealed class Known(string webhook) : ISecrets
    {
        public Secret Resolve(string reference) => new(reference switch
        {
            "env:certificatePassword" => "pfx-password",
            "env:loginToken" => "~t:user,password",
            "env:webhookUrl" => webhook,
            _ => "canary-of-" + reference,
        });
    }
}
