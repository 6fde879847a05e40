using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;

namespace LifecycleTools.Connectors.Psa;

/// <summary>The names of the tenant file as ids of one HaloPSA: ticket type, statuses, priorities, outcome. Read once.</summary>
internal sealed class HaloPsaSetup(SystemAccess access, HaloPsaCalls calls)
{
    private Choice? _choice;

    /// <summary>What a ticket gets, each as an id; null for what the tenant file leaves to the type.</summary>
    /// <param name="Statuses">Every status by id.</param>
    public sealed record Choice(int Type, int Status, int ClosedStatus, int? Priority, int RaisedPriority, int Outcome, IReadOnlyDictionary<int, string> Statuses, IReadOnlyDictionary<int, string> Types);

    /// <summary>Looks every name up.</summary>
    /// <exception cref="Engine.Errors.LifecycleException">ConnectorNotConfigured, with the valid names; ConnectorPermissionMissing.</exception>
    public async Task<Choice> ReadAsync(CancellationToken cancel)
    {
        if (_choice is { } known) return known;

        List<JsonObject> types = await ListAsync("TicketType", "tickettypes", cancel).ConfigureAwait(false);
        int type = Pick("ticketType", access.Required("ticketType"), types);
        List<JsonObject> statuses = await ListAsync("Status", "statuses", cancel).ConfigureAwait(false);
        List<JsonObject> priorities = await ListAsync("Priority", "priorities", cancel).ConfigureAwait(false);
        List<JsonObject> outcomes = await ListAsync("Outcome", "outcomes", cancel).ConfigureAwait(false);
        int closed = Pick("closedStatus", access.Value("closedStatus") ?? "Closed", statuses);
        return _choice = new Choice(
            type, Pick("status", access.Value("status") ?? "New", statuses.Where(row => IdOf(row) != closed)), closed,
            access.Value("priority") is { } usual ? Pick("priority", usual, priorities, PriorityOf) : null,
            Pick("raisedPriority", access.Required("raisedPriority"), priorities, PriorityOf),
            Pick("outcome", access.Value("outcome") ?? "Private Note", outcomes, IdOf, row => (row["outcome"] ?? row["name"])?.ToString()),
            Names(statuses), Names(types));
    }

    /// <summary>The id that a key of the tenant file names.</summary>
    /// <param name="names">Of <see cref="Choice"/>: statuses, types.</param>
    public int Named(string key, string named, IReadOnlyDictionary<int, string> names) =>
        Pick(key, named, names.Select(each => new JsonObject { ["id"] = each.Key, ["name"] = each.Value }));

    private static Dictionary<int, string> Names(IEnumerable<JsonObject> rows) => rows.GroupBy(IdOf).ToDictionary(same => same.Key, same => same.First()["name"]?.ToString() ?? "");

    private static int IdOf(JsonObject row) => Number(row["id"]) ?? 0;

    // Each service level has its own row for a priority; what tickets carry is the priority's own number.
    private static int PriorityOf(JsonObject row) => Number(row["priorityid"]) ?? IdOf(row);

    private static int? Number(JsonNode? value) => int.TryParse(value?.ToString(), out int number) ? number : null;

    private Task<List<JsonObject>> ListAsync(string path, string inside, CancellationToken cancel) => calls.ListAsync(path, inside, "read:tickets", cancel);

    private int Pick(string key, string named, IEnumerable<JsonObject> rows, Func<JsonObject, int>? id = null, Func<JsonObject, string?>? name = null)
    {
        id ??= IdOf;
        name ??= row => row["name"]?.ToString();
        List<(int Id, string Name)> all = rows.Select(row => (id(row), name(row) ?? "")).Distinct().ToList();
        List<(int Id, string Name)> found = all.Where(each => string.Equals(each.Name, named, StringComparison.OrdinalIgnoreCase)).ToList();
        if (found.Count == 0) found = all.Where(each => each.Id.ToString(System.Globalization.CultureInfo.InvariantCulture) == named).GroupBy(each => each.Id).Select(same => same.First()).ToList();
        return found.Count == 1 ? found[0].Id
            : throw access.Missing(key, found.Count == 0
                ? $"is '{named}', and must be one of: {string.Join(", ", all.Select(each => each.Name))}"
                : $"is '{named}', which several have. Write one of these ids: {string.Join(", ", found.Select(each => each.Id))}");
    }
}
