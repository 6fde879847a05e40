using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Tests.Http;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Tests.Graph;

/// <summary>Graph calls over a scripted service, with a batch window that the test closes.</summary>
internal sealed class GraphService : IDisposable
{
    private readonly ConcurrentQueue<TaskCompletionSource> _windows = new();
    private readonly SemaphoreSlim _opened = new(0);
    private readonly IDisposable _scope;

    /// <param name="windows">False: no waiting for company, each request goes alone.</param>
    public GraphService(bool windows = false)
    {
        Calls = new GraphCalls(new Uri("https://graph.microsoft.com"), "https://graph.microsoft.com", new HttpPipeline(Wire, Tokens, Clock), Clock,
            windows ? OpenWindow : () => Task.CompletedTask);
        _scope = Step.Writing().Enter();
    }

    public ScriptedService Wire { get; } = new();

    public VirtualClock Clock { get; } = new();

    public CountingTokens Tokens { get; } = new();

    public RecordingStep Step { get; } = new();

    public GraphCalls Calls { get; }

    /// <summary>Waits until so many requests have gathered, then lets them go.</summary>
    public async Task CloseWindowAsync(int gathered)
    {
        await _opened.WaitAsync();
        while (Calls.Batches.Gathered < gathered) await Task.Yield();
        _windows.TryDequeue(out TaskCompletionSource? window);
        window!.SetResult();
    }

    public void Dispose()
    {
        _scope.Dispose();
        Wire.Dispose();
    }

    /// <summary>What the first request asked for, readable.</summary>
    public string FirstQuery => Uri.UnescapeDataString(Wire.Seen[0].Uri.Query);

    /// <summary>The failure that a call must end with.</summary>
    public static async Task<LifecycleException> FailureAsync(Func<Task> calling) =>
        (await calling.Should().ThrowAsync<LifecycleException>()).Which;

    /// <summary>Graph's error body.</summary>
    public static string Error(string code, string message) => JsonSerializer.Serialize(new { error = new { code, message } });

    /// <summary>Answers a batch item by item.</summary>
    public static HttpResponseMessage AnswerBatch(SeenRequest batch, Func<BatchItem, object> answer)
    {
        IEnumerable<object> responses = ItemsOf(batch).Select(answer).Reverse();
        return ScriptedService.Answer(200, JsonSerializer.Serialize(new { responses }), ("request-id", "batch-1"));
    }

    public static IReadOnlyList<BatchItem> ItemsOf(SeenRequest batch)
    {
        using JsonDocument body = JsonDocument.Parse(batch.Body!);
        return body.RootElement.GetProperty("requests").EnumerateArray().Select(item => new BatchItem(
            item.GetProperty("id").GetString()!,
            item.GetProperty("method").GetString()!,
            item.GetProperty("url").GetString()!,
            item.GetProperty("headers").EnumerateObject().ToDictionary(header => header.Name, header => header.Value.GetString()!, StringComparer.OrdinalIgnoreCase),
            item.TryGetProperty("body", out JsonElement itemBody) ? itemBody.GetRawText() : null)).ToList();
    }

    private Task OpenWindow()
    {
        var window = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _windows.Enqueue(window);
        _opened.Release();
        return window.Task;
    }
}

internal sealed record BatchItem(string Id, string Method, string Url, IReadOnlyDictionary<string, string> Headers, string? Body);
