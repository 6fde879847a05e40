using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox.DattoRmm;

/// <summary>The quotas of the account in a rolling minute: reads, writes, and kinds of writes. Above them 429; who goes on is locked out for five minutes.</summary>
/// <remarks>Source: rmm.datto.com help, "API"; GET /v2/system/request_rate.</remarks>
internal sealed class DattoRmmMeter
{
    private const int RefusalsBeforeBlock = 10;
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_block = TimeSpan.FromMinutes(5);
    private readonly List<(DateTimeOffset At, bool IsWrite, string Operation)> _calls = new();
    private readonly SandboxClock _clock;
    private DateTimeOffset _blockedUntil = DateTimeOffset.MinValue;
    private int _refusals;

    public DattoRmmMeter(SandboxClock clock) => _clock = clock;

    /// <summary>The status of a refusal; null to go on.</summary>
    public int? Refuses(SandboxCall call, DattoRmmState state)
    {
        DateTimeOffset now = _clock.UtcNow;
        if (now < _blockedUntil) return 403;

        _calls.RemoveAll(one => one.At <= now - s_window);
        string operation = OperationOf(call);
        bool isOver = call.IsWrite
            ? Count(true) + state.WritesOfOthers >= state.Writes || (state.OperationWrites.TryGetValue(operation, out int limit) && _calls.Count(one => one.Operation == operation) >= limit)
            : Count(false) + state.ReadsOfOthers >= state.Reads;
        if (!isOver)
        {
            _refusals = 0;
            _calls.Add((now, call.IsWrite, operation));
            return null;
        }

        if (++_refusals > RefusalsBeforeBlock) _blockedUntil = now + s_block;
        return 429;
    }

    public JsonObject Describe(DattoRmmState state)
    {
        JsonObject operations = new();
        foreach (KeyValuePair<string, int> one in state.OperationWrites) operations[one.Key] = new JsonObject { ["limit"] = one.Value, ["count"] = _calls.Count(call => call.Operation == one.Key) };
        return new JsonObject
        {
            ["slidingTimeWindowSizeSeconds"] = 60, ["accountUid"] = "pin1", ["accountCount"] = Count(false) + state.ReadsOfOthers, ["accountRateLimit"] = state.Reads, ["accountCutOffRatio"] = 0.9,
            ["accountWriteRateLimit"] = state.Writes, ["accountWriteCount"] = Count(true) + state.WritesOfOthers, ["operationWriteStatus"] = operations,
        };
    }

    private int Count(bool writes) => _calls.Count(one => one.IsWrite == writes);

    private static string OperationOf(SandboxCall call) => call.Segments[^1] switch
    {
        "quickjob" => "device-job-create",
        "udf" => "device-udf-set",
        _ when call.IsWrite && call.Segments.Contains("site") => "device-move",
        _ => "",
    };
}
