using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Identity;

/// <summary>How the credential classes reach the authority: over our transport, with our retries and our clock.</summary>
/// <remarks>
/// Requests to other places (the metadata address of a virtual machine, which may not exist) go through untouched: there the
/// credential class probes, and retrying for it would make minutes of a second.
/// </remarks>
internal sealed class SignInTransport : HttpMessageHandler
{
    private readonly Uri _authority;
    private readonly HttpMessageInvoker _patient;
    private readonly HttpMessageInvoker _plain;

    public SignInTransport(Uri authority, HttpMessageHandler innermost, IClock clock)
    {
        _authority = authority;
        var settings = new PipelineSettings { IsTransientBody = SignInFailures.IsTransient };
        _plain = new HttpMessageInvoker(innermost, disposeHandler: false);
        _patient = new HttpMessageInvoker(
            new RetryHandler(clock, settings)
            {
                // The credential classes put the whole answer into their exceptions.
                InnerHandler = new EchoGuard { InnerHandler = new RecordHandler(clock, settings.RequestTimeout, settings.Timeouts) { InnerHandler = innermost } },
            },
            disposeHandler: false);
    }

    /// <summary>The authority as the credential classes are told of it: they take https only.</summary>
    public Uri ShownAuthority => new UriBuilder(_authority) { Scheme = Uri.UriSchemeHttps, Port = _authority.Port }.Uri;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        Uri asked = request.RequestUri!;
        bool isAuthority = string.Equals(asked.Host, _authority.Host, StringComparison.OrdinalIgnoreCase) && asked.Port == _authority.Port;
        if (!isAuthority) return _plain.SendAsync(request, cancel);

        // Only ever from https to a test authority's http on this computer; CloudAddresses let no other http pass.
        if (asked.Scheme != _authority.Scheme) request.RequestUri = new UriBuilder(asked) { Scheme = _authority.Scheme, Port = _authority.Port }.Uri;

        // Asking for a token changes nothing, and a second token is as good as the first.
        new RequestMarks { IsRead = true, IsRepeatable = true, What = $"Sign in: {request.Method} {request.RequestUri!.AbsolutePath.TrimStart('/')}" }.On(request);
        return _patient.SendAsync(request, cancel);
    }
}
