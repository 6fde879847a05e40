using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Hr;

/// <summary>Which fields are asked of BambooHR, and how an employee becomes a record.</summary>
internal sealed class BambooHrFields
{
    // Ours and theirs. What the tenant file maps wins over these.
    private static readonly (string Ours, string Theirs)[] s_usual =
    [
        (RequestFields.GivenName, "firstName"), (RequestFields.Surname, "lastName"), (RequestFields.EmployeeId, "employeeNumber"),
        (RequestFields.Department, "department"), (RequestFields.JobTitle, "jobTitle"), (RequestFields.Role, "jobTitle"), (RequestFields.Site, "location"),
        (RequestFields.Manager, "supervisorEmail"), (RequestFields.EmploymentType, "employmentHistoryStatus"), (RequestFields.PersonalEmail, "homeEmail"),
        (RequestFields.MobilePhone, "mobilePhone"),
    ];

    private static readonly string[] s_dates = ["hireDate", "terminationDate"];
    private readonly SystemAccess _access;
    private readonly string[] _asked;

    public BambooHrFields(SystemAccess access)
    {
        _access = access;
        _asked = s_usual.Select(each => each.Theirs).Concat(s_dates).Append("workEmail").Concat(access.Map("columns").Values)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
    }

    /// <summary>For the <c>fields</c> parameter.</summary>
    public string Asked => string.Join(",", _asked);

    /// <summary>Compares what we ask for with what there is: a field that is unknown or that the key may not see is left out of answers without a word.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, naming what there is.</exception>
    public void Check(JsonArray known)
    {
        HashSet<string> names = new(known.OfType<JsonObject>().SelectMany(field => new[] { field["alias"]?.ToString(), field["id"]?.ToString() }).OfType<string>(), StringComparer.OrdinalIgnoreCase);
        string[] missing = _asked.Where(name => !names.Contains(name)).ToArray();
        if (missing.Length == 0) return;

        string[] aliases = known.OfType<JsonObject>().Select(field => field["alias"]?.ToString()).OfType<string>().OrderBy(name => name, StringComparer.Ordinal).ToArray();
        throw new LifecycleException(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup,
            $"systems.{_access.Name} in {_access.Tenant.Path}: BambooHR has no field {string.Join(", ", missing)} that this key may see. It has: {string.Join(", ", aliases)}.")
        {
            RecommendedAction = "Give the key's user the right to see the field, or map another one under columns.",
        };
    }

    /// <summary>The record of an employee.</summary>
    /// <param name="rows">The rows of their employment status; null when they cannot be had, and then the end date is a field.</param>
    /// <param name="terminated">The statuses that end an employment.</param>
    public SourceRecord RecordOf(string id, JsonObject person, JsonArray? rows, IReadOnlyList<string> terminated)
    {
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, JsonNode?> field in person.Where(each => each.Value is not null)) fields[field.Key] = WebUtility.HtmlDecode(field.Value!.ToString());
        foreach ((string ours, string theirs) in s_usual)
        {
            if (fields.TryGetValue(theirs, out string? value) && value.Length > 0) fields[ours] = value;
        }

        List<RequestFinding> findings = [];
        DateTime? starts = DateOf(fields, "hireDate", RequestFields.StartDate, findings);
        DateTime? ends = rows is { Count: > 0 } ? EndOf(rows, terminated) : DateOf(fields, "terminationDate", RequestFields.EndDate, findings);
        if (ends is not null) fields[RequestFields.Identity] = fields.TryGetValue("workEmail", out string? mail) && mail.Length > 0 ? mail : fields.TryGetValue("employeeNumber", out string? number) ? number : "";
        foreach (string date in s_dates) fields.Remove(date);
        LocalMoment? begins = starts is { } first ? new LocalMoment(first) : null;
        LocalMoment? finishes = ends is { } last ? new LocalMoment(last) : null;
        return new SourceRecord
        {
            SourceId = id, Fields = fields, StartsAt = begins, EndsAt = finishes, Revision = Fingerprint.Of(fields, begins, finishes), Place = $"employee {id}", Findings = findings,
        };
    }

    // The table is in no order, and its newest row is what holds: a row after the termination is a rehire.
    private static DateTime? EndOf(JsonArray rows, IReadOnlyList<string> terminated)
    {
        (DateTime Date, long Id, string Status) newest = rows.OfType<JsonObject>()
            .Select(row => (Date: Date(row["date"]?.ToString()), Id: long.TryParse(row["id"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id : 0, Status: row["employmentStatus"]?.ToString() ?? ""))
            .Where(row => row.Date is not null).Select(row => (row.Date!.Value, row.Id, row.Status))
            .OrderBy(row => row.Value).ThenBy(row => row.Id).LastOrDefault();
        return terminated.Contains(newest.Status, StringComparer.OrdinalIgnoreCase) ? newest.Date : null;
    }

    private static DateTime? DateOf(Dictionary<string, string> fields, string theirs, string ours, List<RequestFinding> findings)
    {
        if (!fields.TryGetValue(theirs, out string? text) || text.Length == 0 || text.StartsWith("0000", StringComparison.Ordinal)) return null;
        if (Date(text) is { } date) return date;

        findings.Add(new RequestFinding(RequestFindingIds.ValueInvalid, ours, $"{theirs} is '{text}', which is no date. BambooHR writes 2026-12-01."));
        return null;
    }

    private static DateTime? Date(string? text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date) ? date : null;
}
