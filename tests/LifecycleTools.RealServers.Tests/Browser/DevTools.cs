using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.RealServers.Tests.Browser;

/// <summary>The browser's own protocol (Chrome DevTools Protocol): requests with answers by number, and events between them.</summary>
internal sealed class DevTools : IAsyncDisposable
{
    private readonly ClientWebSocket _line = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly TimeSpan _longest;
    private Task _listening = Task.CompletedTask;
    private int _number;

    private DevTools(TimeSpan longest) => _longest = longest;

    /// <summary>Told of each event: its session, its name and what it says.</summary>
    public event Action<string, string, JsonElement>? Happened;

    public static async Task<DevTools> ConnectAsync(Uri address, TimeSpan longest)
    {
        DevTools tools = new(longest);
        using CancellationTokenSource late = new(longest);
        await tools._line.ConnectAsync(address, late.Token);
        tools._listening = tools.ListenAsync();
        return tools;
    }

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">The browser refused, or is gone.</exception>
    /// <exception cref="TimeoutException">No answer came.</exception>
    public async Task<JsonElement> AskAsync(string method, object? with = null, string? session = null)
    {
        int number = Interlocked.Increment(ref _number);
        TaskCompletionSource<JsonElement> answer = _waiting[number] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Dictionary<string, object> request = new() { ["id"] = number, ["method"] = method, ["params"] = with ?? new { } };
        if (session is not null) request["sessionId"] = session;
        await _sending.WaitAsync();
        try
        {
            await _line.SendAsync(JsonSerializer.SerializeToUtf8Bytes(request), WebSocketMessageType.Text, endOfMessage: true, _closing.Token);
        }
        finally
        {
            _sending.Release();
        }

        JsonElement said = await answer.Task.WaitAsync(_longest);
        return said.TryGetProperty("error", out JsonElement error) ? throw new InvalidOperationException($"{method}: {error}") : said.GetProperty("result");
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _listening;
        _line.Dispose();
        _sending.Dispose();
        _closing.Dispose();
    }

    private async Task ListenAsync()
    {
        byte[] part = new byte[1 << 16];
        try
        {
            while (true)
            {
                using MemoryStream message = new();
                WebSocketReceiveResult received;
                do
                {
                    received = await _line.ReceiveAsync(part, _closing.Token);
                    message.Write(part, 0, received.Count);
                }
                while (!received.EndOfMessage);

                if (received.MessageType == WebSocketMessageType.Close) break;
                Take(Encoding.UTF8.GetString(message.ToArray()));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException)
        {
            // Whoever still waits is told, and nobody else is.
            foreach (TaskCompletionSource<JsonElement> waiting in _waiting.Values) waiting.TrySetException(new InvalidOperationException("The browser is gone.", ended));
        }
    }

    private void Take(string text)
    {
        using JsonDocument read = JsonDocument.Parse(text);
        JsonElement message = read.RootElement.Clone();
        if (message.TryGetProperty("id", out JsonElement id))
        {
            if (_waiting.TryRemove(id.GetInt32(), out TaskCompletionSource<JsonElement>? waiting)) waiting.TrySetResult(message);
            return;
        }

        string session = message.TryGetProperty("sessionId", out JsonElement of) ? of.GetString()! : "";
        Happened?.Invoke(session, message.GetProperty("method").GetString()!, message.GetProperty("params"));
    }
}
