using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Hostile;

/// <summary>What a service, or what stands before it, does wrong. The echoes say in every field of an error what they were sent, keys and all.</summary>
public enum Lie
{
    Echo400,
    Echo401,
    Echo403,
    Echo404,
    Echo429,
    Echo500,
    EchoHtml,
    EchoOk,
    Truncated,
    Redirect,
    Refused,
    Reset,
    Untrusted,
    Slow,
}

/// <summary>A service that answers every request with one trouble, and keeps what it was sent. Its sign-in may work, so that the trouble comes after it.</summary>
internal sealed class LyingService(Lie lie, bool signsIn) : HttpMessageHandler
{
    public const string AccessToken = "KanarieAccessToken7Qx";

    private readonly List<string> _sent = [];
    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every host that was asked for.</summary>
    public IReadOnlyCollection<string> Hosts
    {
        get { lock (_sent) return [.. _hosts]; }
    }

    /// <summary>All that was sent: addresses, headers (Basic read back) and bodies.</summary>
    public string Sent
    {
        get { lock (_sent) return string.Join("\n", _sent); }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancel);
        string sent = $"{request.Method} {request.RequestUri}\n{request.Headers}\n{Basic(request)}\n{WebUtility.UrlDecode(body)}";
        lock (_sent)
        {
            _sent.Add(sent);
            _hosts.Add(request.RequestUri!.Host);
        }

        if (signsIn && request.RequestUri!.AbsolutePath.EndsWith("token", StringComparison.OrdinalIgnoreCase))
        {
            return Json(200, new JsonObject { ["access_token"] = AccessToken, ["token_type"] = "Bearer", ["expires_in"] = 3600 }.ToJsonString());
        }

        // Autotask's way in: which address signs in is asked of everybody, without a key.
        if (signsIn && request.RequestUri!.AbsolutePath.EndsWith("ZoneInformation", StringComparison.Ordinal))
        {
            return Json(200, new JsonObject { ["url"] = "https://webservices1.autotask.net/ATServicesRest/" }.ToJsonString());
        }

        return lie switch
        {
            Lie.Echo400 => Json(400, Errors(sent)),
            Lie.Echo401 => Json(401, Errors(sent)),
            Lie.Echo403 => Json(403, Errors(sent)),
            Lie.Echo404 => Json(404, Errors(sent)),
            Lie.Echo429 => Json(429, Errors(sent)),
            Lie.Echo500 => Json(500, Errors(sent)),
            Lie.EchoHtml => Text(502, $"<html><title>{sent}</title><body>{sent}</body></html>", "text/html"),
            Lie.EchoOk => Json(200, Errors(sent)),
            Lie.Truncated => Json(200, "{\"said\": \"" + sent.ReplaceLineEndings(" ")),
            Lie.Redirect => Moved(request.RequestUri!),
            Lie.Refused => throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused"),
            Lie.Reset => throw new IOException("The connection was reset."),
            Lie.Untrusted => throw new HttpRequestException(HttpRequestError.SecureConnectionError, "The SSL connection could not be established.", new AuthenticationException("The remote certificate is invalid.")),
            _ => throw new TaskCanceledException("The request timed out."),
        };
    }

    private static string Basic(HttpRequestMessage request) => request.Headers.Authorization is { Scheme: "Basic", Parameter: { } pair } ? Encoding.UTF8.GetString(Convert.FromBase64String(pair)) : "";

    // In each place where a vendor puts its reasons.
    private static string Errors(string sent)
    {
        JsonObject all = [];
        foreach (string field in new[] { "message", "error", "error_description", "errorMessage", "resultCode", "detail", "title", "Message", "code" }) all[field] = sent;
        all["errors"] = new JsonArray(sent);
        all["access_token_hint"] = sent;
        return all.ToJsonString();
    }

    private static HttpResponseMessage Json(int status, string body) => Text(status, body, "application/json");

    private static HttpResponseMessage Text(int status, string body, string type) => new((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };

    private static HttpResponseMessage Moved(Uri asked)
    {
        HttpResponseMessage moved = new(HttpStatusCode.Found) { Content = new StringContent("") };
        moved.Headers.Location = new Uri("https://elsewhere.example" + asked.PathAndQuery);
        return moved;
    }
}
