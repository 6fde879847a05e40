using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Tenants;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Engine.Requests;

/// <summary>What the tenant file says about reading one source: which of its fields is what, and what its words mean.</summary>
/// <remarks>
/// Keys of the systems entry, all optional: <c>columns</c> (our name: theirs), <c>roles</c>, <c>sites</c>, <c>kinds</c> and <c>employmentTypes</c> (their word: ours; "*" for
/// every other word), <c>culture</c> (whose dates these are, de-CH), <c>zone</c> (where people of no known site are), <c>managerRequired</c> (true, or false where people may
/// have none).
/// </remarks>
public sealed class SourceMapping
{
    private static readonly Dictionary<string, string> s_otherNames = new(StringComparer.Ordinal)
    {
        ["FIRSTNAME"] = RequestFields.GivenName, ["LASTNAME"] = RequestFields.Surname, ["FAMILYNAME"] = RequestFields.Surname,
        ["TITLE"] = RequestFields.JobTitle, ["UPN"] = RequestFields.UserPrincipalName, ["EMPLOYEENUMBER"] = RequestFields.EmployeeId,
        ["FIRSTDAY"] = RequestFields.StartDate, ["HIREDATE"] = RequestFields.StartDate, ["STARTSAT"] = RequestFields.StartDate,
        ["LASTDAY"] = RequestFields.EndDate, ["TERMINATIONDATE"] = RequestFields.EndDate, ["ENDSAT"] = RequestFields.EndDate, ["EFFECTIVEAT"] = RequestFields.EndDate,
        ["TIMEZONE"] = RequestFields.Zone, ["MOBILE"] = RequestFields.MobilePhone, ["DEVICESERIALNUMBER"] = RequestFields.DeviceSerialNumbers,
    };

    private static readonly Dictionary<string, RequestKind> s_kinds = new(StringComparer.Ordinal)
    {
        ["HIRE"] = RequestKind.Hire, ["NEWHIRE"] = RequestKind.Hire, ["ONBOARDING"] = RequestKind.Hire, ["ONBOARD"] = RequestKind.Hire, ["STARTER"] = RequestKind.Hire,
        ["DEPARTURE"] = RequestKind.Departure, ["OFFBOARDING"] = RequestKind.Departure, ["OFFBOARD"] = RequestKind.Departure, ["LEAVER"] = RequestKind.Departure,
        ["TERMINATION"] = RequestKind.Departure, ["CHANGE"] = RequestKind.Change, ["MOVER"] = RequestKind.Change,
    };

    private readonly SystemSettings? _settings;
    private readonly IReadOnlyDictionary<string, string> _columns;

    /// <param name="source">The source's name in the tenant file.</param>
    /// <param name="settings">Its entry; null: everything is as our names say.</param>
    /// <exception cref="LifecycleException">ConnectorNotConfigured: a culture or zone that does not exist, a field that is none of ours.</exception>
    public SourceMapping(string source, SystemSettings? settings)
    {
        Source = source;
        _settings = settings;
        _columns = Map("columns");
        Culture = CultureOf(Value("culture"));
        Zone = Value("zone") is { } zone ? TimeZones.ToIana(zone) ?? throw Wrong("zone", $"is '{zone}', and there is no such time zone; write an IANA id, for example Europe/Zurich") : null;
        ManagerRequired = !string.Equals(Value("managerRequired"), "false", StringComparison.OrdinalIgnoreCase);
        string[] unknown = _columns.Keys.Where(column => OurName(column) is null).ToArray();
        if (unknown.Length > 0) throw Wrong("columns", $"names {string.Join(", ", unknown)}; the fields are {string.Join(", ", RequestFields.All)}");
    }

    /// <summary>The source's name in the tenant file.</summary>
    public string Source { get; }

    /// <summary>Whose dates are read; null: ISO 8601 only.</summary>
    public CultureInfo? Culture { get; }

    /// <summary>IANA zone of people whose site is not known; null: none is assumed.</summary>
    public string? Zone { get; }

    /// <summary>A hire without a manager is not carried out.</summary>
    public bool ManagerRequired { get; }

    /// <summary>A field of a record, without blanks around it; empty when the record does not have it.</summary>
    /// <param name="field">One of <see cref="RequestFields"/>.</param>
    public string Text(SourceRecord record, string field)
    {
        string? named = _columns.Where(column => OurName(column.Key) == field).Select(column => column.Value).FirstOrDefault();
        if (named is not null) return Cleaned(record.Fields.TryGetValue(named, out string? value) ? value : ValueOf(record, name => Plain(name) == Plain(named)));
        return Cleaned(ValueOf(record, name => OurName(name) == field));
    }

    /// <summary>A field, in our words where the tenant file translates the source's.</summary>
    /// <param name="map">The translation: roles, sites, employmentTypes.</param>
    public string Translated(SourceRecord record, string field, string map)
    {
        string word = Text(record, field);
        IReadOnlyDictionary<string, string> words = Map(map);
        return words.TryGetValue(word, out string? ours) || (word.Length > 0 && words.TryGetValue("*", out ours)) ? ours : word;
    }

    /// <summary>The record with everything that the mapping can say of it: what is asked, and the dates as dates. What cannot be read is among its findings.</summary>
    public SourceRecord Read(SourceRecord record)
    {
        List<RequestFinding> findings = [.. record.Findings];
        RequestKind? kind = record.Kind ?? KindOf(record, findings);
        LocalMoment? start = record.StartsAt ?? Moment(record, RequestFields.StartDate, findings);
        LocalMoment? end = record.EndsAt ?? Moment(record, RequestFields.EndDate, findings);
        return record with
        {
            Kind = kind, StartsAt = start, EndsAt = end, Findings = findings,
            IsWithdrawn = record.IsWithdrawn || Text(record, RequestFields.Withdrawn).ToUpperInvariant() is "YES" or "TRUE" or "1" or "X",
        };
    }

    private RequestKind? KindOf(SourceRecord record, List<RequestFinding> findings)
    {
        string word = Translated(record, RequestFields.Kind, "kinds");
        if (word.Length == 0) return null;
        if (s_kinds.TryGetValue(Plain(word), out RequestKind kind)) return kind;
        findings.Add(new RequestFinding(RequestFindingIds.KindUnknown, RequestFields.Kind, $"'{Short(word)}' is neither Hire nor Departure. Write one of them, or translate the word under systems.{Source}.kinds."));
        return null;
    }

    private LocalMoment? Moment(SourceRecord record, string field, List<RequestFinding> findings)
    {
        string text = Text(record, field);
        if (text.Length == 0 || text.StartsWith("0000-00-00", StringComparison.Ordinal)) return null;
        if (Moments.Read(text, Culture) is { } moment) return moment;
        string form = Culture is null ? "2026-12-31, or declare systems." + Source + ".culture" : $"2026-12-31, or as {Culture.Name} writes it";
        findings.Add(new RequestFinding(RequestFindingIds.ValueInvalid, field, $"{field} '{Short(text)}' is no date. Write it as {form}."));
        return null;
    }

    private IReadOnlyDictionary<string, string> Map(string key) =>
        _settings is not null && _settings.Maps.TryGetValue(key, out IReadOnlyDictionary<string, string>? map) ? map : new Dictionary<string, string>();

    private string? Value(string key) => _settings is not null && _settings.Values.TryGetValue(key, out string? value) && value.Length > 0 ? value : null;

    private CultureInfo? CultureOf(string? name)
    {
        if (name is null) return null;
        CultureInfo? culture = CultureInfo.GetCultures(CultureTypes.SpecificCultures).FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        return culture ?? throw Wrong("culture", $"is '{name}', and this system knows no such culture; write language and country, for example de-CH");
    }

    private LifecycleException Wrong(string key, string what) =>
        new(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, $"systems.{Source}.{key} in the tenant file {what}.");

    private static string? ValueOf(SourceRecord record, Func<string, bool> isIt) => record.Fields.Where(field => isIt(field.Key)).Select(field => field.Value).FirstOrDefault();

    private static string? OurName(string name)
    {
        string plain = Plain(name);
        return RequestFields.All.FirstOrDefault(ours => Plain(ours) == plain) ?? (s_otherNames.TryGetValue(plain, out string? other) ? other : null);
    }

    private static string Plain(string name) => new(name.Where(letter => letter is not (' ' or '-' or '_' or '.' or '\u00A0')).Select(char.ToUpperInvariant).ToArray());

    private static string Cleaned(string? text) => (text ?? "").Trim().Trim('\u00A0', '\u200B', '\uFEFF');

    internal static string Short(string text) => text.Length <= 60 ? text : text.Substring(0, 57) + "...";
}
