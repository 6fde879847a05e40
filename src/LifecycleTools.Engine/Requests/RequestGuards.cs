using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Engine.Requests;

/// <summary>Decides whether a batch may go on: a feed that has gone mad must not empty a company.</summary>
/// <remarks>
/// The departures of one call are a batch, and so are its hires. When a guard objects, nothing of that batch is carried out, until somebody forces it or approves
/// the people one by one; those who were approved go, and what is left is judged again without them.
/// </remarks>
internal sealed class RequestGuards(TenantFile tenant, RequestBook book, RequestQuery query, DateTimeOffset now)
{
    private static readonly TimeSpan s_day = TimeSpan.FromHours(24);

    /// <summary>The departures begun in the last day, for other reasons than these requests.</summary>
    public int BegunToday(IEnumerable<LifecycleRequest> due)
    {
        HashSet<string> these = new(due.Select(request => request.Id), StringComparer.Ordinal);
        return book.Standings.Count(standing => standing.Kind == RequestKind.Departure && standing.Begun > now - s_day && !these.Contains(standing.RequestId));
    }

    /// <summary>Why this batch must not go on, and whom that concerns; empty when it may.</summary>
    /// <param name="batch">Due requests of one kind, without those who were approved.</param>
    /// <param name="leaving">Everyone who is to leave, for managers among them: open departures, due or not.</param>
    /// <param name="company">How many people the tenant has; null when nobody asked because so few leave.</param>
    public IReadOnlyList<GuardObjection> Objections(IReadOnlyList<LifecycleRequest> batch, IReadOnlyList<LifecycleRequest> leaving, int? company)
    {
        List<GuardObjection> all = [];
        foreach (IGrouping<string, LifecycleRequest> feed in batch.GroupBy(request => request.Source, StringComparer.OrdinalIgnoreCase))
        {
            if (book.Source(feed.Key).Suspect is { Length: > 0 } why) all.Add(new GuardObjection("suspect " + feed.Key, $"{feed.Key} {why}", feed.ToList()));
        }

        List<LifecycleRequest> departures = batch.Where(request => request.Kind == RequestKind.Departure).ToList();
        if (departures.Count > 0) all.AddRange(Limits(departures, company));
        List<LifecycleRequest> guarded = departures.Where(IsProtected).ToList();
        if (guarded.Count > 0) all.Add(new GuardObjection("protected", "the tenant file protects whom it would end", guarded));

        List<LifecycleRequest> orphans = batch.Where(request => request.Kind == RequestKind.Hire && leaving.Any(other => IsManager(other, request))).ToList();
        if (orphans.Count > 0) all.Add(new GuardObjection("manager", "the manager of a hire is leaving", orphans));
        return all;
    }

    /// <summary>Whether somebody approved this person by name.</summary>
    public bool IsApproved(LifecycleRequest request) => query.Approved.Any(name => new[]
    {
        request.Id, request.Person, request.UserPrincipalName, request.Identity, request.EmployeeId, $"{request.GivenName} {request.Surname}".Trim(),
    }.Any(known => known.Length > 0 && string.Equals(known, name.Trim(), StringComparison.OrdinalIgnoreCase)));

    private IEnumerable<GuardObjection> Limits(List<LifecycleRequest> departures, int? company)
    {
        int total = departures.Count + BegunToday(departures);
        int most = tenant.Limits.DeparturesPerDay;
        if (total > most) yield return new GuardObjection("day", string.Format(CultureInfo.InvariantCulture, "{0} departures in one day are more than {1} (limits.departuresPerDay)", total, most), departures);

        // One departure is never a flood, however small the company is.
        int part = company is { } people ? Math.Max(1, people * tenant.Limits.DeparturesPercent / 100) : int.MaxValue;
        if (total > part)
        {
            yield return new GuardObjection("percent", string.Format(CultureInfo.InvariantCulture,
                "{0} departures in one day are more than {1} percent of {2} people (limits.departuresPercent)", total, tenant.Limits.DeparturesPercent, company), departures);
        }
    }

    private bool IsProtected(LifecycleRequest request) => tenant.Protected.Any(mark =>
        string.Equals(mark, request.UserPrincipalName, StringComparison.OrdinalIgnoreCase) || string.Equals(mark, request.Identity, StringComparison.OrdinalIgnoreCase));

    private static bool IsManager(LifecycleRequest leaver, LifecycleRequest hire) => hire.Manager.Length > 0
        && (string.Equals(leaver.UserPrincipalName, hire.Manager, StringComparison.OrdinalIgnoreCase) || string.Equals(leaver.Identity, hire.Manager, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Why a batch must not go on.</summary>
/// <param name="Key">Which guard it is: the same while the numbers in the text change from one look to the next.</param>
/// <param name="Why">For people.</param>
/// <param name="Whom">Those whom it concerns.</param>
internal sealed record GuardObjection(string Key, string Why, IReadOnlyList<LifecycleRequest> Whom);
