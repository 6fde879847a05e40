using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Connectors.Psa;

/// <summary>New tickets as requests: what the ticket systems have in common. A vendor lists, reads and moves tickets; notes go through its <see cref="IPsa"/>.</summary>
/// <remarks>
/// Settings beside those of the ticket system: <c>requestStatus</c> (tickets of this status are requests; without it none are), <c>claimedStatus</c> (what a ticket gets that is
/// taken); optional <c>requestType</c> (types or subtypes, one or a list; else every ticket), <c>withdrawnStatus</c> (a ticket that gets it is taken back), <c>worker</c> (who we
/// are among several that read the same board; else the machine, the tenant file and its journal), and <c>columns</c>, <c>kinds</c>, <c>roles</c>, <c>sites</c> as for every
/// source. A subtype or type that <c>kinds</c> names says what is asked, before anything that a requestor wrote.
/// A ticket that a run opened for itself is no request.
/// </remarks>
[Setting("requestStatus", SettingForm.Text, "Tickets of this status are requests; without it the system is no source of requests", With = "claimedStatus")]
[Setting("claimedStatus", SettingForm.Text, "Status of a ticket that was taken as a request; needed with requestStatus")]
[Setting("withdrawnStatus", SettingForm.Text, "A ticket that gets this status before its day is taken back")]
[Setting("worker", SettingForm.Text, "Who we are among several that read the same tickets; else the machine, this file and its journal")]
internal abstract class TicketRequests : IRequestSource
{
    private const int PageSize = 50;
    private const string Claim = "claim/";
    private const string NeedsPerson = "This request needs a person";
    private static readonly Regex s_runId = new(@"^\d{8}T\d{6}Z-[0-9a-f]{8}$", RegexOptions.CultureInvariant);
    private static readonly Regex s_midnight = new(@"\A\d{4}-\d\d-\d\dT00:00:00(\.0+)?Z?\z", RegexOptions.CultureInvariant);
    private readonly IPsa _psa;
    private readonly string _claim;

    protected TicketRequests(SystemAccess access, IPsa psa)
    {
        Access = access;
        _psa = psa;
        _claim = Claim + access.Worker;
    }

    /// <inheritdoc/>
    public string Product => _psa.Product;

    /// <inheritdoc/>
    public SourceAbilities Abilities => SourceAbilities.Claim | SourceAbilities.WriteBack | SourceAbilities.OneEach;

    /// <inheritdoc/>
    public bool IsEnabled => Access.Value("requestStatus") is not null;

    protected SystemAccess Access { get; }

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancel)
    {
        if (string.Equals(Access.Required("requestStatus"), Access.Required("claimedStatus"), StringComparison.OrdinalIgnoreCase))
        {
            throw Access.Missing("claimedStatus", "is the same as requestStatus, and a ticket could not be taken");
        }

        if (_claim.IndexOfAny([']', '[', '\n', '\r']) >= 0) throw Access.Missing("worker", "must be letters, digits and '-'");
        await CheckNamesAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<SourcePage> ReadAsync(string? cursor, CancellationToken cancel)
    {
        TicketCursor from = TicketCursor.Read(cursor);
        IReadOnlyList<TicketRow> listed = await ListAsync(from.AskSince, cancel).ConfigureAwait(false);
        IReadOnlyList<TicketRow> waiting = from.Waiting(listed);
        List<TicketRow> now = waiting.Take(PageSize).ToList();
        List<SourceRecord> records = [];
        foreach (TicketRow row in now)
        {
            if (await ReadFormAsync(row.Id, cancel).ConfigureAwait(false) is { } form && !s_runId.IsMatch(form.Key)) records.Add(Record(row, form));
        }

        bool hasMore = waiting.Count > now.Count;
        return new SourcePage { Records = records, Cursor = (hasMore ? from.Within(now) : from.After(listed)).ToString(), HasMore = hasMore };
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: an internal note with our name, then the claimed status. No ticket system compares and sets in one request, so the note that was written first decides: whoever
    /// finds another name before its own leaves the ticket. Called again, after a crash too, it goes on where it was.
    /// Undo: delete the note and set the status back.
    /// </remarks>
    public async Task<bool> ClaimAsync(SourceRecord record, CancellationToken cancel)
    {
        TicketStand stand = await StandAsync(record.SourceId, cancel).ConfigureAwait(false);
        if (stand == TicketStand.Other || await _psa.ReadTicketAsync(record.SourceId, cancel).ConfigureAwait(false) is not { } ticket) return false;

        string? first = await FirstClaimAsync(ticket, cancel).ConfigureAwait(false);
        if (first is null && stand == TicketStand.Requested)
        {
            TicketNote note = new(_claim, "Taken as a request", ["What becomes of it is written here."]);
            first = await SettleAsync(() => _psa.AddNoteAsync(ticket, note, cancel), () => FirstClaimAsync(ticket, cancel), seen => seen is not null).ConfigureAwait(false);
        }

        if (first != _claim)
        {
            Access.Log.Verbose($"{Product}: ticket {ticket.Number} is left to {first?.Substring(Claim.Length) ?? "the person who moved it on"}.");
            return false;
        }

        if (stand != TicketStand.Requested) return true;
        stand = await SettleAsync(() => MoveAsync(record.SourceId, cancel), () => StandAsync(record.SourceId, cancel), now => now == TicketStand.Claimed).ConfigureAwait(false);
        if (stand != TicketStand.Claimed)
        {
            throw new LifecycleException(ErrorIds.ConnectorRequestRefused, ErrorKind.Refused, $"{Product} did not give ticket {ticket.Number} the status '{Access.Required("claimedStatus")}'.")
            {
                RecommendedAction = "Look whether the ticket's workflow and the account's rights allow the change.",
            };
        }

        return await FirstClaimAsync(ticket, cancel).ConfigureAwait(false) == _claim;
    }

    /// <inheritdoc/>
    public Task AcknowledgeAsync(SourcePage page, CancellationToken cancel) => throw new NotSupportedException("A ticket system waits for no acknowledgment.");

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: an internal note with what is wrong, or which other request is carried out instead, once for each; the ticket stays open. How a run goes is written by the run itself.
    /// Undo: delete the note by hand.
    /// </remarks>
    public async Task WriteBackAsync(SourceOutcome outcome, CancellationToken cancel)
    {
        if (outcome.Detail.Length == 0 || outcome.State is not (RequestState.Invalid or RequestState.Exception or RequestState.Duplicate)) return;
        if (await _psa.ReadTicketAsync(outcome.SourceId, cancel).ConfigureAwait(false) is not { } ticket) return;

        (string title, string advice) = outcome.State switch
        {
            RequestState.Invalid => (NeedsPerson, "Correct the description or the fields of this ticket; it is read again by itself."),
            RequestState.Duplicate => ("This was asked for twice", "Nothing more is done for this ticket. Close it."),
            _ when outcome.RunId.Length == 0 => (NeedsPerson, "Do it by hand; no run was begun."),
            _ => (NeedsPerson, $"Settle it by hand. Run {outcome.RunId} shows what was done."),
        };
        TicketNote note = new($"{outcome.RequestId}/{Hash(outcome.Detail).Substring(0, 12)}", title, [outcome.Detail, advice]);
        if ((await _psa.ReadNoteKeysAsync(ticket, cancel).ConfigureAwait(false)).Contains(note.Key, StringComparer.Ordinal)) return;
        await _psa.AddNoteAsync(ticket, note, cancel).ConfigureAwait(false);
    }

    /// <summary>Looks the names of statuses and types up.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, with those that there are.</exception>
    protected abstract Task CheckNamesAsync(CancellationToken cancel);

    /// <summary>The tickets of the wanted types that are requested, claimed or withdrawn, and changed at or after a time; all of them when it is null.</summary>
    protected abstract Task<IReadOnlyList<TicketRow>> ListAsync(DateTimeOffset? since, CancellationToken cancel);

    /// <summary>What stands in a ticket; null when it is gone.</summary>
    protected abstract Task<TicketForm?> ReadFormAsync(string id, CancellationToken cancel);

    /// <summary>Where a ticket stands now; <see cref="TicketStand.Other"/> when it is gone.</summary>
    protected abstract Task<TicketStand> StandAsync(string id, CancellationToken cancel);

    /// <summary>Gives a ticket the claimed status.</summary>
    protected abstract Task MoveAsync(string id, CancellationToken cancel);

    // A change whose answer was lost is settled by looking, and never sent again blindly: the next reading goes on from what is there.
    private static async Task<T> SettleAsync<T>(Func<Task> change, Func<Task<T>> look, Func<T, bool> isThere)
    {
        try
        {
            await change().ConfigureAwait(false);
        }
        catch (LifecycleException lost) when (lost.IsAmbiguous)
        {
            T seen = await look().ConfigureAwait(false);
            if (isThere(seen)) return seen;
            throw;
        }

        return await look().ConfigureAwait(false);
    }

    /// <summary>A value of a field; of a date that is written as the midnight of its day, the day.</summary>
    protected static string DayOf(string value) => s_midnight.IsMatch(value) ? value.Substring(0, 10) : value;

    private async Task<string?> FirstClaimAsync(Ticket ticket, CancellationToken cancel) =>
        (await _psa.ReadNoteKeysAsync(ticket, cancel).ConfigureAwait(false)).FirstOrDefault(key => key.StartsWith(Claim, StringComparison.Ordinal));

    private SourceRecord Record(TicketRow row, TicketForm form)
    {
        List<RequestFinding> findings = [];
        Dictionary<string, string> fields = TicketBody.Read(form.Body, findings);
        foreach (KeyValuePair<string, string> field in form.Fields.Where(field => field.Value.Trim().Length > 0)) fields[field.Key] = field.Value;
        SayKind(form, fields);
        bool isWithdrawn = row.Stand == TicketStand.Withdrawn;
        string content = string.Join("\n", fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}").Concat(findings.Select(finding => finding.Message)));
        return new SourceRecord
        {
            SourceId = row.Id,
            Revision = Hash(content).Substring(0, 16) + (isWithdrawn ? " withdrawn" : ""),
            Fields = fields,
            IsWithdrawn = isWithdrawn,
            Ticket = row.Id,
            Place = row.Name,
            Findings = findings,
        };
    }

    // The desk decides what a ticket's type is; anyone may have written its text.
    private void SayKind(TicketForm form, Dictionary<string, string> fields)
    {
        IReadOnlyDictionary<string, string> kinds = Access.Map("kinds");
        string? word = new[] { form.SubType, form.Type }.FirstOrDefault(name => name.Length > 0 && kinds.Keys.Contains(name, StringComparer.OrdinalIgnoreCase));
        fields["Type"] = form.Type;
        fields["Subtype"] = form.SubType;
        fields["Summary"] = form.Summary;
        if (word is null || Access.Map("columns").Keys.Contains(RequestFields.Kind, StringComparer.OrdinalIgnoreCase)) return;

        foreach (string other in fields.Keys.Where(name => string.Equals(string.Concat(name.Where(char.IsLetter)), RequestFields.Kind, StringComparison.OrdinalIgnoreCase)).ToList()) fields.Remove(other);
        fields[RequestFields.Kind] = kinds.Keys.First(name => string.Equals(name, word, StringComparison.OrdinalIgnoreCase));
    }

    private static string Hash(string text) => JournalText.Hash(Encoding.UTF8.GetBytes(text));
}

/// <summary>A ticket in a list.</summary>
/// <param name="Id">The system's id, a number.</param>
/// <param name="Changed">When it was last changed, by the system's clock.</param>
/// <param name="Stand">Where it stands.</param>
internal sealed record TicketRow(string Id, DateTimeOffset Changed, TicketStand Stand)
{
    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "#" + Id;

    /// <summary>The id as a number, to sort by.</summary>
    public long Number => long.Parse(Id, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>What stands in a ticket.</summary>
/// <param name="Fields">The custom fields by their labels.</param>
/// <param name="Body">The description as it was written, text or HTML.</param>
/// <param name="Key">The key of our own that a ticket carries which a run opened; else empty.</param>
internal sealed record TicketForm(string Summary, string Type, string SubType, IReadOnlyDictionary<string, string> Fields, string Body, string Key);

/// <summary>Where a ticket stands, as far as requests care.</summary>
internal enum TicketStand
{
    /// <summary>Anywhere else: being worked on by people, or closed.</summary>
    Other,

    /// <summary>It has the request status.</summary>
    Requested,

    /// <summary>It has the claimed status.</summary>
    Claimed,

    /// <summary>It has the withdrawn status.</summary>
    Withdrawn,
}
