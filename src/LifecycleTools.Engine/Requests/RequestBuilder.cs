using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using LifecycleTools.Engine.Roles;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Engine.Requests;

/// <summary>Turns what the sources say into requests. The only place that decides what a record asks for, and when.</summary>
internal sealed class RequestBuilder(RequestBook book, RoleMap map, string tenant, RequestQuery query, DateTimeOffset now)
{
    /// <summary>The requests that a record makes: none, one, or a hire and a departure.</summary>
    /// <param name="isRegister">The source is a register of everyone, whose past is history and asks nothing.</param>
    public IEnumerable<LifecycleRequest> Build(KnownRecord known, SourceMapping mapping, bool isRegister)
    {
        SourceRecord record = known.Record;
        List<RequestKind> kinds = record.Kind is { } asked ? [asked] : [];
        if (record.Kind is null && (record.StartsAt is not null || HasStanding(known, RequestKind.Hire))) kinds.Add(RequestKind.Hire);
        if (record.Kind is null && (record.EndsAt is not null || HasStanding(known, RequestKind.Departure))) kinds.Add(RequestKind.Departure);

        // A date that cannot be read asks for something all the same; a register that is not understood must not look like one that says nothing.
        if (record.Kind is null && Has(record, RequestFields.StartDate) && !kinds.Contains(RequestKind.Hire)) kinds.Add(RequestKind.Hire);
        if (record.Kind is null && Has(record, RequestFields.EndDate) && !kinds.Contains(RequestKind.Departure)) kinds.Add(RequestKind.Departure);
        if (kinds.Count == 0 && !isRegister) kinds.Add(RequestKind.Change);
        foreach (RequestKind kind in kinds)
        {
            if (One(known, mapping, kind, isRegister) is { } request) yield return request;
        }
    }

    /// <summary>The id of the request that a record makes; the same for as long as the record is about the same employment.</summary>
    public static string IdOf(RecordKey key, RequestKind kind, int employment)
    {
        using SHA256 sha = SHA256.Create();
        byte[] hash = sha.ComputeHash(Encoding.UTF8.GetBytes(string.Join("\n", key.Source.ToUpperInvariant(), key.SourceId, kind.ToString(), employment.ToString(CultureInfo.InvariantCulture))));
        return kind.ToString().ToLowerInvariant() + "-" + string.Concat(hash.Take(8).Select(one => one.ToString("x2", CultureInfo.InvariantCulture)));
    }

    private LifecycleRequest? One(KnownRecord known, SourceMapping mapping, RequestKind kind, bool isRegister)
    {
        SourceRecord record = known.Record;
        string id = IdOf(known.Key, kind, Employment(known, kind));
        RequestStanding? standing = book.Standing(id);
        LocalMoment? moment = kind == RequestKind.Hire ? record.StartsAt : record.EndsAt ?? (kind == RequestKind.Change ? record.StartsAt : null);
        bool isUnreadable = Has(record, kind == RequestKind.Hire ? RequestFields.StartDate : RequestFields.EndDate);
        if (isRegister && standing is null && (moment is { } when ? IsHistory(known, kind, when) : !isUnreadable)) return null;
        if (standing is null && moment is null && record.Kind is null && !isUnreadable && (record.StartsAt ?? record.EndsAt) is not null) return null;

        List<RequestFinding> findings = [.. record.Findings];
        string Text(string field) => mapping.Text(record, field);
        string role = Role(mapping, record, kind, findings);
        (string site, string zone, TimeSpan endOfDay) = Place(mapping, record, kind, findings);
        if (record.Kind is null && moment is null && standing is null && !isUnreadable)
        {
            findings.Add(new RequestFinding(RequestFindingIds.KindUnknown, RequestFields.Kind, "Nothing says whether this is a hire or a departure. Fill in Kind, StartDate or EndDate."));
        }

        Require(mapping, record, kind, moment, findings);
        DateTimeOffset? effective = moment is { } given && zone.Length > 0 ? Effective(given, kind, zone, endOfDay, known) : null;
        DateTimeOffset local = effective is { } at ? SiteTime.Of(at, zone) : default;
        string person = Name(Text(RequestFields.GivenName), Text(RequestFields.Surname), Text(RequestFields.Identity), Text(RequestFields.UserPrincipalName), Text(RequestFields.EmployeeId));
        LifecycleRequest request = new()
        {
            Id = id,
            Kind = kind,
            Person = person.Length > 0 ? person : record.SourceId,
            Identity = kind == RequestKind.Hire ? "" : FirstOf(Text(RequestFields.Identity), Text(RequestFields.UserPrincipalName), Text(RequestFields.EmployeeId)),
            GivenName = Text(RequestFields.GivenName),
            Surname = Text(RequestFields.Surname),
            Role = role,
            Site = site,
            Manager = Text(RequestFields.Manager),
            StartDate = kind == RequestKind.Hire && effective is not null ? local.DateTime : null,
            Department = Text(RequestFields.Department),
            JobTitle = Text(RequestFields.JobTitle),
            EmployeeId = Text(RequestFields.EmployeeId),
            EmploymentType = mapping.Translated(record, RequestFields.EmploymentType, "employmentTypes"),
            PersonalEmail = Text(RequestFields.PersonalEmail),
            CompanyName = Text(RequestFields.CompanyName),
            OfficeLocation = Text(RequestFields.OfficeLocation),
            MobilePhone = Text(RequestFields.MobilePhone),
            UserPrincipalName = FirstOf(standing?.UserPrincipalName ?? "", Text(RequestFields.UserPrincipalName)),
            DisplayName = Text(RequestFields.DisplayName),
            Delegate = Text(RequestFields.Delegate),
            DeviceSerialNumber = Serials(Text(RequestFields.DeviceSerialNumbers)),
            Ticket = record.Ticket,
            Reason = Reason(known, Text(RequestFields.Reason)),
            EffectiveAt = effective ?? default,
            Zone = zone,
            Source = known.Key.Source,
            SourceId = known.Key.SourceId,
            Revision = record.Revision,
            Place = record.Place,
            Tenant = tenant,
            RunId = standing?.RunId ?? "",
        };
        return Stand(request, known, standing, moment, isRegister, findings);
    }

    private LifecycleRequest Stand(
        LifecycleRequest request, KnownRecord known, RequestStanding? standing, LocalMoment? moment, bool isRegister, List<RequestFinding> findings)
    {
        if (standing is not null)
        {
            RequestFinding? late = TooLate(request, known, standing, moment, isRegister);

            // What a run waits for is looked at again by Resume-LifecycleRun -Due, at its own pace; a run whose process died is gone on with here.
            bool open = (standing.State == RequestState.Running && !standing.IsAwaited) || standing.State == RequestState.Prepared;
            request = request with { Findings = late is null ? [] : [late], State = late is null ? standing.State : RequestState.Exception };
            return Triggered(request with { IsDue = late is null && open && IsDue(request, isPrepared: standing.State == RequestState.Prepared) }, known);
        }

        if (known.Record.IsWithdrawn) return request with { State = RequestState.Withdrawn };
        if (findings.Count > 0) return request with { State = RequestState.Invalid, Findings = findings };
        return Triggered(request with { State = RequestState.Waiting, IsDue = IsDue(request, isPrepared: false) }, known);
    }

    /// <summary>The request as it stands once its moment has come: no workflow of ours carries a change out, so it is a person's from then on, until the source takes it back.</summary>
    public static LifecycleRequest HandedOver(LifecycleRequest request) => request is not { Kind: RequestKind.Change, State: RequestState.Waiting, IsDue: true } ? request : request with
    {
        State = RequestState.Exception,
        IsDue = false,
        Findings = [new RequestFinding(RequestFindingIds.OnlyByHand, RequestFields.Kind, $"The change of {request.Person} ({request.Reason}) is due, and only a person can carry it out.")],
    };

    private LifecycleRequest Triggered(LifecycleRequest request, KnownRecord known)
    {
        if (!request.IsDue) return request;
        DateTimeOffset seen = request.Kind == RequestKind.Hire ? known.StartSeen : known.EndSeen;
        DateTimeOffset from = DueFrom(request, isPrepared: false);
        return request with { TriggeredAt = from > seen ? from : seen };
    }

    private bool IsDue(LifecycleRequest request, bool isPrepared) => DueFrom(request, isPrepared) <= now;

    private DateTimeOffset DueFrom(LifecycleRequest request, bool isPrepared)
    {
        if (request.Kind != RequestKind.Hire || isPrepared || query.LeadDays == 0) return request.EffectiveAt;
        DateTime from = SiteTime.Of(request.EffectiveAt, request.Zone).DateTime.AddDays(-query.LeadDays);
        return SiteTime.At(from, request.Zone);
    }

    // Who was taken on, left, and is taken on again has a second employment, with requests of its own.
    private int Employment(KnownRecord known, RequestKind kind)
    {
        int employment = 1;
        while (StandingOf(known, kind, employment) is { } standing && IsOver(known, kind, standing)) employment++;
        return employment;
    }

    private bool IsOver(KnownRecord known, RequestKind kind, RequestStanding standing)
    {
        RequestKind opposite = kind == RequestKind.Hire ? RequestKind.Departure : RequestKind.Hire;
        for (int employment = 1; StandingOf(known, opposite, employment) is { } other; employment++)
        {
            if (other.Begun > standing.Begun && (kind != RequestKind.Hire || (other.Outcome is not null && StartsAfter(known, other)))) return true;
        }

        return false;
    }

    private RequestStanding? StandingOf(KnownRecord known, RequestKind kind, int employment) => book.Standing(IdOf(known.Key, kind, employment));

    // Whether the record has a finding on this field.
    private static bool Has(SourceRecord record, string field) => record.Findings.Any(finding => finding.Field == field);

    private bool HasStanding(KnownRecord known, RequestKind kind) => StandingOf(known, kind, 1) is not null;

    private static bool StartsAfter(KnownRecord known, RequestStanding departure) =>
        known.Record.StartsAt is { } start && start.Day > (departure.EffectiveAt ?? departure.Begun).Date && known.StartSeen > departure.Begun;

    private RequestFinding? TooLate(LifecycleRequest request, KnownRecord known, RequestStanding standing, LocalMoment? moment, bool isRegister)
    {
        // A register forgets people who left long ago, and somebody who comes back has no last day any more: neither takes anything back.
        bool returned = request.Kind == RequestKind.Departure && StartsAfter(known, standing);
        bool gone = known.Record.IsWithdrawn && (!isRegister || (request.Kind == RequestKind.Hire && standing.EffectiveAt > now));
        if ((gone || (moment is null && !known.Record.IsWithdrawn)) && !returned)
        {
            return new RequestFinding(RequestFindingIds.WithdrawnTooLate, "", $"The {Word(request.Kind)} of {request.Person} was taken back at the source, after run {standing.RunId} had carried it out.");
        }

        DateTimeOffset seen = request.Kind == RequestKind.Hire ? known.StartSeen : known.EndSeen;
        if (moment is null || known.Record.IsWithdrawn || returned || seen <= standing.Begun || standing.EffectiveAt is not { } was || was == request.EffectiveAt) return null;
        return new RequestFinding(RequestFindingIds.MovedTooLate, "",
            $"The {Word(request.Kind)} of {request.Person} was moved to {Moments.Write(moment)}, after run {standing.RunId} had carried it out for {was.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)}.");
    }

    private bool IsHistory(KnownRecord known, RequestKind kind, LocalMoment moment) =>
        RequestHistory.IsPast(known, kind, moment, book.Source(known.Key.Source).Baseline ?? now, query.Since);

    private static DateTimeOffset Effective(LocalMoment moment, RequestKind kind, string zone, TimeSpan endOfDay, KnownRecord known)
    {
        if (moment.Offset is { } offset) return new DateTimeOffset(moment.Day + (moment.Time ?? TimeSpan.Zero), offset);
        if (moment.Time is { } time) return SiteTime.At(moment.Day + time, zone);
        if (kind != RequestKind.Departure) return SiteTime.At(moment.Day, zone);

        // Whoever is let go today leaves now; only a last day that was known before it came ends when the working day does.
        DateTimeOffset evening = SiteTime.At(moment.Day + endOfDay, zone);
        DateTimeOffset learned = SiteTime.Of(known.EndSeen, zone);
        return learned.Date == moment.Day && learned < evening ? learned : evening;
    }

    private string Role(SourceMapping mapping, SourceRecord record, RequestKind kind, List<RequestFinding> findings)
    {
        string role = mapping.Translated(record, RequestFields.Role, "roles");
        if (role.Length == 0)
        {
            if (kind == RequestKind.Hire) findings.Add(Missing(RequestFields.Role));
            return "";
        }

        if (map.FindRole(role) is { Abstract: false } known) return known.Name;

        // Whom we let go must go, even if their role is not in the map any more: the map's own rules hold then.
        if (kind == RequestKind.Departure) return "";
        findings.Add(new RequestFinding(RequestFindingIds.RoleUnknown, RequestFields.Role,
            $"The role map has no role '{SourceMapping.Short(role)}'. Write one of {string.Join(", ", map.RoleNames)}, or translate the word under systems.{mapping.Source}.roles."));
        return role;
    }

    private (string Site, string Zone, TimeSpan EndOfDay) Place(SourceMapping mapping, SourceRecord record, RequestKind kind, List<RequestFinding> findings)
    {
        string name = mapping.Translated(record, RequestFields.Site, "sites");
        if (name.Length > 0 && map.FindSite(name) is { } site) return (site.Name, ZoneOf(site), site.EndOfDay);

        string choices = $"Write one of {string.Join(", ", map.SiteNames)}, or translate the word under systems.{mapping.Source}.sites.";
        if (name.Length > 0 || kind != RequestKind.Departure)
        {
            findings.Add(name.Length == 0 ? Missing(RequestFields.Site) : new RequestFinding(RequestFindingIds.SiteUnknown, RequestFields.Site, $"The role map has no site '{SourceMapping.Short(name)}'. {choices}"));
            return (name, "", default);
        }

        string written = mapping.Text(record, RequestFields.Zone);
        string? zone = written.Length > 0 ? TimeZones.ToIana(written) : mapping.Zone ?? OnlyZone();
        if (zone is null)
        {
            findings.Add(new RequestFinding(RequestFindingIds.SiteUnknown, written.Length > 0 ? RequestFields.Zone : RequestFields.Site,
                written.Length > 0 ? $"'{SourceMapping.Short(written)}' is no time zone. Write an IANA id, for example Europe/Zurich." : $"The site is not given, and the role map has sites in several time zones. {choices}"));
        }

        Site[] there = map.Sites.Where(one => zone is not null && ZoneOf(one) == zone).ToArray();
        return ("", zone ?? "", there.Length > 0 ? there.Min(one => one.EndOfDay) : TimeSpan.FromHours(17));
    }

    private static string ZoneOf(Site site) => TimeZones.ToIana(site.TimeZone) ?? site.TimeZone;

    private string? OnlyZone() => map.Sites.Select(ZoneOf).Distinct().ToArray() is [string zone] ? zone : null;

    private static void Require(SourceMapping mapping, SourceRecord record, RequestKind kind, LocalMoment? moment, List<RequestFinding> findings)
    {
        void Need(string field)
        {
            if (mapping.Text(record, field).Length == 0) findings.Add(Missing(field));
        }

        if (kind == RequestKind.Hire)
        {
            Need(RequestFields.GivenName);
            Need(RequestFields.Surname);
            if (mapping.ManagerRequired && mapping.Text(record, RequestFields.Manager).Length == 0)
            {
                findings.Add(new RequestFinding(RequestFindingIds.ManagerNotFound, RequestFields.Manager,
                    $"Manager is empty. Fill it in, or write managerRequired: false under systems.{mapping.Source} where people may have none."));
            }
        }
        else if (FirstOf(mapping.Text(record, RequestFields.Identity), mapping.Text(record, RequestFields.UserPrincipalName), mapping.Text(record, RequestFields.EmployeeId)).Length == 0)
        {
            findings.Add(Missing(RequestFields.Identity));
        }

        string date = kind == RequestKind.Hire ? RequestFields.StartDate : RequestFields.EndDate;
        if (moment is null && record.Kind is not null && findings.TrueForAll(finding => finding.Field != date)) findings.Add(Missing(date));
    }

    private static RequestFinding Missing(string field) => new(RequestFindingIds.FieldMissing, field, $"{field} is empty. Fill it in.");

    private static string Reason(KnownRecord known, string words)
    {
        string from = $"{known.Key.Source} {(known.Record.Place.Length > 0 ? known.Record.Place : known.Key.SourceId)}";
        return words.Length == 0 ? from : $"{from}: {words}";
    }

    private static string[]? Serials(string text) =>
        text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } serials ? serials : null;

    private static string Name(string given, string surname, params string[] others) =>
        $"{given} {surname}".Trim() is { Length: > 0 } name ? name : FirstOf(others);

    private static string FirstOf(params string[] texts) => texts.FirstOrDefault(text => text.Length > 0) ?? "";

    private static string Word(RequestKind kind) => kind.ToString().ToLowerInvariant();
}
