using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Journal;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Tenants;

namespace LifecycleTools.Engine.Requests;

/// <summary>Where requests of one tenant come together: reads the sources, remembers what they said, and gives what is to be done.</summary>
/// <remarks>Not safe from several threads. Other processes may do the same with the same folder: a source that one of them reads is left to it.</remarks>
public sealed partial class RequestIntake(ITenantConnection tenant, IJournalStore journals, RoleMap map)
{
    private readonly RequestBook _book = new(journals.Requests, tenant.Identity.Id);
    private readonly Dictionary<string, LifecycleRequest> _judged = new(StringComparer.Ordinal);
    private readonly HashSet<RecordKey> _only = [];
    private readonly Dictionary<string, IRequestSource> _extra = new(StringComparer.OrdinalIgnoreCase);

    private IEnumerable<KeyValuePair<string, IRequestSource>> AllSources => _extra.Count > 0 ? _extra : tenant.Systems.Sources;

    /// <summary>Reads this source instead of those of the tenant file.</summary>
    /// <param name="name">Under which its requests are known: the same file must be known by the same name.</param>
    public void ReadOnly(string name, IRequestSource source) => _extra[name] = source;

    /// <summary>Reads what is new, and gives the requests that are wanted. What fails fails by name; the rest goes on.</summary>
    /// <exception cref="LifecycleException">JournalNotWritable, JournalDamaged: without the ledger nothing is known. ConnectorNotConfigured: a mapping that cannot be used.</exception>
    public async Task<RequestReading> ReadAsync(RequestQuery query, IStepLog log, CancellationToken cancel)
    {
        List<RequestFailure> failures = [];
        Dictionary<string, SourceMapping> mappings = AllSources.ToDictionary(source => source.Key, source => MappingOf(source.Key), StringComparer.OrdinalIgnoreCase);
        foreach (string unknown in query.Sources.Where(name => !mappings.ContainsKey(name)))
        {
            string known = mappings.Count == 0 ? "it names none" : $"it names {string.Join(", ", mappings.Keys)}";
            failures.Add(new RequestFailure(new LifecycleException(ErrorIds.RequestSourceNotFound, ErrorKind.Argument, $"No source {unknown} in {tenant.Tenant.Path}: {known}."), unknown));
        }

        _book.Refresh();
        foreach (KeyValuePair<string, IRequestSource> source in AllSources.Where(source => IsWanted(source.Key, query)))
        {
            failures.AddRange(await ReadSourceAsync(source.Key, source.Value, mappings[source.Key], query, log, cancel).ConfigureAwait(false));
        }

        Settle();
        using (CallScope.ForReading(log).Enter())
        {
            return await JudgeAsync(query, mappings, failures, log, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Tells the sources how their records stand, as far as they were not told. Called again after runs, it tells how those ended.</summary>
    public async Task<IReadOnlyList<RequestFailure>> WriteBackAsync(IStepLog log, CancellationToken cancel)
    {
        List<RequestFailure> failures = [];
        _book.Refresh();
        RequestBuilder builder = new(_book, map, tenant.Tenant.Name, new RequestQuery { All = true }, tenant.Clock.UtcNow);
        foreach (KeyValuePair<string, IRequestSource> source in AllSources.Where(source => source.Value.Abilities.HasFlag(SourceAbilities.WriteBack)))
        {
            SourceMapping mapping = MappingOf(source.Key);
            foreach (LifecycleRequest request in RecordsOf(source.Key).SelectMany(known => builder.Build(known, mapping, IsRegister(source.Value))))
            {
                // What only the directory and the other sources tell (nobody of that name, a duplicate) was found out when it was read.
                SourceOutcome outcome = OutcomeOf(request.State == RequestState.Waiting && _judged.TryGetValue(request.Id, out LifecycleRequest? judged) ? judged : request);
                string what = $"outcome|{request.Id}|{outcome.State}|{outcome.RunId}|{outcome.EffectiveAt:o}|{outcome.Detail}";
                if (_book.WasTold(what)) continue;
                if (await WriteBackAsync(source.Value, outcome, log, cancel).ConfigureAwait(false) is { } failure) failures.Add(new RequestFailure(failure, request.Person));
                else _book.Add(LedgerLines.OfTold(what, source.Value.Product, tenant.Clock.UtcNow));
            }
        }

        return failures;
    }

    private async Task<RequestReading> JudgeAsync(
        RequestQuery query, Dictionary<string, SourceMapping> mappings, List<RequestFailure> failures, IStepLog log, CancellationToken cancel)
    {
        DateTimeOffset now = tenant.Clock.UtcNow;
        RequestBuilder builder = new(_book, map, tenant.Tenant.Name, query, now);
        Dictionary<string, DateTimeOffset> firstSeen = new(StringComparer.Ordinal);
        List<LifecycleRequest> built = [];
        foreach (KeyValuePair<string, IRequestSource> source in AllSources)
        {
            foreach (KnownRecord known in RecordsOf(source.Key))
            {
                foreach (LifecycleRequest request in builder.Build(known, mappings[source.Key], IsRegister(source.Value)))
                {
                    firstSeen[request.Id] = known.FirstSeen;
                    built.Add(request);
                }
            }
        }

        // All sources count for duplicates and guards, whichever of them were asked for.
        RequestLookups lookups = new(tenant.Systems.Directory, _book);
        IReadOnlyList<LifecycleRequest> complete = await Task.WhenAll(built.Select(request =>
            request.State == RequestState.Waiting ? lookups.CompleteAsync(request, cancel) : Task.FromResult(request))).ConfigureAwait(false);
        IReadOnlyList<LifecycleRequest> all = RequestDuplicates.Mark(complete, _book, request => firstSeen[request.Id], lookups.IsStillHere)
            .Select(request => request.IsDue && request.State == RequestState.Running && RunHold.IsRunning(journals, tenant.Identity.Id, request.RunId) ? request with { IsDue = false } : RequestBuilder.HandedOver(request))
            .ToList();
        foreach (LifecycleRequest request in all) _judged[request.Id] = request;

        List<LifecycleRequest> wanted = all.Where(request => IsWanted(request, query)).OrderBy(request => request.EffectiveAt).ThenBy(request => request.Id, StringComparer.Ordinal).ToList();
        RequestWarnings warnings = new(tenant, _book, log);
        await TellOfExceptionsAsync(wanted, warnings, failures, cancel).ConfigureAwait(false);
        if (!query.Due) return new RequestReading(wanted.Where(request => query.All || IsOpen(request)).ToList(), failures);

        foreach (LifecycleRequest broken in wanted.Where(request => request.State == RequestState.Invalid))
        {
            LifecycleException failure = Broken(broken);
            failures.Add(new RequestFailure(failure, broken.Person));
            await TellAsync(warnings, $"invalid|{broken.Id}|{broken.Revision}|{failure.Message}", broken.Person, failure.Message, failures, cancel).ConfigureAwait(false);
        }

        IReadOnlyList<LifecycleRequest> due = await GuardAsync(wanted.Where(request => request.IsDue).ToList(), all, query, warnings, failures, cancel).ConfigureAwait(false);
        return new RequestReading(due, failures);
    }

    private async Task<IReadOnlyList<LifecycleRequest>> GuardAsync(
        List<LifecycleRequest> due, IReadOnlyList<LifecycleRequest> all, RequestQuery query, RequestWarnings warnings, List<RequestFailure> failures, CancellationToken cancel)
    {
        if (query.Force) return due;
        RequestGuards guards = new(tenant.Tenant, _book, query, tenant.Clock.UtcNow);
        List<LifecycleRequest> open = due.Where(request => request.State == RequestState.Waiting && !guards.IsApproved(request)).ToList();
        List<LifecycleRequest> leaving = all.Where(request => request.Kind == RequestKind.Departure && request.State is RequestState.Waiting or RequestState.Running).ToList();
        HashSet<string> stopped = new(StringComparer.Ordinal);
        foreach (IGrouping<RequestKind, LifecycleRequest> batch in open.GroupBy(request => request.Kind))
        {
            List<LifecycleRequest> requests = batch.ToList();
            bool many = batch.Key == RequestKind.Departure && requests.Count + guards.BegunToday(requests) > 1;
            int? company = many ? await tenant.Systems.Facts.CountPeopleAsync(cancel).ConfigureAwait(false) : null;
            IReadOnlyList<GuardObjection> objections = guards.Objections(requests, leaving, company);
            if (objections.Count == 0) continue;

            stopped.UnionWith(requests.Select(request => request.Id));
            LifecycleException failure = Stopped(batch.Key, requests, objections);
            failures.Add(new RequestFailure(failure, tenant.Tenant.Name));
            string what = $"guard|{batch.Key}|{string.Join("|", objections.Select(one => one.Key))}|{string.Join(",", requests.Select(request => request.Id).OrderBy(id => id, StringComparer.Ordinal))}";
            await TellAsync(warnings, what, $"stopped {Plural(batch.Key)} of {tenant.Tenant.Name}", $"{failure.Message}{Environment.NewLine}{failure.RecommendedAction}", failures, cancel).ConfigureAwait(false);
        }

        return due.Where(request => !stopped.Contains(request.Id)).ToList();
    }

    private async Task TellOfExceptionsAsync(List<LifecycleRequest> wanted, RequestWarnings warnings, List<RequestFailure> failures, CancellationToken cancel)
    {
        // A run that left something open has escalated itself; what was moved or taken back too late, or is a person's to do, nobody knows of yet.
        foreach (LifecycleRequest late in wanted.Where(request => request.State == RequestState.Exception && request.Findings.Count > 0))
        {
            string what = $"late|{late.Id}|{late.Revision}|{late.Findings[0].Id}";
            if (_book.WasTold(what)) continue;
            failures.Add(new RequestFailure(new LifecycleException(ErrorIds.RequestNeedsPerson, ErrorKind.Order, late.Findings[0].Message)
            {
                RecommendedAction = late.RunId.Length == 0 ? "Do it by hand, then take it back at the source." : $"Settle it by hand: Get-LifecycleRun -RunId {late.RunId} shows what was done.",
            }, late.Person));
            await TellAsync(warnings, what, late.Person, late.Findings[0].Message, failures, cancel).ConfigureAwait(false);
        }
    }

    private static async Task TellAsync(RequestWarnings warnings, string what, string title, string text, List<RequestFailure> failures, CancellationToken cancel)
    {
        if (await warnings.TellAsync(what, title, text, cancel).ConfigureAwait(false) is { } untold) failures.Add(new RequestFailure(untold, title));
    }

    private async Task<IReadOnlyList<RequestFailure>> ReadSourceAsync(
        string name, IRequestSource source, SourceMapping mapping, RequestQuery query, IStepLog log, CancellationToken cancel)
    {
        // A file that somebody names is read by whoever names it; a source is left to the process that reads it now.
        bool isExtra = _extra.ContainsKey(name);
        using IDisposable? turn = isExtra ? null : journals.TryHold($"source|{tenant.Identity.Id}|{name.ToUpperInvariant()}", name, out _);
        if (turn is null && !isExtra)
        {
            log.Verbose($"{source.Product} ({name}) is being read by another process; what it stores is used.");
            return [];
        }

        _book.Refresh();
        CallScope scope = CallScope.ForWriting(call => log.Verbose($"{call.What} ({call.ClientRequestId})"), _ => { }, log);
        using (scope.Enter())
        {
            HashSet<RecordKey>? read = isExtra ? [] : null;
            SourceReading reading = new(name, source, mapping, _book, tenant.Clock, read);
            try
            {
                IReadOnlyList<RequestFinding> findings = await reading.ToEndAsync(query.Since, cancel).ConfigureAwait(false);
                if (read is not null) _only.UnionWith(read);
                return [.. findings.Select(finding => new RequestFailure(OfSource(finding), name)), .. reading.Unclaimed];
            }
            catch (LifecycleException failure) when (failure.Id is not (ErrorIds.JournalNotWritable or ErrorIds.JournalDamaged))
            {
                return [.. reading.Unclaimed, new RequestFailure(failure, name)];
            }
        }
    }

    private static async Task<LifecycleException?> WriteBackAsync(IRequestSource source, SourceOutcome outcome, IStepLog log, CancellationToken cancel)
    {
        CallScope scope = CallScope.ForWriting(call => log.Verbose($"{call.What} ({call.ClientRequestId})"), _ => { }, log);
        using (scope.Enter())
        {
            try
            {
                await source.WriteBackAsync(outcome, cancel).ConfigureAwait(false);
                return null;
            }
            catch (LifecycleException failure)
            {
                return failure;
            }
        }
    }

    // A process that died after the last line of a run's journal and before the ledger's: the journal knows how it ended.
    private void Settle()
    {
        foreach (RequestStanding standing in _book.Standings.Where(standing => standing.Outcome is null).ToList())
        {
            if (RunHold.IsRunning(journals, tenant.Identity.Id, standing.RunId)) continue;
            if (Earlier(standing.RunId)?.Summary is { Outcome: { } outcome } run)
            {
                bool awaited = run.Exceptions.Count > 0 && run.Exceptions.All(step => step.Status == StepStatus.Deferred);
                bool prepared = standing.Kind == RequestKind.Hire && run.Steps.Any(step => step.Step == "directory.allow-sign-in" && step.Status == StepStatus.Skipped);
                _book.Add(LedgerLines.OfEnded(standing with { Outcome = outcome, IsAwaited = awaited, IsPrepared = prepared, UserPrincipalName = run.Person }, tenant.Clock.UtcNow));
            }
        }
    }

    private RunReading? Earlier(string runId)
    {
        try
        {
            return RunReading.From(runId, journals.Read(runId));
        }
        catch (LifecycleException missing) when (missing.Id == ErrorIds.RunNotFound)
        {
            return null;
        }
    }

    private SourceMapping MappingOf(string name) => new(name, tenant.Tenant.Systems.TryGetValue(name, out SystemSettings? settings) ? settings : null);

    private IEnumerable<KnownRecord> RecordsOf(string source) => _book.Records.Where(known =>
        string.Equals(known.Key.Source, source, StringComparison.OrdinalIgnoreCase) && (_extra.Count == 0 || _only.Contains(known.Key)));

    private static LifecycleException OfSource(RequestFinding finding) =>
        new(finding.Id == RequestFindingIds.FileUnreadable ? ErrorIds.IntakeFileUnreadable : ErrorIds.RequestInvalid, ErrorKind.Data, finding.Message);

    private static bool IsRegister(IRequestSource source) => source.Abilities.HasFlag(SourceAbilities.Register);

    private static bool IsWanted(string source, RequestQuery query) => query.Sources.Count == 0 || query.Sources.Contains(source, StringComparer.OrdinalIgnoreCase);

    private static bool IsWanted(LifecycleRequest request, RequestQuery query) => IsWanted(request.Source, query)
        && (query.Kinds.Count == 0 || query.Kinds.Contains(request.Kind))
        && (query.Since is not { } since || request.EffectiveAt == default || request.EffectiveAt >= since || (since.TimeOfDay == TimeSpan.Zero && request.EffectiveAt.Date >= since.Date));

    private static bool IsOpen(LifecycleRequest request) => request.State is not (RequestState.Completed or RequestState.Withdrawn);

    private static string Plural(RequestKind kind) => kind.ToString().ToLowerInvariant() + "s";

    private static LifecycleException Broken(LifecycleRequest request) => new(ErrorIds.RequestInvalid, ErrorKind.Data,
        $"The {request.Kind.ToString().ToLowerInvariant()} of {request.Person} ({request.Source} {(request.Place.Length > 0 ? request.Place : request.SourceId)}) was not carried out: {string.Join(" ", request.Findings.Select(finding => finding.Message))}")
    {
        RecommendedAction = "Correct it where it was written; it is read again by itself.",
    };

    private static LifecycleException Stopped(RequestKind kind, List<LifecycleRequest> batch, IReadOnlyList<GuardObjection> objections)
    {
        return new LifecycleException(ErrorIds.RequestBatchStopped, ErrorKind.Refused,
            $"None of {batch.Count} {Plural(kind)} was begun: {string.Join("; ", objections.Select(one => $"{one.Why}: {string.Join(", ", one.Whom.Select(NameOf))}"))}.")
        {
            RecommendedAction = "Look whether the source is right. Those who are meant go with -Approve and their names, all of them with -Force.",
        };
    }

    private static string NameOf(LifecycleRequest request) => request.UserPrincipalName.Length > 0 ? $"{request.Person} ({request.UserPrincipalName})" : request.Person;

    private static SourceOutcome OutcomeOf(LifecycleRequest request) => new()
    {
        SourceId = request.SourceId,
        Place = request.Place,
        RequestId = request.Id,
        Kind = request.Kind,
        State = request.State,
        Person = request.Person,
        UserPrincipalName = request.UserPrincipalName,
        EffectiveAt = request.EffectiveAt == default ? null : request.EffectiveAt,
        RunId = request.RunId,
        Detail = string.Join(" ", request.Findings.Select(finding => finding.Message)),
    };
}
