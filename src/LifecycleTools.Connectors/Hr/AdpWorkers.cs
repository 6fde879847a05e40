using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Hr;

/// <summary>How a worker becomes a record. Any block may be missing, and an assignment that is not the primary one says nothing of the person.</summary>
internal static class AdpWorkers
{
    /// <summary>The record of a worker; null for one without a key.</summary>
    public static SourceRecord? RecordOf(JsonObject worker)
    {
        if (Text(worker["associateOID"]) is not { } oid) return null;

        JsonObject? assignment = Primary(worker);
        Dictionary<string, string> fields = FieldsOf(worker, assignment);
        JsonObject? dates = worker["workerDates"] as JsonObject;
        List<RequestFinding> findings = [];
        LocalMoment? starts = Latest(
            Moment(dates?["originalHireDate"], RequestFields.StartDate, findings), Moment(dates?["rehireDate"], RequestFields.StartDate, findings), Moment(assignment?["hireDate"], RequestFields.StartDate, findings));
        LocalMoment? ends = Moment(assignment?["terminationDate"], RequestFields.EndDate, findings) ?? Moment(dates?["terminationDate"], RequestFields.EndDate, findings);

        // Who was hired again after the end has not ended.
        if (ends is { } end && starts is { } start && start.Day > end.Day) ends = null;
        return new SourceRecord
        {
            SourceId = oid, Fields = fields, StartsAt = starts, EndsAt = ends, Findings = findings, Place = $"worker {fields.GetValue(RequestFields.EmployeeId) ?? oid}",
            Revision = Fingerprint.Of(fields, starts, ends),
        };
    }

    /// <summary>A day, or a moment where a time was given; null when there is none.</summary>
    /// <remarks>ADP writes +0000 without a colon, which JSON's own reader of dates refuses.</remarks>
    public static LocalMoment? Moment(JsonNode? value, string field, List<RequestFinding> findings)
    {
        if (Text(value) is not { } text || text.StartsWith("0000", StringComparison.Ordinal)) return null;
        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day)) return new LocalMoment(day);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)) return new LocalMoment(time.Date, time.TimeOfDay, time.Offset);

        findings.Add(new RequestFinding(RequestFindingIds.ValueInvalid, field, $"'{text}' is no date. ADP writes 2026-12-01."));
        return null;
    }

    private static Dictionary<string, string> FieldsOf(JsonObject worker, JsonObject? assignment)
    {
        JsonNode? name = worker["person"]?["legalName"];
        JsonNode? business = worker["businessCommunication"];
        string? workMail = Text(First(business?["emails"])?["emailUri"]);
        string? number = Text(worker["workerID"]?["idValue"]);
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        void Add(string field, string? value)
        {
            if (value is not null) fields[field] = value;
        }

        Add(RequestFields.GivenName, Text(name?["givenName"]));
        Add(RequestFields.Surname, Text(name?["familyName1"]));
        Add(RequestFields.EmployeeId, number);
        Add(RequestFields.JobTitle, Text(assignment?["jobTitle"]));
        Add(RequestFields.Role, Text(assignment?["jobTitle"]));
        Add(RequestFields.Department, Unit(assignment, "Department"));
        Add(RequestFields.CompanyName, Unit(assignment, "Business Unit"));
        Add(RequestFields.Site, Code(assignment?["homeWorkLocation"]?["nameCode"]) ?? Text(assignment?["homeWorkLocation"]?["address"]?["cityName"]));
        Add(RequestFields.Manager, Text(First(assignment?["reportsTo"])?["workerID"]?["idValue"]));
        Add(RequestFields.EmploymentType, Code(assignment?["workerTypeCode"]));
        Add(RequestFields.PersonalEmail, Text(First(worker["person"]?["communication"]?["emails"])?["emailUri"]));
        Add(RequestFields.MobilePhone, Text(First(business?["mobiles"])?["formattedNumber"]));
        Add(RequestFields.Identity, workMail ?? number);
        Add("workEmail", workMail);
        return fields;
    }

    private static JsonObject? Primary(JsonObject worker)
    {
        List<JsonObject> all = (worker["workAssignments"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        return all.FirstOrDefault(one => one["primaryIndicator"] is JsonValue flag && flag.TryGetValue(out bool primary) && primary) ?? all.FirstOrDefault();
    }

    private static string? Unit(JsonObject? assignment, string type) => (assignment?["homeOrganizationalUnits"] as JsonArray ?? []).OfType<JsonObject>()
        .Where(unit => string.Equals(Text(unit["typeCode"]?["codeValue"]), type, StringComparison.OrdinalIgnoreCase))
        .Select(unit => Code(unit["nameCode"])).FirstOrDefault();

    // The name where it is one, the code otherwise: samples mask names with asterisks.
    private static string? Code(JsonNode? code) => Text(code?["longName"]) ?? (Text(code?["shortName"]) is { } name && name.Trim('*').Length > 0 ? name : Text(code?["codeValue"]));

    private static LocalMoment? Latest(params LocalMoment?[] moments) =>
        moments.OfType<LocalMoment>().OrderBy(moment => moment.Day).Select(moment => (LocalMoment?)moment).LastOrDefault();

    private static JsonObject? First(JsonNode? list) => list is JsonArray { Count: > 0 } items ? items[0] as JsonObject : null;

    private static string? Text(JsonNode? value) => value is JsonValue && value.ToString().Trim() is { Length: > 0 } text ? text : null;

    private static string? GetValue(this Dictionary<string, string> fields, string name) => fields.TryGetValue(name, out string? value) ? value : null;
}
