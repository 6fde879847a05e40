using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Psa;

/// <summary>Puts Autotask's three headers on requests to the tenant's zone and on no others, keeps within its limits, and tells its refusals from its failures.</summary>
/// <remarks>
/// Limits: 3 calls at once for an endpoint and tracking identifier; 10,000 an hour of one database, of everybody together, with added latency from half of that on.
/// Source: Autotask REST API, "API calls and usage limits", "Error handling".
/// </remarks>
internal sealed class AutotaskSignIn(Uri zone, string user, Secret secret, string integrationCode, IClock clock) : DelegatingHandler
{
    private readonly Resource _zone = new(zone.Host, zone);
    private readonly SemaphoreSlim _three = new(3, 3);
    private int _calls;
    private double _used;

    /// <summary>Calls since the last <see cref="Tell"/>.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How much of the hour's calls is used up, everybody's together; from here on calls are spaced accordingly.</summary>
    /// <param name="used">0 to 1.</param>
    public void Tell(double used)
    {
        Volatile.Write(ref _used, used);
        Volatile.Write(ref _calls, 0);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        foreach (KeyValuePair<string, string> header in Headers())
        {
            request.Headers.Remove(header.Key);
            if (_zone.Covers(request.RequestUri!)) request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        await _three.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            // Others live off the same 10,000: the last quarter is left to them as far as a departure can wait.
            double used = Volatile.Read(ref _used);
            if (used > 0.75) await clock.DelayAsync(TimeSpan.FromSeconds(used > 0.9 ? 5 : 1), cancel).ConfigureAwait(false);
            Interlocked.Increment(ref _calls);
            HttpResponseMessage answer = await base.SendAsync(request, cancel).ConfigureAwait(false);

            // A request that it does not like is answered 500 with its reasons. Nothing was done, and nothing would be done the next time.
            if (answer.StatusCode == HttpStatusCode.InternalServerError && AutotaskJson.ErrorsOf(await BodyOfAsync(answer).ConfigureAwait(false)).Length > 0) answer.StatusCode = HttpStatusCode.BadRequest;
            return answer;
        }
        finally
        {
            _three.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _three.Dispose();
        base.Dispose(disposing);
    }

    private Dictionary<string, string> Headers() => new() { ["ApiIntegrationCode"] = integrationCode, ["UserName"] = user, ["Secret"] = secret.Reveal() };

    private static Task<string> BodyOfAsync(HttpResponseMessage answer) => answer.Content is null ? Task.FromResult("") : answer.Content.ReadAsStringAsync();
}
