using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Workflows;

/// <summary>Counts what goes over the wire: a batch is one request.</summary>
internal sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private int _graph;
    private int _exchange;

    public int Graph => _graph;

    public int Exchange => _exchange;

    public void Clear() => _graph = _exchange = 0;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        string path = request.RequestUri!.AbsolutePath;
        if (path.StartsWith("/v1.0/", StringComparison.Ordinal)) Interlocked.Increment(ref _graph);
        if (path.StartsWith("/adminapi/", StringComparison.Ordinal)) Interlocked.Increment(ref _exchange);
        return base.SendAsync(request, cancel);
    }
}
