using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox;

/// <summary>The tenant behind a port of this computer, for callers that bring their own HTTP client. Loopback only.</summary>
public sealed class SandboxServer : IDisposable
{
    private const int Attempts = 20;

    private readonly SandboxTenant _tenant;
    private readonly Func<SandboxCall, Func<SandboxCall, SandboxAnswer>, SandboxAnswer> _around;
    private readonly HttpListener _listener;
    private readonly Task _loop;

    /// <summary>Begins to listen on a free port of 127.0.0.1.</summary>
    /// <param name="around">Stands before the tenant: gets each call and the tenant's way to answer it. An HttpRequestException of its cuts the connection. Null: nothing does.</param>
    /// <exception cref="HttpListenerException">No port could be had.</exception>
    public SandboxServer(SandboxTenant tenant, Func<SandboxCall, Func<SandboxCall, SandboxAnswer>, SandboxAnswer>? around = null)
    {
        _tenant = tenant;
        _around = around ?? ((call, answer) => answer(call));
        (_listener, Url) = Listen();
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Scheme, host and port, without trailing slash: authority, Graph and Exchange in one.</summary>
    public string Url { get; }

    /// <summary>Stops listening and waits for the loop to end.</summary>
    public void Dispose()
    {
        _listener.Close();
        _loop.GetAwaiter().GetResult();
    }

    // HttpListener cannot choose a port itself: a free one is looked for, and another if somebody took it meanwhile.
    private static (HttpListener Listener, string Url) Listen()
    {
        for (int attempt = 1; ; attempt++)
        {
            string url = $"http://127.0.0.1:{FreePort()}";
            var listener = new HttpListener();
            listener.Prefixes.Add(url + "/");
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException) when (attempt < Attempts)
            {
                listener.Close();
            }
        }
    }

    private static int FreePort()
    {
        var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return port;
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                // Closed: that is how the loop ends.
                return;
            }

            _ = Task.Run(() => ServeAsync(context));
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        try
        {
            SandboxCall call = await CallAsync(context.Request).ConfigureAwait(false);
            TimeSpan latency = _tenant.Dispatcher.LatencyOf(call);
            if (latency > TimeSpan.Zero) await Task.Delay(latency).ConfigureAwait(false);
            await WriteAsync(context.Response, _around(call, _tenant.Dispatcher.Answer)).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or HttpListenerException or ObjectDisposedException or IOException)
        {
            // A scripted fault, or the caller went away: either way the connection is cut.
            context.Response.Abort();
        }
    }

    private static async Task<SandboxCall> CallAsync(HttpListenerRequest request)
    {
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        string body = await reader.ReadToEndAsync().ConfigureAwait(false);
        Dictionary<string, string> headers = request.Headers.AllKeys.OfType<string>().ToDictionary(name => name, name => request.Headers[name]!, StringComparer.OrdinalIgnoreCase);

        // The raw target keeps escapes as they were sent.
        var uri = new Uri($"{request.Url!.GetLeftPart(UriPartial.Authority)}{request.RawUrl}");
        return new SandboxCall(request.HttpMethod, uri, headers, body);
    }

    private static async Task WriteAsync(HttpListenerResponse response, SandboxAnswer answer)
    {
        response.StatusCode = answer.Status;
        foreach (KeyValuePair<string, string> header in answer.Headers) response.AddHeader(header.Key, header.Value);
        if (answer.Body is not null)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(answer.Body);
            response.ContentType = answer.ContentType + "; charset=utf-8";
            response.ContentLength64 = bytes.Length;
            await response.OutputStream.WriteAsync(bytes, 0, bytes.Length).ConfigureAwait(false);
        }

        response.Close();
    }
}
