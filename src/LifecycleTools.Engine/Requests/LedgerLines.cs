using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LifecycleTools.Engine.Journal;

namespace LifecycleTools.Engine.Requests;

/// <summary>The lines of the ledger: how each is written, and how it is read back. A released kind and its fields keep their meaning.</summary>
internal static class LedgerLines
{
    /// <summary>What a source says of a person or a form.</summary>
    public const string Record = "record";

    /// <summary>How far a source was read.</summary>
    public const string Source = "source";

    /// <summary>A run was begun for a request.</summary>
    public const string Begun = "begun";

    /// <summary>The run of a request ended.</summary>
    public const string Ended = "ended";

    /// <summary>People were told of something once.</summary>
    public const string Told = "told";

    private const string Quiet = "quiet";
    private const string FieldPrefix = "field.";
    private const string FindingPrefix = "finding.";

    /// <param name="isQuiet">It asks nothing: only what tells whether it has changed is remembered, and nothing that a person has told HR.</param>
    public static JournalEntry Of(RecordKey key, SourceRecord record, bool isQuiet, DateTimeOffset utc)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal)
        {
            ["source"] = key.Source, ["id"] = key.SourceId, ["kind"] = key.Kind?.ToString() ?? "", ["revision"] = record.Revision,
            ["start"] = Moments.Write(record.StartsAt), ["end"] = Moments.Write(record.EndsAt), ["withdrawn"] = record.IsWithdrawn ? "true" : "",
            ["ticket"] = record.Ticket ?? "", ["place"] = record.Place,
        };
        if (isQuiet) fields[Quiet] = "true";
        else
        {
            foreach (KeyValuePair<string, string> field in record.Fields) fields[FieldPrefix + field.Key] = field.Value;
        }

        for (int number = 0; number < record.Findings.Count; number++)
        {
            RequestFinding finding = record.Findings[number];
            fields[FindingPrefix + number.ToString("000", CultureInfo.InvariantCulture)] = $"{finding.Id}|{finding.Field}|{finding.Message}";
        }

        return new JournalEntry(Record, utc, fields);
    }

    public static (RecordKey Key, SourceRecord Record) ReadRecord(JournalEntry entry)
    {
        RequestKind? kind = Enum.TryParse(entry["kind"], out RequestKind known) && entry["kind"].Length > 0 ? known : null;
        return (new RecordKey(entry["source"], entry["id"], kind), new SourceRecord
        {
            SourceId = entry["id"],
            Revision = entry["revision"],
            Kind = kind,
            Fields = Prefixed(entry, FieldPrefix).ToDictionary(field => field.Name, field => field.Value, StringComparer.OrdinalIgnoreCase),
            StartsAt = Moments.FromLedger(entry["start"]),
            EndsAt = Moments.FromLedger(entry["end"]),
            IsWithdrawn = entry["withdrawn"] == "true",
            Ticket = entry["ticket"].Length == 0 ? null : entry["ticket"],
            Place = entry["place"],
            Findings = Prefixed(entry, FindingPrefix).OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => field.Value.Split(['|'], 3))
                .Select(parts => new RequestFinding(parts[0], parts[1], parts[2])).ToList(),
        });
    }

    /// <summary>Whether a record's line says that it asks nothing.</summary>
    public static bool IsQuiet(JournalEntry entry) => entry[Quiet] == "true";

    /// <param name="cursor">Where to go on; null leaves it where it was.</param>
    /// <param name="isComplete">The source was read to its end.</param>
    public static JournalEntry OfSource(string source, string? cursor, bool isComplete, int? people, string suspect, DateTimeOffset utc)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal)
        {
            ["source"] = source, ["complete"] = isComplete ? "true" : "", ["people"] = people?.ToString(CultureInfo.InvariantCulture) ?? "", ["suspect"] = suspect,
        };
        if (cursor is not null) fields["cursor"] = cursor;
        return new JournalEntry(Source, utc, fields);
    }

    public static JournalEntry OfBegun(RequestStanding standing) => new(Begun, standing.Begun, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["request"] = standing.RequestId, ["kind"] = standing.Kind.ToString(), ["run"] = standing.RunId, ["person"] = standing.Person,
        ["employeeId"] = standing.EmployeeId, ["effectiveAt"] = Time(standing.EffectiveAt),
    });

    public static RequestStanding ReadBegun(JournalEntry entry) => new()
    {
        RequestId = entry["request"],
        Kind = (RequestKind)Enum.Parse(typeof(RequestKind), entry["kind"]),
        RunId = entry["run"],
        Begun = entry.Utc,
        Person = entry["person"],
        EmployeeId = entry["employeeId"],
        EffectiveAt = entry["effectiveAt"] is { Length: > 0 } at ? DateTimeOffset.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) : null,
    };

    public static JournalEntry OfEnded(RequestStanding standing, DateTimeOffset utc) => new(Ended, utc, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["request"] = standing.RequestId, ["run"] = standing.RunId, ["outcome"] = standing.Outcome?.ToString() ?? "",
        ["prepared"] = standing.IsPrepared ? "true" : "", ["awaited"] = standing.IsAwaited ? "true" : "", ["account"] = standing.Account, ["name"] = standing.UserPrincipalName, ["employeeId"] = standing.EmployeeId,
    });

    public static RequestStanding ReadEnded(JournalEntry entry, RequestStanding begun) => begun with
    {
        Outcome = (RunOutcome)Enum.Parse(typeof(RunOutcome), entry["outcome"]),
        IsPrepared = entry["prepared"] == "true",
        IsAwaited = entry["awaited"] == "true",
        Account = entry["account"],
        UserPrincipalName = entry["name"],
        EmployeeId = entry["employeeId"],
    };

    public static JournalEntry OfTold(string what, string how, DateTimeOffset utc) =>
        new(Told, utc, new Dictionary<string, string>(StringComparer.Ordinal) { ["what"] = what, ["how"] = how });

    private static string Time(DateTimeOffset? time) => time?.ToString("o", CultureInfo.InvariantCulture) ?? "";

    private static IEnumerable<(string Name, string Value)> Prefixed(JournalEntry entry, string prefix) =>
        entry.Fields.Where(field => field.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(field => (field.Key.Substring(prefix.Length), field.Value));
}
