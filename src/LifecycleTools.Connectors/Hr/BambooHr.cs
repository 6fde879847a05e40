using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Hr;

/// <summary>BambooHR as a source: whoever changed since the last look, with the future rows of their employment status.</summary>
/// <remarks>
/// Settings: <c>url</c> (https://COMPANY.bamboohr.com), <c>apiKey</c>; optional <c>terminatedStatuses</c> (Terminated), <c>writeBack</c> (a field that gets
/// the new user principal name, for example workEmail), <c>webhookKey</c> (the private key of a webhook), and <c>columns</c>, <c>roles</c>, <c>sites</c> as for every source.
/// A termination that lies ahead is a row of the table only, and no webhook tells of it before its day: so it is polled.
/// Source: BambooHR OpenAPI, 2026-06; BambooHR, "Webhooks".
/// </remarks>
[Connector("bamboohr",
    Rights = "An API key of a user of its own, whose access level can view the fields that are read: name, employee number, job, department, location, supervisor, hire date and employment status. With writeBack it may edit that one field.")]
[Setting("url", SettingForm.Address, "https://COMPANY.bamboohr.com", IsRequired = true)]
[Setting("apiKey", SettingForm.Secret, "Name of the API key: env:NAME, vault:NAME or vault:VAULT/NAME", IsRequired = true)]
[Setting("terminatedStatuses", SettingForm.List, "Employment statuses that mean somebody left; Terminated")]
[Setting("writeBack", SettingForm.Text, "A field that gets the new user principal name, for example workEmail")]
[Setting("webhookKey", SettingForm.Secret, "Name of the private key of a webhook: env:NAME, vault:NAME or vault:VAULT/NAME")]
internal sealed class BambooHr : IRequestSource, IWebhookReader
{
    private const int PageSize = 50;
    private readonly JsonCalls _calls;
    private readonly SystemAccess _access;
    private readonly BambooHrFields _fields;
    private readonly IReadOnlyList<string> _terminated;
    private Pass? _pass;

    public BambooHr(SystemAccess access)
    {
        Uri root = access.Address();
        _access = access;
        _fields = new BambooHrFields(access);
        _terminated = access.List("terminatedStatuses") is { Count: > 0 } given ? given : ["Terminated"];
        HttpClient client = access.Client(new BasicAuthorizeHandler(root, access.Secret("apiKey"), "x"), new PipelineSettings());
        _calls = new JsonCalls(client, root, Product, access.Clock, BambooHrErrors.TextOf, BambooHrErrors.Header);
    }

    /// <inheritdoc/>
    public string Product => "BambooHR";

    /// <inheritdoc/>
    public SourceAbilities Abilities => SourceAbilities.Register | (_access.Value("writeBack") is null ? SourceAbilities.None : SourceAbilities.WriteBack);

    /// <inheritdoc/>
    public bool IsEnabled => true;

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancel)
    {
        JsonArray known = await _calls.GetAsync("api/v1/meta/fields", cancel).ConfigureAwait(false) as JsonArray
            ?? throw _calls.Unexpected("the list of fields is no list");
        _fields.Check(known);
    }

    /// <inheritdoc/>
    /// <remarks>In a pass one request for who changed, one for their status rows, one for the size of the company, and one for each person who changed.</remarks>
    public async Task<SourcePage> ReadAsync(string? cursor, CancellationToken cancel)
    {
        BambooHrCursor at = BambooHrCursor.Read(cursor);
        int? people = null;
        if (at.After is null)
        {
            people = await CountAsync(cancel).ConfigureAwait(false);
            (IReadOnlyList<BambooHrChange> changes, string? latest) = await ChangedAsync(at.Next, cancel).ConfigureAwait(false);
            IReadOnlyList<BambooHrChange> news = at.NewOf(changes);
            at = at.Begin(changes, latest, _access.Clock.UtcNow);
            _pass = new Pass(at.Since, news);
        }

        // Another process began this pass, or we did before we were stopped: what changed since then comes as well, and is read twice at worst.
        if (_pass?.Since != at.Since) _pass = new Pass(at.Since, BambooHrChange.Sort((await ChangedAsync(at.Since, cancel).ConfigureAwait(false)).Changes));
        Pass pass = _pass;
        IReadOnlyList<BambooHrChange> left = at.After is { } place ? pass.Changes.SkipWhile(change => !change.IsAfter(place)).ToList() : pass.Changes;
        List<BambooHrChange> now = left.Take(PageSize).ToList();
        if (now.Exists(change => !change.IsDeleted)) pass.Rows ??= await StatusRowsAsync(at.Since, cancel).ConfigureAwait(false);
        List<SourceRecord> records = [];
        foreach (BambooHrChange change in now)
        {
            SourceRecord? record = change.IsDeleted ? Withdrawn(change.Id) : await RecordAsync(change.Id, pass.Rows!, cancel).ConfigureAwait(false);
            if (record is not null) records.Add(record);
        }

        bool more = left.Count > now.Count;
        if (!more) _pass = null;
        BambooHrCursor next = at with { After = more ? new BambooHrPlace(now[now.Count - 1].Stamp, now[now.Count - 1].Id) : null };
        return new SourcePage { Records = records, Cursor = next.ToString(), HasMore = more, People = people };
    }

    /// <inheritdoc/>
    public Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel) => throw new NotSupportedException("A register is not claimed.");

    /// <inheritdoc/>
    public Task AcknowledgeAsync(SourcePage page, CancellationToken cancel) => throw new NotSupportedException("BambooHR waits for no acknowledgment.");

    /// <inheritdoc/>
    /// <remarks>Effect: the field named by <c>writeBack</c> holds the new user principal name. Undo: set it back. Source: POST /employees/{id}.</remarks>
    public Task WriteBackAsync(SourceOutcome outcome, CancellationToken cancel) =>
        outcome is { Kind: RequestKind.Hire, State: RequestState.Completed or RequestState.Prepared, UserPrincipalName.Length: > 0 }
            ? _calls.SendAsync(HttpMethod.Post, "api/v1/employees/" + IdOf(outcome.SourceId),
                new JsonObject { [_access.Required("writeBack")] = outcome.UserPrincipalName }, RequestMarks.Repeatable, cancel)
            : Task.CompletedTask;

    /// <inheritdoc/>
    public string Verify(WebhookDelivery delivery) => BambooHrWebhook.Verify(delivery, _access.Secret("webhookKey"), _access.Clock.UtcNow);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SourceRecord>> ReadDeliveryAsync(WebhookDelivery delivery, CancellationToken cancel)
    {
        Verify(delivery);
        List<SourceRecord> records = [];
        foreach (string id in BambooHrWebhook.EmployeesOf(delivery))
        {
            string path = $"api/v1/employees/{IdOf(id)}/tables/employmentStatus";
            JsonNode? table = await _calls.FindAsync(path, cancel).ConfigureAwait(false);
            if (table is not (null or JsonArray)) throw _calls.Unexpected($"{path} is no list");
            Dictionary<string, JsonArray> rows = table is JsonArray found ? new() { [id] = found } : [];
            if (await RecordAsync(id, rows, cancel).ConfigureAwait(false) is { } record) records.Add(record);
        }

        return records;
    }

    private async Task<(IReadOnlyList<BambooHrChange> Changes, string? Latest)> ChangedAsync(string since, CancellationToken cancel)
    {
        JsonNode? answer = await _calls.GetAsync("api/v1/employees/changed?since=" + Uri.EscapeDataString(since), cancel).ConfigureAwait(false);

        JsonObject changed = EmployeesOf(answer, "the list of changes");
        return (changed.Select(each => new BambooHrChange(each.Value?["id"]?.ToString() ?? each.Key, each.Value?["lastChanged"]?.ToString() ?? "",
            string.Equals(each.Value?["action"]?.ToString(), "Deleted", StringComparison.OrdinalIgnoreCase))).ToList(), answer!["latest"]?.ToString());
    }

    // All rows of everyone who changed in one request; who may not read the table gives the end date as a field.
    private async Task<IReadOnlyDictionary<string, JsonArray>> StatusRowsAsync(string since, CancellationToken cancel)
    {
        JsonNode? answer = await _calls.FindAsync("api/v1/employees/changed/tables/employmentStatus?since=" + Uri.EscapeDataString(since), cancel).ConfigureAwait(false);
        return answer is null
            ? new Dictionary<string, JsonArray>()
            : EmployeesOf(answer, "the table of statuses").Where(each => each.Value?["rows"] is JsonArray).ToDictionary(each => each.Key, each => (JsonArray)each.Value!["rows"]!, StringComparer.Ordinal);
    }

    // PHP writes an empty map as an empty list. Anything else is no answer, and must not pass for a company in which nobody leaves.
    private JsonObject EmployeesOf(JsonNode? answer, string what) =>
        (answer as JsonObject)?["employees"] switch
        {
            JsonObject some => some,
            JsonArray { Count: 0 } => [],
            _ => throw _calls.Unexpected($"{what} has no employees"),
        };

    private async Task<SourceRecord?> RecordAsync(string id, IReadOnlyDictionary<string, JsonArray> rows, CancellationToken cancel)
    {
        JsonObject? person = await _calls.FindObjectAsync($"api/v1/employees/{IdOf(id)}?fields={Uri.EscapeDataString(_fields.Asked)}&onlyCurrent=false", "id", cancel).ConfigureAwait(false);
        return person is { } found ? _fields.RecordOf(id, found, rows.TryGetValue(id, out JsonArray? own) ? own : null, _terminated) : null;
    }

    // Cheap where the key may list people; the directory otherwise, which says 404 when it is empty and 403 when it is switched off.
    private async Task<int?> CountAsync(CancellationToken cancel)
    {
        try
        {
            JsonNode? answer = await _calls.GetAsync("api/v1/employees?filter%5Bstatus%5D=active&page%5Blimit%5D=1", cancel).ConfigureAwait(false);
            if (answer?["meta"]?["total"] is JsonValue total && total.TryGetValue(out int count)) return count;
        }
        catch (LifecycleException refused) when (refused.Id is ErrorIds.ConnectorSignInFailed or ErrorIds.ConnectorPermissionMissing or ErrorIds.ConnectorRequestRefused or ErrorIds.ConnectorObjectNotFound)
        {
            _access.Log.Verbose($"{Product}: this key may not list people; the directory is counted.");
        }

        try
        {
            JsonObject? directory = await _calls.FindObjectAsync("api/v1/employees/directory", "employees", cancel).ConfigureAwait(false);
            return directory is null ? 0 : _calls.Rows(directory["employees"], "the directory").Count;
        }
        catch (LifecycleException refused) when (refused.Id == ErrorIds.ConnectorPermissionMissing)
        {
            return null;
        }
    }

    private static SourceRecord Withdrawn(string id) => new() { SourceId = id, Revision = "deleted", IsWithdrawn = true, Place = $"employee {id}" };

    // 0 means "the key's own employee", and anything but digits is no id of theirs.
    private string IdOf(string id) =>
        id.Length is > 0 and < 20 && id.All(letter => letter is >= '0' and <= '9') && id.Trim('0').Length > 0 ? id : throw _calls.Unexpected($"'{id}' is no employee id");

    /// <summary>What one pass over the changes needs until its last page: the stored cursor stays small, whoever goes on in another process asks again.</summary>
    private sealed class Pass(string since, IReadOnlyList<BambooHrChange> changes)
    {
        public string Since { get; } = since;

        public IReadOnlyList<BambooHrChange> Changes { get; } = changes;

        /// <summary>The employment status of these people; null while nobody needed it.</summary>
        public IReadOnlyDictionary<string, JsonArray>? Rows { get; set; }
    }
}
