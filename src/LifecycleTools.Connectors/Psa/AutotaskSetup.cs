using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;

namespace LifecycleTools.Connectors.Psa;

/// <summary>The labels of the tenant file as values of one Autotask's picklists. Read once.</summary>
internal sealed class AutotaskSetup(SystemAccess access, AutotaskCalls calls)
{
    /// <summary>Status 5 is Autotask's own "Complete", whatever it is labelled.</summary>
    private const string SystemComplete = "5";

    private static readonly (string Key, string Field)[] s_optional =
        [("type", "ticketType"), ("issueType", "issueType"), ("subIssueType", "subIssueType"), ("category", "ticketCategory"), ("source", "source")];

    // What we send, and what the service fills in by itself although it calls it required.
    private static readonly string[] s_covered = ["id", "companyID", "title", "description", "status", "priority", "queueID", "externalID", "contactID", "dueDateTime", "ticketNumber", "createDate"];
    private IReadOnlyList<JsonObject> _ticket = [];
    private Choice? _choice;

    /// <summary>What tickets and notes get.</summary>
    /// <param name="Fields">Of a new ticket: picklist values by field.</param>
    /// <param name="Statuses">Labels by value.</param>
    /// <param name="Due">How long after its creation a ticket is due; null when it need not be.</param>
    public sealed record Choice(
        IReadOnlyDictionary<string, int> Fields, string Resolved, string Open, string Raised, IReadOnlyDictionary<string, string> Statuses, IReadOnlyDictionary<string, string> Priorities,
        int NoteType, int Publish, int LongestNote, TimeSpan? Due)
    {
        /// <summary>Whether a status ends a ticket.</summary>
        public bool IsResolved(string status) => status == Resolved || status == SystemComplete;

        /// <summary>Whether a priority is the one of exceptions. "Critical" is the highest that Autotask ships; the values themselves are in no order.</summary>
        public bool IsRaised(string priority) => priority == Raised || (Priorities.TryGetValue(priority, out string? label) && Same(label, "Critical"));
    }

    /// <summary>Looks every label up.</summary>
    /// <exception cref="Engine.Errors.LifecycleException">ConnectorNotConfigured, with the valid labels; ConnectorPermissionMissing.</exception>
    public async Task<Choice> ReadAsync(CancellationToken cancel)
    {
        if (_choice is { } known) return known;

        IReadOnlyList<JsonObject> ticket = _ticket = await calls.FieldsAsync("Tickets", cancel).ConfigureAwait(false);
        IReadOnlyList<JsonObject> note = await calls.FieldsAsync("TicketNotes", cancel).ConfigureAwait(false);
        access.Required("queue");
        List<Value> statuses = Picklist(ticket, "status");
        List<Value> priorities = Picklist(ticket, "priority");
        Value open = Pick("status", statuses) ?? Usual("status", statuses, "New");
        Dictionary<string, int> fields = new(StringComparer.Ordinal)
        {
            ["queueID"] = Pick("queue", Picklist(ticket, "queueID"))!.Number,
            ["status"] = open.Number,
            ["priority"] = (Pick("priority", priorities) ?? Usual("priority", priorities, "Medium")).Number,
        };
        foreach ((string key, string field) in s_optional)
        {
            if (Pick(key, Picklist(ticket, field), fields) is { } value) fields[field] = value.Number;
        }

        List<Value> publish = Picklist(note, "publish");
        List<Value> kinds = Picklist(note, "noteType");
        bool mustBeDue = ticket.Any(field => Same(AutotaskJson.Text(field, "name"), "dueDateTime") && AutotaskJson.Flag(field, "isRequired"));
        RequireTheRest(ticket, fields);
        return _choice = new Choice(
            fields,
            (Pick("resolvedStatus", statuses) ?? Usual("resolvedStatus", statuses, "Complete")).Id,
            (Pick("openStatus", statuses) ?? open).Id,
            (Pick("raisedPriority", priorities) ?? Usual("raisedPriority", priorities, "Critical")).Id,
            statuses.ToDictionary(each => each.Id, each => each.Label), priorities.ToDictionary(each => each.Id, each => each.Label),
            (Pick("noteType", kinds) ?? kinds.FirstOrDefault(each => each.IsDefault) ?? kinds.FirstOrDefault() ?? throw access.Missing("noteType", "cannot be found: the system has none")).Number,
            (Pick("publish", publish) ?? Internal(publish)).Number,
            Length(note, "description"),
            access.Value("dueHours") is { } hours ? Hours(hours) : mustBeDue ? TimeSpan.FromDays(1) : null);
    }

    /// <summary>The value that a key of the tenant file names in a picklist of tickets. After <see cref="ReadAsync"/>.</summary>
    /// <exception cref="Engine.Errors.LifecycleException">ConnectorNotConfigured, with the valid labels.</exception>
    public string Named(string key, string field)
    {
        access.Required(key);
        return Pick(key, Picklist(_ticket, field))!.Id;
    }

    /// <summary>The labels of a picklist of tickets, by value, those included that no new ticket can have. After <see cref="ReadAsync"/>.</summary>
    public IReadOnlyDictionary<string, string> Labels(string field) => (AutotaskJson.Get(FieldOf(_ticket, field), "picklistValues") as JsonArray ?? []).OfType<JsonObject>()
        .GroupBy(value => AutotaskJson.Text(value, "value")).ToDictionary(same => same.Key, same => AutotaskJson.Text(same.First(), "label"));

    /// <summary>Whether tickets can be searched by a field. After <see cref="ReadAsync"/>.</summary>
    public bool CanQuery(string field) => AutotaskJson.Flag(FieldOf(_ticket, field), "isQueryable");

    private static JsonObject? FieldOf(IReadOnlyList<JsonObject> fields, string name) => fields.FirstOrDefault(field => Same(AutotaskJson.Text(field, "name"), name));

    private void RequireTheRest(IReadOnlyList<JsonObject> ticket, Dictionary<string, int> fields)
    {
        List<string> rest = ticket.Where(field => AutotaskJson.Flag(field, "isRequired") && !AutotaskJson.Flag(field, "isReadOnly")).Select(field => AutotaskJson.Text(field, "name"))
            .Where(name => !s_covered.Contains(name, StringComparer.OrdinalIgnoreCase) && !fields.Keys.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (rest.Count == 0) return;

        (string Key, string Field)[] ours = s_optional.Where(each => rest.Contains(each.Field, StringComparer.OrdinalIgnoreCase)).ToArray();
        if (ours.Length > 0) throw access.Missing(ours[0].Key, $"is missing, and every ticket needs one of: {Labels(Picklist(ticket, ours[0].Field))}");
        throw access.Missing("category", $"makes no ticket that can be created: every ticket needs {string.Join(", ", rest)}");
    }

    // A value that hangs on another one (a sub-issue on its issue) counts only below that one.
    private Value? Pick(string key, List<Value> all, IReadOnlyDictionary<string, int>? chosen = null)
    {
        if (access.Value(key) is not { } wanted) return null;

        List<Value> valid = chosen is null ? all : all.Where(each => each.ParentId.Length == 0 || chosen.Values.Any(value => Text(value) == each.ParentId)).ToList();
        List<Value> found = valid.Where(each => Same(each.Label, wanted)).ToList();
        if (found.Count == 0) found = valid.Where(each => each.Id == wanted).ToList();
        return found.Count == 1 ? found[0] : throw access.Missing(key, found.Count == 0
            ? $"is '{wanted}', and must be one of: {Labels(valid)}"
            : $"is '{wanted}', which several have. Write one of these values: {string.Join(", ", found.Select(each => each.Id))}");
    }

    private Value Usual(string key, List<Value> all, string label) =>
        all.FirstOrDefault(each => Same(each.Label, label)) ?? (key is "status" or "priority" ? all.FirstOrDefault(each => each.IsDefault) : null)
        ?? throw access.Missing(key, $"is missing, and there is no '{label}'. There are: {Labels(all)}");

    private Value Internal(List<Value> publish)
    {
        List<Value> found = publish.Where(each => each.Label.IndexOf("internal", StringComparison.OrdinalIgnoreCase) >= 0).ToList();
        return found.Count == 1 ? found[0] : throw access.Missing("publish", $"is missing, and it is not certain which one only your own people see. There are: {Labels(publish)}");
    }

    private TimeSpan Hours(string given) => double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double hours) && hours > 0
        ? TimeSpan.FromHours(hours)
        : throw access.Missing("dueHours", $"is '{given}', and must be a number of hours");

    private static int Length(IReadOnlyList<JsonObject> fields, string name) =>
        int.TryParse(AutotaskJson.Text(FieldOf(fields, name), "length"), NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length >= 2000 ? length : 2000;

    private static List<Value> Picklist(IReadOnlyList<JsonObject> fields, string name) =>
        (AutotaskJson.Get(FieldOf(fields, name), "picklistValues") as JsonArray ?? []).OfType<JsonObject>()
        .Where(value => AutotaskJson.Flag(value, "isActive"))
        .Select(value => new Value(AutotaskJson.Text(value, "value"), AutotaskJson.Text(value, "label"), AutotaskJson.Flag(value, "isDefaultValue"), AutotaskJson.Text(value, "parentValue")))
        .ToList();

    private static string Labels(IEnumerable<Value> values) => string.Join(", ", values.Select(value => value.Label));

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private sealed record Value(string Id, string Label, bool IsDefault, string ParentId)
    {
        public int Number => int.Parse(Id, CultureInfo.InvariantCulture);
    }
}
