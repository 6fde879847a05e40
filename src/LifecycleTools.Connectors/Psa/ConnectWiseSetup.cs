using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;

namespace LifecycleTools.Connectors.Psa;

/// <summary>The names of the tenant file as ids of one ConnectWise PSA: board, statuses, types, priorities, source. Read once.</summary>
internal sealed class ConnectWiseSetup(SystemAccess access, ConnectWiseCalls calls)
{
    private const string TableSetup = "Service Desk > Service Tickets (Inquire) and System > Table Setup (Inquire)";
    private readonly Dictionary<int, IReadOnlyList<JsonObject>> _statuses = [];
    private readonly object _gate = new();
    private Choice? _choice;

    /// <summary>What a new ticket gets, each as an id; null for what the tenant file leaves to the board.</summary>
    public sealed record Choice(int Board, int? Status, int? Type, int? SubType, int? Item, int? Priority, int? Source, int RaisedPriority, IReadOnlyDictionary<int, int> Urgency);

    /// <summary>Looks every name up.</summary>
    /// <exception cref="Engine.Errors.LifecycleException">ConnectorNotConfigured, with the valid names; ConnectorPermissionMissing.</exception>
    public async Task<Choice> ReadAsync(CancellationToken cancel)
    {
        if (_choice is { } known) return known;

        int board = Pick("board", access.Required("board"), (await ListAsync("service/boards", cancel).ConfigureAwait(false)).Where(row => !Flag(row, "inactiveFlag")));
        string within = $"service/boards/{board}/";
        IReadOnlyList<JsonObject> statuses = await StatusesAsync(board, cancel).ConfigureAwait(false);
        int? status = Optional("status", statuses.Where(row => !Flag(row, "closedStatus")));
        ClosedStatus(statuses);
        int? type = await OptionalAsync("type", within + "types", cancel).ConfigureAwait(false);
        int? subType = await OptionalAsync("subType", within + "subtypes", cancel).ConfigureAwait(false);
        int? item = await OptionalAsync("item", within + "items", cancel).ConfigureAwait(false);
        int? source = await OptionalAsync("source", "service/sources", cancel).ConfigureAwait(false);
        List<JsonObject> priorities = await ListAsync("service/priorities", cancel).ConfigureAwait(false);
        int raised = access.Value("raisedPriority") is { } named ? Pick("raisedPriority", named, priorities) : MostUrgent(priorities);
        return _choice = new Choice(board, status, type, subType, item, Optional("priority", priorities), source, raised, priorities.ToDictionary(IdOf, Urgency));
    }

    /// <summary>The statuses of a board, its closed ones included.</summary>
    public async Task<IReadOnlyList<JsonObject>> StatusesAsync(int board, CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_statuses.TryGetValue(board, out IReadOnlyList<JsonObject>? known)) return known;
        }

        List<JsonObject> read = (await ListAsync($"service/boards/{board}/statuses", cancel).ConfigureAwait(false)).Where(row => !Flag(row, "inactive")).ToList();
        lock (_gate) _statuses[board] = read;
        return read;
    }

    /// <summary>The status that closes a ticket: the one of the tenant file, or the board's only one.</summary>
    public int ClosedStatus(IReadOnlyList<JsonObject> statuses)
    {
        List<JsonObject> closed = statuses.Where(row => Flag(row, "closedStatus")).ToList();
        if (access.Value("closedStatus") is { } named) return Pick("closedStatus", named, closed);
        return closed.Count == 1 ? IdOf(closed[0])
            : throw access.Missing("closedStatus", closed.Count == 0 ? "cannot be found: the board has no closed status" : $"is missing, and the board has several: {Names(closed)}");
    }

    /// <summary>The status that an open ticket has: the one of the tenant file, or the board's default.</summary>
    public int OpenStatus(IReadOnlyList<JsonObject> statuses)
    {
        List<JsonObject> open = statuses.Where(row => !Flag(row, "closedStatus")).ToList();
        if (access.Value("status") is { } named) return Pick("status", named, open);
        return open.FirstOrDefault(row => Flag(row, "defaultFlag")) is { } usual ? IdOf(usual) : throw access.Missing("status", $"is missing, and the board has no default. It has: {Names(open)}");
    }

    /// <summary>The status that a key of the tenant file names.</summary>
    public int NamedStatus(string key, IReadOnlyList<JsonObject> statuses) => Pick(key, access.Required(key), statuses);

    /// <summary>A row's id.</summary>
    public static int IdOf(JsonObject row) => (int)row["id"]!;

    /// <summary>Whether a flag of a row is set.</summary>
    public static bool Flag(JsonNode? row, string name) => row?[name] is JsonValue value && value.TryGetValue(out bool set) && set;

    // 1 is the most urgent level; 0 means that the system gives no level, and then only the priority itself counts.
    private static int Urgency(JsonObject priority) => 1 + Array.IndexOf(["Critical", "High", "Medium", "Low"], priority["level"]?.ToString());

    private int MostUrgent(List<JsonObject> priorities)
    {
        List<JsonObject> first = priorities.Where(row => Urgency(row) > 0).GroupBy(Urgency).OrderBy(level => level.Key).FirstOrDefault()?.ToList() ?? [];
        return first.Count == 1 ? IdOf(first[0]) : throw access.Missing("raisedPriority", $"is missing, and none is the most urgent one. There are: {Names(priorities)}");
    }

    private Task<List<JsonObject>> ListAsync(string path, CancellationToken cancel) => calls.ListAsync(path, "orderBy=id", TableSetup, cancel);

    private async Task<int?> OptionalAsync(string key, string path, CancellationToken cancel) =>
        access.Value(key) is null ? null : Optional(key, (await ListAsync(path, cancel).ConfigureAwait(false)).Where(row => !Flag(row, "inactiveFlag")));

    private int? Optional(string key, IEnumerable<JsonObject> rows) => access.Value(key) is { } named ? Pick(key, named, rows) : null;

    private int Pick(string key, string named, IEnumerable<JsonObject> rows)
    {
        List<JsonObject> all = rows.ToList();
        List<JsonObject> found = all.Where(row => string.Equals(row["name"]?.ToString(), named, StringComparison.OrdinalIgnoreCase)).ToList();
        if (found.Count == 0) found = all.Where(row => row["id"]?.ToString() == named).ToList();
        return found.Count == 1 ? IdOf(found[0])
            : throw access.Missing(key, found.Count == 0 ? $"is '{named}', and must be one of: {Names(all)}" : $"is '{named}', which several have. Write one of these ids: {string.Join(", ", found.Select(IdOf))}");
    }

    private static string Names(IEnumerable<JsonObject> rows) => string.Join(", ", rows.Select(row => row["name"]?.ToString()));
}
