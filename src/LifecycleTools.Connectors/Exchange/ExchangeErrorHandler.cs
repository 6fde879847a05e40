using System;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Exchange;

/// <summary>Turns every answer that is not a success into its <see cref="ExchangeRefusal"/>.</summary>
internal sealed class ExchangeErrorHandler(IClock clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancel).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return response;

        using (response)
        {
            string body = response.Content is null ? "" : await response.Content.ReadAsStringAsync().ConfigureAwait(false);
            bool tokenRefused = response.Headers.WwwAuthenticate.Any(each => each.Parameter?.IndexOf("invalid_token", StringComparison.Ordinal) >= 0);
            throw ExchangeErrors.From(
                CallRecord.Describe(request), RequestMarks.Of(request), (int)response.StatusCode, body,
                RecordHandler.RequestIdOf(response), RetryAfter.Of(response, clock.UtcNow) is not null, tokenRefused);
        }
    }
}
