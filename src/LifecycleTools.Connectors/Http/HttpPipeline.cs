using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using LifecycleTools.Engine.Running;
#if !NET
using System.Security.Authentication;
#endif

namespace LifecycleTools.Connectors.Http;

/// <summary>The one way to a system over HTTP: guarded, retried, authorized, cleaned of echoes, recorded, in that order.</summary>
internal sealed class HttpPipeline
{
    private static readonly ProductInfoHeaderValue s_product = new("LifecycleTools", typeof(HttpPipeline).Assembly.GetName().Version?.ToString(3));
    private readonly HttpMessageHandler _innermost;
    private readonly ITokens _tokens;
    private readonly IClock _clock;

    /// <param name="innermost">What reaches the network, or the sandbox. Not disposed by us: several clients share it.</param>
    /// <param name="tokens">Where tokens come from.</param>
    /// <param name="clock">Whose time waits are measured in.</param>
    public HttpPipeline(HttpMessageHandler innermost, ITokens tokens, IClock clock)
    {
        _innermost = innermost;
        _tokens = tokens;
        _clock = clock;
    }

    /// <summary>A client that carries tokens to these resources only.</summary>
    /// <param name="settings">How patient it is.</param>
    /// <param name="outer">The vendor's own: maps its errors. Sees each request once, before any retry.</param>
    /// <param name="inner">The vendor's own: packs requests. Sees each try, before it is authorized and recorded.</param>
    public HttpClient ClientFor(
        IReadOnlyList<Resource> resources, PipelineSettings settings, IReadOnlyList<DelegatingHandler>? outer = null, IReadOnlyList<DelegatingHandler>? inner = null)
    {
        return Chain(_innermost, _clock, new AuthorizeHandler(_tokens, resources), settings, outer ?? [], inner ?? []);
    }

    /// <summary>A client whose requests a handler of the vendor's authorizes.</summary>
    /// <param name="innermost">What reaches the network, or the sandbox. Not disposed with the client.</param>
    /// <param name="authorize">Sees each try last before it is recorded.</param>
    public static HttpClient Chain(
        HttpMessageHandler innermost, IClock clock, DelegatingHandler authorize, PipelineSettings settings,
        IReadOnlyList<DelegatingHandler> outer, IReadOnlyList<DelegatingHandler> inner)
    {
        List<DelegatingHandler> chain =
        [
            .. outer, new ReferenceGuard(), new RetryHandler(clock, settings), .. inner, authorize, new EchoGuard(),
            new RecordHandler(clock, settings.RequestTimeout, settings.Timeouts),
        ];

        HttpMessageHandler next = innermost;
        foreach (DelegatingHandler handler in Enumerable.Reverse(chain))
        {
            handler.InnerHandler = next;
            next = handler;
        }

        // The time of one try is bounded inside, so that a retry does not eat into the time of the next.
        var client = new HttpClient(next, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(s_product);
        return client;
    }

    /// <summary>The handler that reaches the network.</summary>
    public static HttpMessageHandler Transport()
    {
        // No redirects: the handler would follow them with the token of the first host.
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        };
#if !NET
        // 5.1: old sessions still default to SSL 3 and TLS 1.0. Ours only; the session's own setting is not touched.
        if (ServicePointManager.SecurityProtocol != SecurityProtocolType.SystemDefault
            && (ServicePointManager.SecurityProtocol & SecurityProtocolType.Tls12) == 0)
        {
            handler.SslProtocols = SslProtocols.Tls12;
        }
#endif
        return handler;
    }

    /// <summary>The proxy that a transport takes to an address.</summary>
    /// <returns>Null where it goes straight, to this machine always, and for the sandbox.</returns>
    public static Uri? ProxyOf(HttpMessageHandler transport, Uri address)
    {
        if (address.IsLoopback || transport is not HttpClientHandler { UseProxy: true } known) return null;
#if NET
        IWebProxy? proxy = known.Proxy ?? HttpClient.DefaultProxy;
#else
        IWebProxy? proxy = known.Proxy ?? WebRequest.DefaultWebProxy;
#endif
        return proxy is null || proxy.IsBypassed(address) || proxy.GetProxy(address) is not { } through || through == address ? null : through;
    }

    /// <summary>The same with a certificate of the client's own, for a vendor that wants one on every connection. Owned by the caller.</summary>
    /// <param name="like">The tenant's own; whom it trusts, and the proxy it takes, are the same.</param>
    public static HttpMessageHandler Transport(HttpMessageHandler like, X509Certificate2 certificate)
    {
        var handler = (HttpClientHandler)Transport();
        handler.ClientCertificateOptions = ClientCertificateOption.Manual;
        handler.ClientCertificates.Add(certificate);
        if (like is HttpClientHandler known)
        {
            handler.ServerCertificateCustomValidationCallback = known.ServerCertificateCustomValidationCallback;
            handler.Proxy = known.Proxy;
            handler.UseProxy = known.UseProxy;
        }

        return handler;
    }
}
