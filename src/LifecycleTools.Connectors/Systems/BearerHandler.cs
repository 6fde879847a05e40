using System;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Systems;

/// <summary>Puts a vendor's token on requests to one host and on no others; asks for it once, keeps it while it is good, and renews it once when it is refused.</summary>
/// <param name="host">The only address that ever sees the token.</param>
/// <param name="ask">Signs in.</param>
internal sealed class BearerHandler(Uri host, IClock clock, Func<CancellationToken, Task<BearerToken>> ask) : DelegatingHandler
{
    private static readonly TimeSpan s_margin = TimeSpan.FromMinutes(1);
    private readonly Resource _host = new(host.Host, host);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private BearerToken? _token;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        request.Headers.Authorization = null;
        if (!_host.Covers(request.RequestUri!)) return await base.SendAsync(request, cancel).ConfigureAwait(false);

        BearerToken used = await GetAsync(refused: null, cancel).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", used.Value.Reveal());
        HttpResponseMessage response = await base.SendAsync(request, cancel).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized) return response;

        response.Dispose();
        used = await GetAsync(refused: used, cancel).ConfigureAwait(false);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", used.Value.Reveal());
        return await base.SendAsync(request, cancel).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gate.Dispose();
        base.Dispose(disposing);
    }

    // Many requests that were refused together renew it once.
    private async Task<BearerToken> GetAsync(BearerToken? refused, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            bool isGood = _token is not null && _token != refused && clock.UtcNow < _token.GoodUntil - s_margin;
            return isGood ? _token! : _token = await ask(cancel).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }
}

/// <summary>A token and when it runs out.</summary>
internal sealed record BearerToken(Secret Value, DateTimeOffset GoodUntil);
