using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading;
using LifecycleTools.Sandbox;
using LifecycleTools.Sandbox.Http;

namespace LifecycleTools.Chaos.Tests;

/// <summary>Stands before a tenant on a loopback port: lets one process in at a time, hears of each of its journal lines, and kills it at one moment of its life.</summary>
internal sealed class Doorkeeper : IDisposable
{
    private const string Own = "chaos";

    private readonly Lock _turn = new();
    private readonly SandboxTenant _tenant;
    private readonly SandboxServer _server;
    private readonly List<Moment> _moments = [];
    private Process? _guest;
    private Moment? _last;

    public Doorkeeper(SandboxTenant tenant)
    {
        _tenant = tenant;
        _server = new SandboxServer(tenant, Answer);
    }

    public string Url => _server.Url;

    /// <summary>The moments of the guest so far.</summary>
    public IReadOnlyList<Moment> Moments
    {
        get
        {
            lock (_turn) return [.. _moments];
        }
    }

    /// <summary>True once the guest was killed.</summary>
    public bool HasKilled { get; private set; }

    /// <summary>Lets a new process in, and nobody else from now on.</summary>
    /// <param name="last">Its last moment; null to let it live.</param>
    public Process Admit(ProcessStartInfo start, Moment? last)
    {
        lock (_turn)
        {
            _moments.Clear();
            HasKilled = false;
            _last = last;
            return _guest = Process.Start(start)!;
        }
    }

    public void Dispose() => _server.Dispose();

    // One after the other, so that a kill falls between two things and never into one.
    private SandboxAnswer Answer(SandboxCall call, Func<SandboxCall, SandboxAnswer> tenant)
    {
        lock (_turn)
        {
            if (HasKilled || call.Header("x-chaos-process") != _guest?.Id.ToString(CultureInfo.InvariantCulture)) throw new HttpRequestException("The caller is dead.");
            if (call.Segments is [Own, string what]) return Heard(what, call.Body ?? "");
            int number = _moments.Count(moment => moment is { What: "request", When: "before" }) + 1;
            string about = $"{call.Method} {call.Header("x-chaos-authority")}{call.Uri.AbsolutePath}";
            Live(new Moment("request", "before", number, about));
            SandboxAnswer answer = tenant(AsMeant(call));
            Live(new Moment("request", "after", number, about));
            return answer;
        }
    }

    private SandboxAnswer Heard(string what, string about)
    {
        if (what == "clock")
        {
            DateTimeOffset until = new(long.Parse(about, CultureInfo.InvariantCulture), TimeSpan.Zero);
            if (_tenant.Clock.UtcNow < until) _tenant.Clock.Advance(until - _tenant.Clock.UtcNow);
            return SandboxAnswer.Text(200, _tenant.Clock.UtcNow.UtcTicks.ToString(CultureInfo.InvariantCulture), "text/plain");
        }

        int begun = _moments.Count(moment => moment is { What: "line", When: "before" });
        Live(new Moment("line", what, what == "before" ? begun + 1 : begun, about));
        return SandboxAnswer.Empty(204);
    }

    private void Live(Moment moment)
    {
        _moments.Add(moment);
        if (_last is null || !_last.IsSamePlace(moment)) return;
        HasKilled = true;
        _guest!.Kill();
        _guest.WaitForExit();
        throw new HttpRequestException("The caller was killed.");
    }

    private static SandboxCall AsMeant(SandboxCall call)
    {
        Dictionary<string, string> headers = call.Headers.Where(header => !header.Key.StartsWith("x-chaos-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        return new SandboxCall(call.Method, new Uri(call.Header("x-chaos-authority") + call.Uri.PathAndQuery), headers, call.Body);
    }
}
