using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Http;

/// <summary>Puts requests that are asked for at the same time into one $batch; a lonely one goes as it is.</summary>
/// <remarks>
/// Callers need not know: they ask side by side and get their own answers. Whoever needs an order awaits.
/// Source: Microsoft Graph, "Combine multiple HTTP requests using JSON batching".
/// </remarks>
internal sealed class RequestBatches : DelegatingHandler
{
    private readonly object _gate = new();
    private readonly BatchService _service;
    private readonly IClock _clock;
    private readonly Func<Task> _window;
    private List<WaitingRequest> _waiting = [];

    /// <param name="service">Whose requests these are.</param>
    /// <param name="clock">Whose time the verbose lines tell.</param>
    /// <param name="window">How long the first request waits for company; a few milliseconds against the hundred of a request.</param>
    public RequestBatches(BatchService service, IClock clock, Func<Task>? window = null)
    {
        _service = service;
        _clock = clock;
        _window = window ?? (static () => Task.Delay(5));
    }

    /// <summary>How many requests wait for company now.</summary>
    public int Gathered
    {
        get { lock (_gate) return _waiting.Count; }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (_service.AddressInBatch(request.RequestUri!) is not { } address || !await BatchBody.CanCarryAsync(request).ConfigureAwait(false))
        {
            return await base.SendAsync(request, cancel).ConfigureAwait(false);
        }

        var waiting = new WaitingRequest(request, address, CallScope.Current, cancel);
        Join(waiting);
        return await waiting.Answer.ConfigureAwait(false);
    }

    private void Join(WaitingRequest request)
    {
        List<WaitingRequest>? full = null;
        bool isFirst;
        lock (_gate)
        {
            _waiting.Add(request);
            isFirst = _waiting.Count == 1;
            if (_waiting.Count == _service.Most) full = Take();
        }

        // Each request keeps its own step; the sender must not inherit the step of whoever came first.
        using (ExecutionContext.SuppressFlow())
        {
            if (isFirst) _ = Task.Run(SendAfterWindowAsync);
            if (full is not null) _ = Task.Run(() => SendAsync(full));
        }
    }

    private List<WaitingRequest> Take()
    {
        List<WaitingRequest> taken = _waiting;
        _waiting = [];
        return taken;
    }

    private async Task SendAfterWindowAsync()
    {
        await _window().ConfigureAwait(false);
        List<WaitingRequest> taken;
        lock (_gate) taken = Take();
        await SendAsync(taken).ConfigureAwait(false);
    }

    private async Task SendAsync(List<WaitingRequest> requests)
    {
        List<WaitingRequest> wanted = requests.Where(each => !each.GiveUpIfStopped()).ToList();
        if (wanted.Count == 0) return;

        try
        {
            await (wanted.Count == 1 ? SendAloneAsync(wanted[0]) : SendTogetherAsync(wanted)).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Whatever it is belongs to those who wait; nobody awaits this task itself.
            foreach (WaitingRequest each in wanted) each.Fail(failure);
        }
    }

    private async Task SendAloneAsync(WaitingRequest only)
    {
        using (only.Scope?.Enter())
        {
            only.Succeed(await base.SendAsync(only.Request, only.Cancel).ConfigureAwait(false));
        }
    }

    private async Task SendTogetherAsync(List<WaitingRequest> wanted)
    {
        List<WaitingRequest> leaving = wanted.Where(each => each.TryBegin(_clock)).ToList();
        if (leaving.Count == 0) return;

        using HttpRequestMessage batch = await BatchBody.WriteAsync(_service, leaving).ConfigureAwait(false);
        using var stop = new StopWhenAllStop(leaving);
        HttpResponseMessage answer;
        try
        {
            answer = await base.SendAsync(batch, stop.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            foreach (WaitingRequest each in leaving) each.Lose(failure);
            return;
        }

        using (answer)
        {
            if (!answer.IsSuccessStatusCode)
            {
                foreach (WaitingRequest each in leaving) each.Settle(await BatchBody.CopyAsync(answer).ConfigureAwait(false), $"batch of {leaving.Count}");
                return;
            }

            IReadOnlyList<WaitingRequest> unauthorized = Settle(leaving, await BatchBody.ReadAsync(answer, _clock.UtcNow).ConfigureAwait(false));
            await Task.WhenAll(unauthorized.Select(SendAloneOrFailAsync)).ConfigureAwait(false);
        }
    }

    // A refused token is renewed by whoever authorizes, and that one sees the batch's status, not an item's.
    private async Task SendAloneOrFailAsync(WaitingRequest only)
    {
        try
        {
            await SendAloneAsync(only).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            only.Fail(failure);
        }
    }

    // Returns those whose token was refused, so that nothing was done for them.
    private static IReadOnlyList<WaitingRequest> Settle(List<WaitingRequest> leaving, IReadOnlyDictionary<string, HttpResponseMessage>? answers)
    {
        string note = $"batch of {leaving.Count}";
        var unauthorized = new List<WaitingRequest>();
        for (int i = 0; i < leaving.Count; i++)
        {
            if (answers is null)
            {
                leaving[i].Lose(new LostAnswer(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, "the answer to its batch is not one"));
            }
            else if (answers.TryGetValue(BatchBody.IdOf(i), out HttpResponseMessage? own))
            {
                if (own.StatusCode != HttpStatusCode.Unauthorized) leaving[i].Settle(own, note);
                else if (leaving[i].TryNote(own, note)) unauthorized.Add(leaving[i]);
            }
            else
            {
                leaving[i].Lose(new LostAnswer(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, "the answer to its batch has none for it"));
            }
        }

        return unauthorized;
    }

    // One of many being stopped must not tear the others' answers away.
    private sealed class StopWhenAllStop : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly List<CancellationTokenRegistration> _watching;
        private int _going;

        public StopWhenAllStop(List<WaitingRequest> requests)
        {
            _going = requests.Count;
            _watching = requests.Select(each => each.Cancel.Register(OneStopped)).ToList();
        }

        public CancellationToken Token => _stop.Token;

        public void Dispose()
        {
            foreach (CancellationTokenRegistration each in _watching) each.Dispose();
            _stop.Dispose();
        }

        private void OneStopped()
        {
            if (Interlocked.Decrement(ref _going) == 0) _stop.Cancel();
        }
    }
}
