using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Sandbox.Http;

/// <summary>Lets an HttpClient talk to the tenant without a port.</summary>
internal sealed class SandboxHandler : HttpMessageHandler
{
    private readonly SandboxTenant _tenant;

    public SandboxHandler(SandboxTenant tenant) => _tenant = tenant;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string? body = request.Content is null ? null : await BodyAsync(request.Content, cancellationToken).ConfigureAwait(false);
        SandboxCall call = new(request.Method.Method, request.RequestUri!, HeadersOf(request), body);

        TimeSpan latency = _tenant.Dispatcher.LatencyOf(call);
        if (latency > TimeSpan.Zero) await Task.Delay(latency, cancellationToken).ConfigureAwait(false);

        HttpResponseMessage response = Message(_tenant.Dispatcher.Answer(call));
        response.RequestMessage = request;
        return response;
    }

    private static Task<string> BodyAsync(HttpContent content, CancellationToken cancel)
    {
#if NET8_0_OR_GREATER
        return content.ReadAsStringAsync(cancel);
#else
        cancel.ThrowIfCancellationRequested();
        return content.ReadAsStringAsync();
#endif
    }

    private static Dictionary<string, string> HeadersOf(HttpRequestMessage request)
    {
        IEnumerable<KeyValuePair<string, IEnumerable<string>>> all = request.Headers;
        if (request.Content is not null) all = all.Concat(request.Content.Headers);

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, IEnumerable<string>> header in all) headers[header.Key] = string.Join(",", header.Value);
        return headers;
    }

    private static HttpResponseMessage Message(SandboxAnswer answer)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ByteArrayContent(Array.Empty<byte>()) };
        if (answer.Body is not null)
        {
            response.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer.Body));
            response.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(answer.ContentType + "; charset=utf-8");
        }

        foreach (KeyValuePair<string, string> header in answer.Headers) response.Headers.TryAddWithoutValidation(header.Key, header.Value);
        return response;
    }
}
