using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Sandbox;

/// <summary>What goes wrong.</summary>
public enum SandboxFaultKind
{
    /// <summary>429 with the rule's Retry-After.</summary>
    Throttle,

    /// <summary>The rule's 5xx status; not processed.</summary>
    ServerError,

    /// <summary>Processed, then the connection breaks: HttpRequestException. Inside a batch: 504 for the item.</summary>
    LoseAnswer,

    /// <summary>The connection breaks before anything was processed. Inside a batch: 503 for the item.</summary>
    DropBefore,

    /// <summary>Answers as if it had been done, and does nothing.</summary>
    IgnoreWrite,

    /// <summary>401, as if the token had just expired.</summary>
    ExpireToken,

    /// <summary>403 in the service's own words.</summary>
    Forbid,

    /// <summary>A proxy's HTML page with status 200 (or the rule's), instead of the service's answer.</summary>
    Html,

    /// <summary>Processed; the second half of the body is missing.</summary>
    Truncate,

    /// <summary>TaskCanceledException, not processed. Inside a batch: 504 for the item.</summary>
    Timeout,
}

/// <summary>One piece of scripted trouble.</summary>
public sealed class SandboxFault
{
    public SandboxFaultKind Kind { get; set; }

    /// <summary>GET, POST ... Null: any.</summary>
    public string? Method { get; set; }

    /// <summary>A regular expression, without case, on path and query (unescaped). Null: any.</summary>
    public string? Path { get; set; }

    /// <summary>The Exchange cmdlet's name, without case. Null: any call, cmdlet or not.</summary>
    public string? Cmdlet { get; set; }

    /// <summary>The first of the matching calls that is hit, counted from 1.</summary>
    public int From { get; set; } = 1;

    /// <summary>How many matching calls in a row are hit. <see cref="int.MaxValue"/>: all.</summary>
    public int Times { get; set; } = 1;

    /// <summary>Value of Retry-After as sent, fractional too ("2.128"). Null: no such header.</summary>
    public string? RetryAfter { get; set; }

    /// <summary>Status for ServerError and Html; 0: 503 and 200.</summary>
    public int Status { get; set; }

    /// <summary>Calls that matched so far.</summary>
    public int Seen { get; internal set; }

    internal bool Matches(SandboxCall call) =>
        (Method is null || string.Equals(Method, call.Method, StringComparison.OrdinalIgnoreCase))
        && (Cmdlet is null || string.Equals(Cmdlet, call.Cmdlet, StringComparison.OrdinalIgnoreCase))
        && (Path is null || Regex.IsMatch(Uri.UnescapeDataString(call.Uri.PathAndQuery), Path, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    internal bool IsHit => Seen >= From && Seen - From < Times;
}

/// <summary>Scripted trouble for single requests, batches and the items inside them.</summary>
public sealed class SandboxFaults
{
    private readonly object _gate = new();
    private readonly List<SandboxFault> _faults = new();

    /// <summary>Adds a rule; of several that match one call the first added wins.</summary>
    /// <returns>The rule, whose <see cref="SandboxFault.Seen"/> goes on counting.</returns>
    public SandboxFault Add(SandboxFault fault)
    {
        lock (_gate) _faults.Add(fault);
        return fault;
    }

    /// <summary>Adds a rule from its parts.</summary>
    /// <param name="path">Regular expression on path and query, unescaped.</param>
    /// <param name="from">First matching call that is hit, from 1.</param>
    /// <param name="times">How many are hit.</param>
    public SandboxFault Add(SandboxFaultKind kind, string? method = null, string? path = null, string? cmdlet = null, int from = 1, int times = 1, string? retryAfter = null, int status = 0) =>
        Add(new SandboxFault { Kind = kind, Method = method, Path = path, Cmdlet = cmdlet, From = from, Times = times, RetryAfter = retryAfter, Status = status });

    /// <summary>Removes every rule.</summary>
    public void Clear()
    {
        lock (_gate) _faults.Clear();
    }

    internal FaultOutcome Meet(SandboxCall call, SandboxRoutes service)
    {
        SandboxFault? hit = null;
        lock (_gate)
        {
            foreach (SandboxFault fault in _faults.Where(fault => fault.Matches(call)))
            {
                fault.Seen++;
                if (hit is null && fault.IsHit) hit = fault;
            }
        }

        return hit is null ? FaultOutcome.None : FaultOutcome.Of(hit, call, service);
    }
}
