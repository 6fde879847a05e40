using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Http;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Http;

/// <summary>What leaves this machine, leaves it over a connection that was checked, to the host that was meant, and not for ever.</summary>
public sealed class TransportRulesTests
{
    [Fact]
    public void Transport_ChecksCertificates_LeavesTlsToTheSystem_TakesTheProxy_AndFollowsNoRedirect()
    {
        using var handler = (HttpClientHandler)HttpPipeline.Transport();
        handler.ServerCertificateCustomValidationCallback.Should().BeNull("the machine's own trust decides");
        handler.SslProtocols.Should().Be(SslProtocols.None, "the system chooses");
        handler.UseProxy.Should().BeTrue();
        handler.AllowAutoRedirect.Should().BeFalse();
        handler.UseCookies.Should().BeFalse();
    }

    [Fact]
    public void EveryTry_HasATimeout() =>
        new PipelineSettings().RequestTimeout.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(3));

    [Fact]
    public async Task Redirect_IsNotFollowed_SoTheTokenStaysAtHome()
    {
        using TcpListener home = new(IPAddress.Loopback, 0);
        using TcpListener elsewhere = new(IPAddress.Loopback, 0);
        home.Start();
        elsewhere.Start();
        Task answering = AnswerAsync(home, $"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{Port(elsewhere)}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using HttpMessageHandler handler = HttpPipeline.Transport();
        using HttpMessageInvoker client = new(handler);
        using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{Port(home)}/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "canary");

        using HttpResponseMessage answer = await client.SendAsync(request, default);

        await answering;
        answer.StatusCode.Should().Be(HttpStatusCode.Found);
        elsewhere.Pending().Should().BeFalse("nothing may reach the host of the redirect");
    }

    [Fact]
    public void NoSource_TurnsACertificateCheckOff_OrNamesAnOldProtocol()
    {
        string[] files = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToArray();
        files.Should().HaveCountGreaterThan(100);
        string[] banned = ["DangerousAcceptAny", "ServicePointManager.ServerCertificate", "ServicePointManager.SecurityProtocol =", "SslProtocols.Tls11", "SslProtocols.Ssl", "AllowAutoRedirect = true"];

        files.SelectMany(file => banned.Where(word => File.ReadAllText(file).Contains(word, StringComparison.Ordinal)).Select(word => $"{Path.GetFileName(file)}: {word}"))
            .Should().BeEmpty();
    }

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        using TcpClient caller = await listener.AcceptTcpClientAsync();
        NetworkStream stream = caller.GetStream();
        using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LifecycleTools.psd1"))) folder = folder.Parent;
        return folder!.FullName;
    }
}
