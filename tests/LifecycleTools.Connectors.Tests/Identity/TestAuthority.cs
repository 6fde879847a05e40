using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Identity;

/// <summary>A sign-in authority over real TLS on this computer, with a certificate that only <see cref="Handler"/> trusts.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate = TestCertificates.SelfSigned("localhost");
    private readonly Func<string, (int Status, string Json)> _answer;
    private readonly Task _loop;

    /// <param name="answer">What to say to a request, by its form.</param>
    public TestAuthority(Func<string, (int Status, string Json)> answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _loop = Task.Run(LoopAsync);
    }

    public Uri Address { get; }

    /// <summary>First lines and bodies of the requests so far.</summary>
    public ConcurrentQueue<(string Line, string Body)> Seen { get; } = new();

    public HttpMessageHandler Handler => new HttpClientHandler
    {
        AllowAutoRedirect = false,
        ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == _certificate.Thumbprint,
    };

    public static string Token(string value, int seconds = 3600) =>
        $$"""{"token_type":"Bearer","expires_in":{{seconds}},"ext_expires_in":{{seconds}},"access_token":"{{value}}"}""";

    public void Dispose()
    {
        _listener.Stop();
        _loop.GetAwaiter().GetResult();
        _certificate.Dispose();
    }

    private async Task LoopAsync()
    {
        var open = new List<Task>();
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync();
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                break; // Stopped.
            }

            open.Add(ServeAsync(client));
        }

        await Task.WhenAll(open);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var tls = new SslStream(client.GetStream());
            try
            {
                await tls.AuthenticateAsServerAsync(_certificate);
            }
            catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
            {
                return; // A client that does not trust us; its own side of the test sees that.
            }

            using var reader = new StreamReader(tls, Encoding.ASCII);
            if (await reader.ReadLineAsync() is not { } line) return;

            int length = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(header.Split(':')[1].Trim(), System.Globalization.CultureInfo.InvariantCulture);
            }

            char[] body = new char[length];
            await reader.ReadBlockAsync(body, 0, length);
            Seen.Enqueue((line, new string(body)));
            (int status, string json) = _answer(new string(body));
            byte[] answer = Encoding.UTF8.GetBytes(
                $"HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\nConnection: close\r\n\r\n{json}");
            await tls.WriteAsync(answer);
        }
    }
}

internal static class TestCertificates
{
    public static X509Certificate2 SelfSigned(string name)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx, "again"), "again", X509KeyStorageFlags.Exportable);
    }
}
