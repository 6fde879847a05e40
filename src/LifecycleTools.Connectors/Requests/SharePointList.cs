using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;
using LifecycleTools.Engine.Time;

namespace LifecycleTools.Connectors.Requests;

/// <summary>Intake forms as items of a SharePoint list: what a flow makes of Microsoft Forms, or people fill in themselves.</summary>
/// <remarks>
/// An item is claimed by its status, in a write that the service refuses when somebody was first (If-Match). What becomes of it stands in the status and, in words, in the result.
/// Settings: <c>site</c> (https://contoso.sharepoint.com/sites/hr), <c>list</c>; optional <c>statusColumn</c> (Status) and <c>resultColumn</c> (Result, a column of text), <c>newStatus</c>
/// (New; let it be the column's default value), <c>claimedStatus</c> (Processing), <c>processedStatus</c> (Processed), <c>failedStatus</c> (Failed), <c>withdrawnStatus</c> (an item
/// that gets it is taken back, as is one that is deleted), <c>siteZone</c> (the zone of the site's regional settings, in which its days are days), <c>worker</c>, and those of
/// <see cref="SourceMapping"/>: columns, roles, sites, kinds, culture, zone, managerRequired. Columns are known by what people call them. A column of people gives no addresses: let
/// the flow write those as text.
/// A failed item is read again when somebody corrects it.
/// Source: Microsoft Graph v1.0, "listItem".   Limits: items of one status are read whole; pages of 200.
/// </remarks>
[Connector("sharepointlist",
    Rights = "Sites.Selected of Microsoft Graph with the role write on the one site, or Sites.ReadWrite.All.")]
[Setting("site", SettingForm.Text, "Address of the site: https://contoso.sharepoint.com/sites/hr; or its id", IsRequired = true)]
[Setting("list", SettingForm.Text, "Name of the list, or its id", IsRequired = true)]
[Setting("statusColumn", SettingForm.Text, "Column that says how an item stands; Status unless said otherwise")]
[Setting("resultColumn", SettingForm.Text, "Column of text that says what became of an item; Result unless said otherwise")]
[Setting("newStatus", SettingForm.Text, "Items of this status are read; New unless said otherwise. Let it be the column's default value")]
[Setting("claimedStatus", SettingForm.Text, "Status of an item that was taken; Processing unless said otherwise")]
[Setting("processedStatus", SettingForm.Text, "Status of an item that was carried out; Processed unless said otherwise")]
[Setting("failedStatus", SettingForm.Text, "Status of an item that needs a person; Failed unless said otherwise")]
[Setting("withdrawnStatus", SettingForm.Text, "An item that gets this status before its day is taken back")]
[Setting("siteZone", SettingForm.Text, "Time zone of the site's regional settings, in which its days are days; needed where the list has columns of days")]
[Setting("worker", SettingForm.Text, "Who we are among several that read the same list; else the machine, this file and its journal")]
internal sealed class SharePointList(SystemAccess access) : IRequestSource
{
    // What the cursor can hold of them; more open forms than that are no list of forms.
    private const int MostKept = 8000;
    private const int Tries = 3;
    private const string TitleColumn = "Title";
    private readonly SharePointCalls _calls = new(access);
    private readonly string _mark = "Taken by " + access.Worker;
    private HashSet<string> _kept = new(StringComparer.Ordinal);
    private Shape? _shape;

    /// <inheritdoc/>
    public string Product => SharePointCalls.Product;

    /// <inheritdoc/>
    public SourceAbilities Abilities => SourceAbilities.Claim | SourceAbilities.WriteBack | SourceAbilities.OneEach;

    /// <inheritdoc/>
    public bool IsEnabled => true;

    private string New => access.Value("newStatus") ?? "New";

    private string Claimed => access.Value("claimedStatus") ?? "Processing";

    private string Processed => access.Value("processedStatus") ?? "Processed";

    private string Failed => access.Value("failedStatus") ?? "Failed";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancel) => ShapeAsync(cancel);

    /// <inheritdoc/>
    public async Task<SourcePage> ReadAsync(string? cursor, CancellationToken cancel)
    {
        Shape shape = await ShapeAsync(cancel).ConfigureAwait(false);
        _kept = new HashSet<string>(string.IsNullOrEmpty(cursor) ? [] : JsonSerializer.Deserialize<string[]>(cursor!)!, StringComparer.Ordinal);
        IReadOnlyList<ListItem> open = await _calls.ItemsAsync(shape.Status, [New, Claimed, Failed], cancel).ConfigureAwait(false);
        List<ListItem> ours = open.Where(item => Is(item, New) || IsOurs(item)).ToList();
        List<SourceRecord> records = ours.Select(item => Record(item, isWithdrawn: false)).ToList();
        foreach (string id in _kept.Except(open.Select(item => item.Id)))
        {
            if (await _calls.FindAsync(id, cancel).ConfigureAwait(false) is not { } now) records.Add(new SourceRecord { SourceId = id, Revision = "deleted", IsWithdrawn = true, Place = "#" + id });
            else if (access.Value("withdrawnStatus") is { } withdrawn && Is(now, withdrawn)) records.Add(Record(now, isWithdrawn: true));
        }

        return new SourcePage { Records = records, OffersUntakenAgain = true, Cursor = JsonSerializer.Serialize(ours.Select(item => item.Id).Take(MostKept)) };
    }

    /// <inheritdoc/>
    /// <remarks>Effect: the claimed status and our name in the result, unless the item was changed since it was read. Undo: set the status back.</remarks>
    public async Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel)
    {
        // What is taken back needs nobody to take it.
        if (record.IsWithdrawn) return true;
        Shape shape = await ShapeAsync(cancel).ConfigureAwait(false);
        if (await _calls.FindAsync(record.SourceId, cancel).ConfigureAwait(false) is not { } item) return false;
        if (!Is(item, New)) return IsOurs(item);

        // Changed after it was read: the next reading has it.
        if (Record(item, isWithdrawn: false).Revision != record.Revision) return false;
        await TryWriteAsync(item, new JsonObject { [shape.Status.Name] = Claimed, [shape.Result.Name] = Fitting(_mark) }, cancel).ConfigureAwait(false);
        bool isOurs = await _calls.FindAsync(record.SourceId, cancel).ConfigureAwait(false) is { } now && !Is(now, New) && IsOurs(now);
        if (!isOurs) access.Log.Verbose($"{Product}: item #{record.SourceId} is left to whoever was first.");
        return isOurs;
    }

    /// <inheritdoc/>
    public Task AcknowledgeAsync(SourcePage page, CancellationToken cancel) => throw new NotSupportedException("A list waits for no acknowledgment.");

    /// <inheritdoc/>
    /// <remarks>Effect: status and result of the item. What a person has set meanwhile is left. Undo: set them back.</remarks>
    public async Task WriteBackAsync(SourceOutcome outcome, CancellationToken cancel)
    {
        Shape shape = await ShapeAsync(cancel).ConfigureAwait(false);
        (string status, string text) = Said(outcome);
        for (int attempt = 1; attempt <= Tries; attempt++)
        {
            if (await _calls.FindAsync(outcome.SourceId, cancel).ConfigureAwait(false) is not { } item) return;
            if (!new[] { Claimed, Processed, Failed }.Any(own => Is(item, own)) || (Is(item, status) && item.Text(shape.Result) == Fitting(text))) return;
            await TryWriteAsync(item, new JsonObject { [shape.Status.Name] = status, [shape.Result.Name] = Fitting(text) }, cancel).ConfigureAwait(false);
        }

        throw new LifecycleException(ErrorIds.ConnectorRequestRefused, ErrorKind.Refused, $"{Product}: the result of item #{outcome.SourceId} was not written: it changes all the time, or its status cannot be set.")
        {
            RecommendedAction = $"Look whether a flow sets {shape.Status.Title} or {shape.Result.Title} back.",
        };
    }

    // Whether it was written is looked up by whoever asked, whatever came back.
    private async Task TryWriteAsync(ListItem item, JsonObject fields, CancellationToken cancel)
    {
        try
        {
            await _calls.WriteAsync(item, fields, cancel).ConfigureAwait(false);
        }
        catch (LifecycleException lost) when (lost.IsAmbiguous)
        {
            access.Log.Verbose($"{lost.Message} It is looked at.");
        }
    }

    private (string Status, string Text) Said(SourceOutcome outcome)
    {
        string person = outcome.UserPrincipalName.Length > 0 ? $"{outcome.Person} ({outcome.UserPrincipalName})" : outcome.Person;
        string run = outcome.RunId.Length > 0 ? $" Run {outcome.RunId}." : "";
        return outcome.State switch
        {
            RequestState.Completed => (Processed, $"{outcome.Kind} of {person} was carried out.{run}"),
            RequestState.Invalid => (Failed, $"{outcome.Detail} Correct the item; it is read again by itself."),
            RequestState.Exception => (Failed, $"{outcome.Kind} of {person} needs a person. {outcome.Detail}{run}"),
            RequestState.Duplicate => (Processed, $"{outcome.Detail} Nothing more is done for this item."),
            RequestState.Withdrawn => (Processed, "Taken back before anything was done."),
            _ => (Claimed, $"{_mark}: {outcome.Kind} of {person}, {outcome.EffectiveAt?.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)}.{run}"),
        };
    }

    private SourceRecord Record(ListItem item, bool isWithdrawn)
    {
        List<RequestFinding> findings = [];
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (ListColumn column in _shape!.Columns.Where(column => column != _shape.Status && column != _shape.Result))
        {
            string value = ValueOf(item.Fields[column.Name], column, findings);
            if (value.Length > 0) fields[Named(column)] = value;
        }

        return new SourceRecord
        {
            SourceId = item.Id, Revision = Fingerprint.Of(fields, null, null) + (isWithdrawn ? " withdrawn" : ""), Fields = fields, IsWithdrawn = isWithdrawn, Place = "#" + item.Id, Findings = findings,
        };
    }

    // Every list has a column Title, which is a job title only where the tenant file says so.
    private string Named(ListColumn column) => access.Map("columns").Values.Contains(column.Name, StringComparer.OrdinalIgnoreCase) ? column.Name
        : column is { Name: TitleColumn, Title: TitleColumn } ? "Item" : column.Title;

    private string ValueOf(JsonNode? value, ListColumn column, List<RequestFinding> findings)
    {
        if (value is JsonArray many) return string.Join(", ", many.Select(each => ValueOf(each, column, findings)).Where(text => text.Length > 0));
        if (value is JsonObject link) return link["LookupValue"]?.ToString() ?? link["Url"]?.ToString() ?? "";
        string text = value is JsonValue number && number.TryGetValue(out double shown) ? shown.ToString(CultureInfo.InvariantCulture) : value?.ToString() ?? "";
        if (!column.IsDay || text.Length == 0) return text;

        // A day comes as the moment at which it began at the site.
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset began))
        {
            return SiteTime.Of(began, access.Required("siteZone")).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        findings.Add(new RequestFinding(RequestFindingIds.ValueInvalid, "", $"{column.Title} cannot be read as a day."));
        return "";
    }

    private async Task<Shape> ShapeAsync(CancellationToken cancel)
    {
        if (_shape is { } known) return known;

        IReadOnlyList<ListColumn> columns = await _calls.ColumnsAsync(cancel).ConfigureAwait(false);
        Shape shape = new(columns, Column("statusColumn", "Status", columns), Column("resultColumn", "Result", columns));
        foreach ((string key, string status) in new[] { ("newStatus", New), ("claimedStatus", Claimed), ("processedStatus", Processed), ("failedStatus", Failed), ("withdrawnStatus", access.Value("withdrawnStatus") ?? New) })
        {
            if (shape.Status.Choices.Count > 0 && !shape.Status.Choices.Contains(status, StringComparer.OrdinalIgnoreCase))
            {
                throw access.Missing(key, $"is '{status}', and {shape.Status.Title} can be: {string.Join(", ", shape.Status.Choices)}");
            }
        }

        if (new[] { New, Claimed, Processed, Failed }.Distinct(StringComparer.OrdinalIgnoreCase).Count() < 4) throw access.Missing("claimedStatus", "and the other statuses must all be different");
        if (access.Value("siteZone") is not { } zone)
        {
            if (columns.FirstOrDefault(column => column.IsDay) is { } day) throw access.Missing("siteZone", $"is missing, and the days of {day.Title} are days in the time zone of the site's regional settings; write it, for example Europe/Zurich");
        }
        else if (TimeZones.ToIana(zone) is null)
        {
            throw access.Missing("siteZone", $"is '{zone}', and there is no such time zone; write an IANA id, for example Europe/Zurich");
        }

        return _shape = shape;
    }

    private ListColumn Column(string key, string usual, IReadOnlyList<ListColumn> columns)
    {
        string wanted = access.Value(key) ?? usual;
        return columns.FirstOrDefault(column => string.Equals(column.Title, wanted, StringComparison.OrdinalIgnoreCase) || string.Equals(column.Name, wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw access.Missing(key, $"is '{wanted}', and the list has: {string.Join(", ", columns.Select(column => column.Title))}");
    }

    private bool Is(ListItem item, string status) => string.Equals(item.Text(_shape!.Status), status, StringComparison.OrdinalIgnoreCase);

    // A claimed one says whose it is; a failed one was ours when it was read last.
    private bool IsOurs(ListItem item) => Is(item, Failed) ? _kept.Contains(item.Id) : Is(item, Claimed) && IsMarked(item.Text(_shape!.Result));

    private bool IsMarked(string result) => result == Fitting(_mark) || result.StartsWith(_mark + ":", StringComparison.Ordinal);

    private string Fitting(string text) => _shape!.Result.MostText is { } most && text.Length > most ? text.Substring(0, most - 1) + "…" : text;

    /// <param name="Columns">Those that people fill in.</param>
    private sealed record Shape(IReadOnlyList<ListColumn> Columns, ListColumn Status, ListColumn Result);
}
