using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace LifecycleTools.Connectors.Tests.Http;

/// <summary>A service that gives the answers it was told, in order, and keeps what it was asked.</summary>
internal sealed class ScriptedService : HttpMessageHandler
{
    private readonly Queue<Func<SeenRequest, CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    public List<SeenRequest> Seen { get; } = [];

    public ScriptedService Then(int status, string? json = null, params (string Name, string Value)[] headers) =>
        Then(_ => Answer(status, json, headers));

    public ScriptedService Then(Func<SeenRequest, HttpResponseMessage> answer)
    {
        _answers.Enqueue((seen, _) => Task.FromResult(answer(seen)));
        return this;
    }

    public ScriptedService ThenThrows(Exception failure)
    {
        _answers.Enqueue((_, _) => Task.FromException<HttpResponseMessage>(failure));
        return this;
    }

    public ScriptedService ThenNever()
    {
        _answers.Enqueue(async (_, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
            throw new InvalidOperationException("The wait without end has ended.");
        });
        return this;
    }

    public static HttpResponseMessage Answer(int status, string? body, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status);
        string type = headers.FirstOrDefault(header => header.Name == "Content-Type").Value ?? "application/json";
        if (body is not null) response.Content = new StringContent(body, Encoding.UTF8, type);
        foreach ((string name, string value) in headers.Where(header => header.Name != "Content-Type"))
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        string? body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancel);
        var seen = new SeenRequest(
            request.Method.Method,
            request.RequestUri!,
            body,
            request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase));
        Seen.Add(seen);
        if (_answers.Count == 0) throw new InvalidOperationException($"No answer was scripted for {seen.Method} {seen.Uri}.");
        return await _answers.Dequeue()(seen, cancel);
    }
}

internal sealed record SeenRequest(string Method, Uri Uri, string? Body, IReadOnlyDictionary<string, string> Headers)
{
    public string? Token => Headers.TryGetValue("Authorization", out string? value) ? value : null;

    public string ClientRequestId => Headers["client-request-id"];
}
