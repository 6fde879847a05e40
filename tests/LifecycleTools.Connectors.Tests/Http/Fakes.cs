using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Tests.Http;

/// <summary>Time that passes at once when somebody waits.</summary>
internal sealed class VirtualClock : IClock
{
    private readonly object _gate = new();
    private readonly List<TimeSpan> _waits = [];
    private DateTimeOffset _now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    public DateTimeOffset UtcNow
    {
        get { lock (_gate) return _now; }
    }

    public IReadOnlyList<TimeSpan> Waits
    {
        get { lock (_gate) return _waits.ToList(); }
    }

    public Task DelayAsync(TimeSpan time, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _waits.Add(time);
            _now += time;
        }

        return Task.CompletedTask;
    }
}

internal sealed class CountingTokens : ITokens
{
    public List<(string Resource, bool Refresh, string? Claims)> Asked { get; } = [];

    public Task<string> GetAsync(string resource, bool refresh, string? claims, CancellationToken cancel)
    {
        lock (Asked)
        {
            Asked.Add((resource, refresh, claims));
            return Task.FromResult($"token-{Asked.Count(asked => asked.Refresh) + 1}");
        }
    }
}

/// <summary>A step that writes down what the connectors tell it.</summary>
internal sealed class RecordingStep : IStepLog
{
    public List<SystemCall> Sent { get; } = [];

    public List<SystemCall> Answered { get; } = [];

    public List<string> Lines { get; } = [];

    public CallScope Writing() => CallScope.ForWriting(Add(Sent), Add(Answered), this);

    public CallScope Reading() => CallScope.ForReading(this);

    public void Verbose(string line)
    {
        lock (Lines) Lines.Add(line);
    }

    public void Warning(string line) => Verbose(line);

    public void Progress(string person, string doing, int finished, int total) => Verbose(doing);

    private static Action<SystemCall> Add(List<SystemCall> calls) => call =>
    {
        lock (calls) calls.Add(call);
    };
}
