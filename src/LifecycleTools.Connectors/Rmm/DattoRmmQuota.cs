using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Stays within Datto RMM's quotas, which all integrations of an account share, and waits out a block instead of taking it for a missing right.</summary>
/// <remarks>
/// Limits: reads and writes have quotas of their own in a rolling window, and some kinds of writes one more; from a share of the quota on answers are held back,
/// above it they are 429, and who goes on is answered 403 for about five minutes. Nothing says when to come back.
/// Source: rmm.datto.com help, "API"; GET /v2/system/request_rate; names of the operations and the wait after 429: TheShadowTek/DattoRMM.Core.
/// </remarks>
/// <param name="root">Where paths begin.</param>
internal sealed class DattoRmmQuota(Uri root, IClock clock) : DelegatingHandler
{
    private const string Reads = "reads";
    private const string Writes = "writes";
    private const int CallsBetweenLooks = 60;
    private const int MostWaits = 24;

    // As far below the share at which the service slows down: others go on while we look.
    private const double Margin = 0.1;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_afterTooMany = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan s_block = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, Quota> _quotas = new(StringComparer.Ordinal) { [Reads] = new Quota(600), [Writes] = new Quota(100) };
    private TimeSpan _window = TimeSpan.FromSeconds(60);
    private double _slowsDownAt = 0.9;
    private int _sinceLook = int.MaxValue;
    private DateTimeOffset _lastTooMany = DateTimeOffset.MinValue;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await WaitForRoomAsync(request, cancel).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }

        HttpResponseMessage answer = await base.SendAsync(request, cancel).ConfigureAwait(false);
        if ((int)answer.StatusCode == 429)
        {
            _lastTooMany = clock.UtcNow;
            SayWhen(answer, s_afterTooMany);
        }
        else if (answer.StatusCode == HttpStatusCode.Forbidden && clock.UtcNow - _lastTooMany < s_block + s_block)
        {
            answer.StatusCode = (HttpStatusCode)429;
            SayWhen(answer, s_block);
        }

        return answer;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _gate.Dispose();
        base.Dispose(disposing);
    }

    private static void SayWhen(HttpResponseMessage answer, TimeSpan wait)
    {
        if (!answer.Headers.Contains("Retry-After")) answer.Headers.TryAddWithoutValidation("Retry-After", wait.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    private async Task WaitForRoomAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (_sinceLook >= CallsBetweenLooks) await LookAsync(cancel).ConfigureAwait(false);
        string[] names = request.Method == HttpMethod.Get ? [Reads] : [Writes, OperationOf(request)];
        for (int waits = 0; waits < MostWaits && names.Any(IsUsedUp); waits++)
        {
            await clock.DelayAsync(s_pause, cancel).ConfigureAwait(false);
            await LookAsync(cancel).ConfigureAwait(false);
        }

        foreach (string name in names.Where(_quotas.ContainsKey)) _quotas[name].Ours.Enqueue(clock.UtcNow);
        _sinceLook++;
    }

    private bool IsUsedUp(string name) => _quotas.TryGetValue(name, out Quota? quota)
        && quota.OursSince(clock.UtcNow - _window) + quota.OfOthers >= Math.Max(1, quota.Limit * (_slowsDownAt - Margin));

    private async Task LookAsync(CancellationToken cancel)
    {
        _sinceLook = 0;
        using HttpRequestMessage look = new(HttpMethod.Get, root.OriginalString + "/v2/system/request_rate");
        try
        {
            using HttpResponseMessage answer = await base.SendAsync(look, cancel).ConfigureAwait(false);
            _quotas[Reads].Ours.Enqueue(clock.UtcNow);
            if (answer.IsSuccessStatusCode) Take(JsonNode.Parse(await answer.Content.ReadAsStringAsync().ConfigureAwait(false)));
        }
        catch (LostAnswer)
        {
            // What was known before still holds; the request that wants to go says itself when the service cannot be reached.
        }
    }

    private void Take(JsonNode? rates)
    {
        if (JsonValues.Number(rates?["slidingTimeWindowSizeSeconds"]) is > 0 and var seconds) _window = TimeSpan.FromSeconds((double)seconds);
        if (double.TryParse(rates?["accountCutOffRatio"]?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double ratio) && ratio is > Margin and <= 1) _slowsDownAt = ratio;
        Take(Reads, JsonValues.Number(rates?["accountRateLimit"]), JsonValues.Number(rates?["accountCount"]));
        Take(Writes, JsonValues.Number(rates?["accountWriteRateLimit"]), JsonValues.Number(rates?["accountWriteCount"]));
        foreach (KeyValuePair<string, JsonNode?> operation in rates?["operationWriteStatus"] as JsonObject ?? [])
        {
            Take(operation.Key, JsonValues.Number(operation.Value?["limit"]), JsonValues.Number(operation.Value?["count"]));
        }
    }

    private void Take(string name, long? limit, long? count)
    {
        if (limit is not > 0) return;
        if (!_quotas.TryGetValue(name, out Quota? quota)) _quotas[name] = quota = new Quota(limit.Value);
        quota.Limit = limit.Value;
        quota.OfOthers = Math.Max(0, (count ?? 0) - quota.OursSince(clock.UtcNow - _window));
    }

    private static string OperationOf(HttpRequestMessage request)
    {
        string path = request.RequestUri!.AbsolutePath;
        return path.EndsWith("/quickjob", StringComparison.Ordinal) ? "device-job-create"
            : path.EndsWith("/udf", StringComparison.Ordinal) ? "device-udf-set"
            : "device-move";
    }

    private sealed class Quota(long limit)
    {
        public long Limit { get; set; } = limit;

        public long OfOthers { get; set; }

        public Queue<DateTimeOffset> Ours { get; } = new();

        public int OursSince(DateTimeOffset begin)
        {
            while (Ours.Count > 0 && Ours.Peek() < begin) Ours.Dequeue();
            return Ours.Count;
        }
    }
}
