using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Http;

/// <summary>Gives each request a connection of its own once a server has answered with HTTP/1.0.</summary>
/// <remarks>
/// Such a server closes a connection after each answer without saying so. .NET would keep it for the next request, which is lost when it is sent in the moment of the closing:
/// a change is then ambiguous although nothing went wrong. Source: RFC 9112, 9.3 and C.2.2; seen with Request Tracker's own web server.
/// </remarks>
internal sealed class OldServerHandler : DelegatingHandler
{
    private volatile bool _isOld;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (_isOld) request.Headers.ConnectionClose = true;
        HttpResponseMessage answer = await base.SendAsync(request, cancel).ConfigureAwait(false);
        _isOld |= answer.Version < HttpVersion.Version11;
        return answer;
    }
}
