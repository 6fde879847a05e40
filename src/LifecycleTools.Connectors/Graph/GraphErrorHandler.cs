using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Turns every answer that is not a success into its <see cref="GraphRefusal"/>, before the SDK sees it.</summary>
internal sealed class GraphErrorHandler(IClock clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancel).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return response;

        using (response)
        {
            string body = response.Content is null ? "" : await response.Content.ReadAsStringAsync().ConfigureAwait(false);
            throw GraphErrors.From(
                CallRecord.Describe(request), RequestMarks.Of(request), (int)response.StatusCode, body,
                RecordHandler.RequestIdOf(response), RetryAfter.Of(response, clock.UtcNow) is not null);
        }
    }
}
