using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Sandbox.Http;

/// <summary>Every request in the order of arrival: a batch stands before its items.</summary>
internal sealed class RequestLog
{
    private readonly List<SandboxRequest?> _entries = new();
    private readonly object _gate = new();

    /// <summary>Keeps a place for a request that is being worked on.</summary>
    public int Reserve()
    {
        lock (_gate)
        {
            _entries.Add(null);
            return _entries.Count - 1;
        }
    }

    /// <summary>Writes down what became of it.</summary>
    /// <param name="answer">Null when the caller got none.</param>
    public void Fill(int place, SandboxCall call, SandboxAnswer? answer, string? fault, DateTimeOffset now)
    {
        lock (_gate)
        {
            _entries[place] = new SandboxRequest
            {
                Method = call.Method,
                Host = call.Uri.Authority,
                Path = call.Uri.PathAndQuery,
                Body = call.Body,
                Status = answer?.Status ?? 0,
                ResponseBody = answer?.Body,
                IsWrite = call.IsWrite,
                ReceivedUtc = now,
                ClientRequestId = call.Header("client-request-id"),
                BatchId = call.BatchId,
                Cmdlet = call.Cmdlet,
                Fault = fault,
            };
        }
    }

    public IReadOnlyList<SandboxRequest> Snapshot()
    {
        lock (_gate) return _entries.OfType<SandboxRequest>().ToList();
    }

    public void Clear()
    {
        lock (_gate) _entries.Clear();
    }
}
