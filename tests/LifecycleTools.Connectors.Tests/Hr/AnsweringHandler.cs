using System;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Hr;

/// <summary>Answers what begins with a path in its own way, and leaves the rest to the sandbox.</summary>
internal sealed class AnsweringHandler(HttpMessageHandler inner, string path, string body, string message = "m1") : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (!request.RequestUri!.AbsolutePath.StartsWith(path, StringComparison.Ordinal)) return base.SendAsync(request, cancel);
        HttpResponseMessage answer = new(HttpStatusCode.OK) { Content = new StringContent(body), RequestMessage = request };
        if (message.Length > 0) answer.Headers.Add("adp-msg-msgid", message);
        return Task.FromResult(answer);
    }
}
