using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Psa;

/// <summary>The queues that the account sees, and what it may do in each.</summary>
/// <remarks>Source: Request Tracker 5.0, REST 2.0, "GET /queues/all", "GET /queue/:id"; the link "create" is there only for an account with CreateTicket.</remarks>
internal sealed class RequestTrackerQueues(JsonCalls api)
{
    /// <summary>Every queue that the account sees.</summary>
    public async Task<IReadOnlyList<PsaCompany>> AllAsync(CancellationToken cancel) =>
        (await RequestTrackerQuery.AllAsync(api, "queues/all?fields=Name", cancel).ConfigureAwait(false))
        .Select(each => new PsaCompany(RequestTrackerQuery.Text(each, "id"), RequestTrackerQuery.Text(each, "Name"))).ToList();

    /// <summary>The one that is meant; null when there is none. Names differ, and on some databases only by case.</summary>
    /// <exception cref="LifecycleException">ReferenceNotResolved: several have the name.</exception>
    public static PsaCompany? Among(IReadOnlyList<PsaCompany> queues, string idOrName)
    {
        List<PsaCompany> named = queues.Where(each => string.Equals(each.Name, idOrName, StringComparison.OrdinalIgnoreCase)).ToList();
        if (named.Count <= 1) return named.FirstOrDefault() ?? queues.FirstOrDefault(each => each.Id == idOrName);

        return named.Find(each => each.Name == idOrName) is { } exact && named.Count(each => each.Name == idOrName) == 1 ? exact : throw new LifecycleException(
            ErrorIds.ReferenceNotResolved, ErrorKind.Data, $"{RequestTracker.Name} has several queues '{idOrName}': {string.Join(", ", named.Select(each => each.Id))}. Name one by its id.");
    }

    /// <summary>The names, for a sentence.</summary>
    public static string Names(IReadOnlyList<PsaCompany> queues) => queues.Count == 0 ? "none" : string.Join(", ", queues.Select(each => each.Name));

    /// <summary>The custom fields that tickets of a queue have and the account sees.</summary>
    public async Task<IReadOnlyList<string>> FieldsOfAsync(string id, CancellationToken cancel) => FieldsOf(await ReadAsync(id, cancel).ConfigureAwait(false));

    /// <summary>The same, of a queue in which the account may create tickets.</summary>
    /// <exception cref="LifecycleException">ConnectorPermissionMissing: it may not.</exception>
    public async Task<IReadOnlyList<string>> FieldsWhereMayCreateAsync(PsaCompany queue, CancellationToken cancel)
    {
        JsonObject own = await ReadAsync(queue.Id, cancel).ConfigureAwait(false);
        bool mayCreate = (own["_hyperlinks"] as JsonArray ?? []).OfType<JsonObject>().Any(link => RequestTrackerQuery.Text(link, "ref") == "create");
        return mayCreate ? FieldsOf(own) : throw new LifecycleException(
            ErrorIds.ConnectorPermissionMissing, ErrorKind.Refused, $"{RequestTracker.Name}: the account may not create tickets in queue '{queue.Name}'.")
        {
            RecommendedAction = "Give it the right CreateTicket on the queue.",
        };
    }

    private async Task<JsonObject> ReadAsync(string id, CancellationToken cancel) =>
        await api.GetAsync($"queue/{Uri.EscapeDataString(id)}", cancel).ConfigureAwait(false) as JsonObject ?? throw api.Unexpected("a queue is no object");

    private static IReadOnlyList<string> FieldsOf(JsonObject queue) =>
        (queue["TicketCustomFields"] as JsonArray ?? []).OfType<JsonObject>().Select(field => RequestTrackerQuery.Text(field, "name")).ToList();
}
