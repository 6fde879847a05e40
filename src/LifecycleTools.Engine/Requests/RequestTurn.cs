using System;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Engine.Requests;

/// <summary>The one run that a request gets, as the ledger knows it.</summary>
internal sealed class RequestTurn(IJournalStore journals, string tenantId, string requestId, IClock clock)
{
    private readonly RequestBook _book = new(journals.Requests, tenantId);

    /// <summary>Begins it. The caller holds the person, so nobody else can be between the look and the line.</summary>
    /// <exception cref="LifecycleException">RequestClosed when a run was begun for the request before.</exception>
    public void Begin(RequestKind kind, string runId, string person, string employeeId, DateTimeOffset? effectiveAt)
    {
        if (RequestBook.StandingOf(journals, tenantId, requestId) is { } earlier) throw Closed(earlier);
        _book.Add(LedgerLines.OfBegun(new RequestStanding
        {
            RequestId = requestId, Kind = kind, RunId = runId, Begun = clock.UtcNow, Person = person, EmployeeId = employeeId, EffectiveAt = effectiveAt,
        }));
    }

    /// <summary>Writes down how the run ended.</summary>
    /// <param name="isPrepared">A hire whose first day has not come.</param>
    /// <param name="isAwaited">Nothing is wrong, and something has not come yet: a later resume finishes it.</param>
    public void End(string runId, RunOutcome outcome, bool isPrepared, bool isAwaited, string account, string userPrincipalName, string? employeeId)
    {
        _book.Refresh();
        if (_book.Standing(requestId) is not { } begun || begun.RunId != runId) return;
        RequestStanding ended = begun with
        {
            Outcome = outcome, IsPrepared = isPrepared, IsAwaited = isAwaited, Account = account, UserPrincipalName = userPrincipalName,
            EmployeeId = employeeId ?? begun.EmployeeId,
        };
        if (ended != begun) _book.Add(LedgerLines.OfEnded(ended, clock.UtcNow));
    }

    private LifecycleException Closed(RequestStanding earlier) =>
        new(ErrorIds.RequestClosed, ErrorKind.Exists, $"No second run was begun for request {requestId} ({earlier.Person}): run {earlier.RunId} is its run ({earlier.State}).")
        {
            RecommendedAction = earlier.State is RequestState.Completed ? null : $"Resume-LifecycleRun -RunId {earlier.RunId}",
        };
}
