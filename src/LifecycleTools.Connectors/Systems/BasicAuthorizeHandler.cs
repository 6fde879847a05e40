using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Systems;

/// <summary>Puts user and password on requests to one host, and on no others.</summary>
/// <param name="host">The only address that ever sees them.</param>
/// <param name="user">The user's name, or a key that stands in its place.</param>
/// <param name="password">The password, or what the vendor wants there.</param>
internal sealed class BasicAuthorizeHandler(Uri host, Secret user, string password) : DelegatingHandler
{
    private readonly Resource _host = new(host.Host, host);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        request.Headers.Authorization = _host.Covers(request.RequestUri!)
            ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Reveal()}:{password}")))
            : null;
        return base.SendAsync(request, cancel);
    }
}
