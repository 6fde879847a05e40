using System;
using System.Collections.Generic;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.People;

namespace LifecycleTools.Engine.Running;

/// <summary>Keeps every other run of the same person out for as long as a run lasts, in all processes that use the journals' folder.</summary>
/// <remarks>
/// A person goes by several names: what was asked for is held before the run begins, the account's id as soon as the run knows it. So a run that means the
/// same person by another name ends at the step that finds out who it is, before anything is changed.
/// </remarks>
internal sealed class RunHold(IJournalStore journals, string tenantId, string runId, string person) : IDisposable
{
    private readonly object _gate = new();
    private readonly List<IDisposable> _held = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Takes the run itself, so that others can see that it is being worked on.</summary>
    /// <exception cref="LifecycleException">PersonBusy; JournalNotWritable.</exception>
    public void TakeRun() => TakeKey(RunKey(tenantId, runId));

    /// <summary>Whether a process works on a run now.</summary>
    public static bool IsRunning(IJournalStore journals, string tenantId, string runId)
    {
        using IDisposable? free = journals.TryHold(RunKey(tenantId, runId), runId, out _);
        return free is null;
    }

    /// <summary>Takes a name of the person.</summary>
    /// <exception cref="LifecycleException">PersonBusy, naming the run that has it; JournalNotWritable.</exception>
    public void Take(string name) => TakeKey($"person|{tenantId}|{name.Trim()}".ToUpperInvariant());

    private static string RunKey(string tenantId, string runId) => $"run|{tenantId}|{runId}".ToUpperInvariant();

    private void TakeKey(string key)
    {
        lock (_gate)
        {
            if (!_names.Add(key)) return;
            IDisposable? held = journals.TryHold(key, runId, out string heldBy);
            if (held is null)
            {
                _names.Remove(key);
                throw Busy(heldBy);
            }

            _held.Add(held);
        }
    }

    /// <summary>The names under which a hire is known before it has an account.</summary>
    public void TakeFor(HireRequest request)
    {
        if (request.EmployeeId.Length > 0) Take("employee " + request.EmployeeId);
        if (request.UserPrincipalName.Length > 0) Take(request.UserPrincipalName);
        if (request.EmployeeId.Length + request.UserPrincipalName.Length == 0) Take($"name {request.GivenName} {request.Surname}");
    }

    /// <summary>Lets the person go.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (IDisposable held in _held) held.Dispose();
            _held.Clear();
            _names.Clear();
        }
    }

    private LifecycleException Busy(string heldBy)
    {
        string run = heldBy.Length == 0 ? "another run" : "run " + heldBy;
        return new LifecycleException(ErrorIds.PersonBusy, ErrorKind.Order, $"No run was begun for {person}: {run} works on them now.")
        {
            RecommendedAction = heldBy.Length == 0 ? "Run it again when the other one has ended." : $"See what it does with Get-LifecycleRun -RunId {heldBy}; run this again when it has ended.",
        };
    }
}
