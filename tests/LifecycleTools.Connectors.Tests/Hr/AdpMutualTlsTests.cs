using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Connectors.Tests.Identity;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using LifecycleTools.Engine.Tenants;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Hr;

/// <summary>ADP over real TLS, where server and client show each other a certificate.</summary>
public sealed class AdpMutualTlsTests : IDisposable
{
    private readonly MutualServer _server = new();
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"lifecycle-adp-{Guid.NewGuid():N}.pfx");

    public AdpMutualTlsTests() => File.WriteAllBytes(_file, _server.ClientCertificate.Export(X509ContentType.Pfx, "pfx-password"));

    public void Dispose()
    {
        _server.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public async Task Certificate_IsShownOnTheTokenAndOnEveryCall()
    {
        using IDisposable source = (IDisposable)Source(("certificate", _file), ("certificatePassword", "PFX"));

        (List<SourceRecord> records, _) = await HrBench.ReadAllAsync((IRequestSource)source, null);

        records.Should().ContainSingle().Which.Fields[RequestFields.Surname].Should().Be("Byrne");
        _server.Seen.Should().HaveCount(3, "the token, the workers, and what is behind them").And.OnlyContain(seen => seen.Thumbprint == _server.ClientCertificate.Thumbprint);
        _server.Seen.Should().OnlyContain(seen => seen.Line.Contains("/token") || seen.Authorization == "Bearer adp-real-token");
    }

    [Fact]
    public async Task AnotherCertificate_IsRefusedAndSaidToBeTheCertificate()
    {
        using X509Certificate2 stranger = TestCertificates.SelfSigned("stranger");
        File.WriteAllBytes(_file, stranger.Export(X509ContentType.Pfx, "pfx-password"));
        using IDisposable source = (IDisposable)Source(("certificate", _file), ("certificatePassword", "PFX"));

        Func<Task> check = () => HrBench.Reading(async () =>
        {
            await ((IRequestSource)source).CheckAsync(default);
            return true;
        });

        LifecycleException failure = (await check.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ConnectorSignInFailed);
        failure.RecommendedAction.Should().Contain("certificate");
        failure.ToString().Should().NotContain("pfx-password");
    }

    [Fact]
    public void NoCertificate_IsFoundBeforeAnythingIsSent()
    {
        Action make = () => Source();

        make.Should().Throw<LifecycleException>().Which.Message.Should().Contain("systems.hr.certificate");
        _server.Seen.Should().BeEmpty();
    }

    private IRequestSource Source(params (string Key, string Value)[] more)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase)
        {
            ["url"] = _server.Address.OriginalString, ["tokenUrl"] = _server.Address.OriginalString + "/auth/oauth/v2/token", ["clientId"] = "client", ["clientSecret"] = "SECRET",
        };
        foreach ((string key, string value) in more) values[key] = value;
        TenantFile file = new() { Path = Path.GetFullPath("lifecycle.yaml"), Name = "Contoso", Id = Guid.Empty, Credential = new TenantCredential { Kind = CredentialKind.Default } };
        return ConnectorCatalog.Make<IRequestSource>(new SystemAccess(
            "hr", new SystemSettings { Kind = "adp", Values = values }, file, new Secrets(), _server.Transport, new SystemClock(), new RecordingStep()));
    }

    private sealed class Secrets : ISecrets
    {
        public Secret Resolve(string reference) => new(reference == "PFX" ? "pfx-password" : "client-secret");
    }

    /// <summary>Asks each client for its certificate, and answers 401 to one that it does not know, as ADP does.</summary>
    private sealed class MutualServer : IDisposable
    {
        private const string Worker = """{"workers":[{"associateOID":"G3R47DSRZK5TRCFJ","workerID":{"idValue":"77"},"person":{"legalName":{"givenName":"Ada","familyName1":"Byrne"}}}],"meta":null}""";
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _own = TestCertificates.SelfSigned("localhost");
        private readonly Task _loop;

        public MutualServer()
        {
            _listener.Start();
            Address = new Uri($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");
            _loop = Task.Run(LoopAsync);
        }

        public Uri Address { get; }

        public X509Certificate2 ClientCertificate { get; } = TestCertificates.SelfSigned("contoso");

        public ConcurrentQueue<(string Line, string Authorization, string? Thumbprint)> Seen { get; } = new();

        public HttpMessageHandler Transport => new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == _own.Thumbprint };

        public void Dispose()
        {
            _listener.Stop();
            _loop.GetAwaiter().GetResult();
            _own.Dispose();
            ClientCertificate.Dispose();
        }

        private async Task LoopAsync()
        {
            List<Task> open = [];
            while (true)
            {
                try
                {
                    open.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
                }
                catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
                {
                    break; // Stopped.
                }
            }

            await Task.WhenAll(open);
        }

        private async Task ServeAsync(TcpClient client)
        {
            using (client)
            {
                using SslStream tls = new(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
                await tls.AuthenticateAsServerAsync(_own, clientCertificateRequired: true, SslProtocols.Tls12, checkCertificateRevocation: false);
                using StreamReader reader = new(tls, Encoding.ASCII);
                if (await reader.ReadLineAsync() is not { } line) return;

                string authorization = "";
                int length = 0;
                while (await reader.ReadLineAsync() is { Length: > 0 } header)
                {
                    if (header.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase)) authorization = header[14..].Trim();
                    if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(header[15..], System.Globalization.CultureInfo.InvariantCulture);
                }

                if (length > 0) await reader.ReadBlockAsync(new char[length], 0, length);
                string? thumbprint = tls.RemoteCertificate is X509Certificate2 shown ? shown.Thumbprint : null;
                Seen.Enqueue((line, authorization, thumbprint));
                bool known = thumbprint == ClientCertificate.Thumbprint;
                bool isBehind = known && line.Contains("/hr/v2/workers") && !line.Contains("$skip=0 ");
                string json = !known ? """{"response":{"applicationCode":{"code":"401","message":"proper client ssl certificate was not presented"}}}"""
                    : line.Contains("/token") ? """{"access_token":"adp-real-token","token_type":"Bearer","expires_in":3600}""" : isBehind ? "" : Worker;
                string status = !known ? "401 Unauthorized" : isBehind ? "204 No Content" : "200 OK";
                string content = isBehind ? "" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n";
                await tls.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\n{content}Connection: close\r\n\r\n{json}"));
            }
        }
    }
}
