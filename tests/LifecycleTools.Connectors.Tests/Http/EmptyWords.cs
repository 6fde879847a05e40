using System;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Http;

/// <summary>Has a service answer 200 with one text, once somebody says which; sign-ins go on as before.</summary>
/// <param name="text">What a request is answered; null to let it pass.</param>
internal sealed class EmptyWords(HttpMessageHandler inner, Func<HttpRequestMessage, string?> text) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        text(request) is not { } said || request.RequestUri!.AbsolutePath.Contains("token", StringComparison.OrdinalIgnoreCase)
            ? base.SendAsync(request, cancellationToken)
            : Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new StringContent(said, Encoding.UTF8, "application/json") });
}
