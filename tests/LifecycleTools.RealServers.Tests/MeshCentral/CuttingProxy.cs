using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.RealServers.Tests.MeshCentral;

/// <summary>A line that breaks on demand: the next request still reaches the server, and when the server begins to answer, the connection is gone.</summary>
internal sealed class CuttingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly CancellationTokenSource _closing = new();
    private readonly List<TcpClient> _open = [];
    private volatile bool _cutsNext;
    private volatile bool _isSent;

    public CuttingProxy(int target)
    {
        _target = target;
        _listener.Start();
        Accepting = AcceptAsync();
    }

    public Uri Url => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>How many connections there were.</summary>
    public int Connections { get; private set; }

    private Task Accepting { get; }

    /// <summary>Loses the answer to what is sent next.</summary>
    public void LoseNextAnswer()
    {
        _isSent = false;
        _cutsNext = true;
    }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Stop();
        Close();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_closing.Token);
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                return;
            }

            TcpClient server = new();
            await server.ConnectAsync(IPAddress.Loopback, _target);
            Connections++;
            lock (_open) _open.AddRange([client, server]);
            _ = Task.WhenAll(PassAsync(client, server, isAnswer: false), PassAsync(server, client, isAnswer: true));
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, bool isAnswer)
    {
        byte[] part = new byte[64 * 1024];
        try
        {
            int count;
            while ((count = await from.GetStream().ReadAsync(part, _closing.Token)) > 0)
            {
                if (isAnswer && _cutsNext && _isSent)
                {
                    _cutsNext = false;
                    break;
                }

                await to.GetStream().WriteAsync(part.AsMemory(0, count), _closing.Token);
                if (!isAnswer && _cutsNext) _isSent = true;
            }
        }
        catch (Exception end) when (end is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // One side has gone, so the other one goes too.
            from.Dispose();
        }

        from.Dispose();
        to.Dispose();
    }

    private void Close()
    {
        lock (_open)
        {
            foreach (TcpClient one in _open) one.Dispose();
        }
    }
}
