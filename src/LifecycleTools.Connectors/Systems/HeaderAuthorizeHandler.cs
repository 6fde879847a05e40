using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Systems;

/// <summary>Puts a vendor's own headers of credentials on requests to one host, and on no others.</summary>
/// <param name="host">The only address that ever sees them.</param>
/// <param name="headers">By name.</param>
internal sealed class HeaderAuthorizeHandler(Uri host, IReadOnlyDictionary<string, Secret> headers) : DelegatingHandler
{
    private readonly Resource _host = new(host.Host, host);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        bool covered = _host.Covers(request.RequestUri!);
        foreach (KeyValuePair<string, Secret> header in headers)
        {
            // A request that is sent again comes by again.
            request.Headers.Remove(header.Key);
            if (covered) request.Headers.TryAddWithoutValidation(header.Key, header.Value.Reveal());
        }

        return base.SendAsync(request, cancel);
    }
}
