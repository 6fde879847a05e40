using System;
using System.Threading;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Engine.Running;

/// <summary>
/// Which step is calling a system right now. Connectors ask it before and after each change, so that the journal has
/// the change on disk before it leaves; it flows with the asynchronous call, not with the thread.
/// </summary>
public sealed class CallScope
{
    private static readonly AsyncLocal<CallScope?> s_current = new();
    private readonly Action<SystemCall> _sending;
    private readonly Action<SystemCall> _answered;
    private int _changes;
    private volatile string _lastRequestId = "";

    private CallScope(bool isReadOnly, Action<SystemCall> sending, Action<SystemCall> answered, IStepLog? log)
    {
        IsReadOnly = isReadOnly;
        _sending = sending;
        _answered = answered;
        Log = log;
    }

    /// <summary>The scope of the running call; null outside of any step.</summary>
    public static CallScope? Current => s_current.Value;

    /// <summary>A dry run or a look: any change is refused.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Where verbose lines go; null when nobody listens.</summary>
    public IStepLog? Log { get; }

    /// <summary>How many changes left.</summary>
    public int Changes => _changes;

    /// <summary>The system's id of the last change.</summary>
    public string LastRequestId => _lastRequestId;

    /// <summary>Makes a scope in which changes are refused.</summary>
    public static CallScope ForReading(IStepLog? log) => new(true, _ => { }, _ => { }, log);

    /// <summary>Makes a scope in which changes are recorded.</summary>
    /// <param name="sending">Called before a change leaves; when it throws, the change does not leave.</param>
    /// <param name="answered">Called when the answer, or its absence, is known.</param>
    public static CallScope ForWriting(Action<SystemCall> sending, Action<SystemCall> answered, IStepLog? log) =>
        new(false, sending, answered, log);

    /// <summary>Makes this scope current until the result is disposed.</summary>
    public IDisposable Enter()
    {
        CallScope? before = s_current.Value;
        s_current.Value = this;
        return new Leaving(before);
    }

    /// <summary>Says that a change is about to leave.</summary>
    /// <exception cref="LifecycleException">DryRunWriteRefused, JournalNotWritable.</exception>
    public void Sending(SystemCall call)
    {
        if (IsReadOnly)
        {
            throw new LifecycleException(ErrorIds.DryRunWriteRefused, ErrorKind.Refused,
                $"{call.What} was not sent: only reading is allowed here.");
        }

        _sending(call);
        Interlocked.Increment(ref _changes);
    }

    /// <summary>Says what was answered; <see cref="SystemCall.Status"/> is 0 when no answer came.</summary>
    public void Answered(SystemCall call)
    {
        if (call.RequestId.Length > 0) _lastRequestId = call.RequestId;
        _answered(call);
    }

    private sealed class Leaving(CallScope? before) : IDisposable
    {
        public void Dispose() => s_current.Value = before;
    }
}

/// <summary>One change on its way to a system.</summary>
/// <param name="What">Method and address, or cmdlet and object; no body, no secret.</param>
/// <param name="ClientRequestId">Our id of it.</param>
/// <param name="RequestId">The system's id of it; empty while there is no answer.</param>
/// <param name="Status">HTTP status; 0 while or when there is no answer.</param>
public sealed record SystemCall(string What, string ClientRequestId, string RequestId = "", int Status = 0);
