using System;
using System.Collections.Generic;
using System.Linq;

namespace LifecycleTools.Engine.Requests;

/// <summary>Finds requests that ask the same for the same person: HR has it, and somebody filled in a form too. One runs; the others name it.</summary>
internal static class RequestDuplicates
{
    /// <summary>Marks them.</summary>
    /// <param name="firstSeen">When the record of a request was seen first.</param>
    /// <param name="isStillHere">Whether the person of a departure can sign in: then no earlier departure was this one.</param>
    public static IReadOnlyList<LifecycleRequest> Mark(
        IReadOnlyList<LifecycleRequest> requests, RequestBook book, Func<LifecycleRequest, DateTimeOffset> firstSeen, Func<LifecycleRequest, bool> isStillHere)
    {
        List<LifecycleRequest> marked = [];
        List<LifecycleRequest> kept = [];

        // One that was begun goes before all others. Access ends at the earliest of the moments that were asked for; a hire is the first that was asked for.
        foreach (LifecycleRequest request in requests
            .OrderBy(request => request.RunId.Length == 0)
            .ThenBy(request => request.Kind == RequestKind.Departure ? request.EffectiveAt : default)
            .ThenBy(firstSeen).ThenBy(request => request.Source, StringComparer.OrdinalIgnoreCase).ThenBy(request => request.Id, StringComparer.Ordinal))
        {
            if (request.State != RequestState.Waiting)
            {
                marked.Add(request);
                if (request.State is not (RequestState.Withdrawn or RequestState.Invalid or RequestState.Duplicate)) kept.Add(request);
            }
            else if (kept.FirstOrDefault(other => IsSame(request, other)) is { } first)
            {
                marked.Add(Duplicate(request, first.RunId, $"{first.Source} {(first.Place.Length > 0 ? first.Place : first.SourceId)} asks the same (request {first.Id}); that one runs."));
            }
            else if (!isStillHere(request) && DoneFor(request, book) is { } done)
            {
                marked.Add(Duplicate(request, done.RunId, $"Run {done.RunId} did the same for another request ({done.RequestId})."));
            }
            else
            {
                marked.Add(request);
                kept.Add(request);
            }
        }

        return marked;
    }

    private static bool IsSame(LifecycleRequest one, LifecycleRequest other)
    {
        if (one.Kind != other.Kind || one.Id == other.Id) return false;
        if (one.Kind != RequestKind.Hire) return other.State != RequestState.Completed && Same(one.Identity, other.Identity);
        if (one.EmployeeId.Length > 0 && other.EmployeeId.Length > 0) return Same(one.EmployeeId, other.EmployeeId) && other.State != RequestState.Completed;
        return Same(one.GivenName, other.GivenName) && Same(one.Surname, other.Surname) && one.StartDate?.Date == other.StartDate?.Date;
    }

    // What was carried out for one record is done for the other too, unless the person has come or gone since.
    private static RequestStanding? DoneFor(LifecycleRequest request, RequestBook book)
    {
        if (request.Kind == RequestKind.Change) return null;
        bool IsMeant(RequestStanding standing) => request.Kind == RequestKind.Departure || standing.Kind == RequestKind.Departure
            ? standing.Account.Length > 0 && (Same(standing.Account, request.Identity) || Same(standing.EmployeeId, request.EmployeeId))
            : Same(standing.EmployeeId, request.EmployeeId);
        RequestStanding? last = book.Standings.Where(standing => standing.RequestId != request.Id && IsMeant(standing)).OrderBy(standing => standing.Begun).LastOrDefault();
        return last is not null && last.Kind == request.Kind ? last : null;
    }

    private static bool Same(string one, string other) => one.Length > 0 && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static LifecycleRequest Duplicate(LifecycleRequest request, string runId, string why) => request with
    {
        State = RequestState.Duplicate, IsDue = false, RunId = runId, Findings = [new RequestFinding(RequestFindingIds.Duplicate, "", why)],
    };
}
