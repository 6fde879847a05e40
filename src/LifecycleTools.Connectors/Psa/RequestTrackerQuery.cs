using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Psa;

/// <summary>Questions in Request Tracker's own language, TicketSQL, and lists that come in pages.</summary>
/// <remarks>Source: Request Tracker 5, "TicketSQL"; REST 2.0, "Searches" and "Paging".</remarks>
internal static class RequestTrackerQuery
{
    /// <summary>The tickets that carry a key, in the custom field or at the end of the subject. Both are asked for: which one a ticket has depends on its queue.</summary>
    public static string OfKey(string field, string key) =>
        $"{Quoted("CF.{" + field + "}")} = {Quoted(key)} OR Subject LIKE {Quoted(MarkOf(key))}";

    /// <summary>What stands at the end of a subject where there is no field for the key.</summary>
    public static string MarkOf(string key) => new TicketNote(key, "", []).Mark;

    /// <summary>A text as a TicketSQL literal: nothing in it ends the literal early.</summary>
    public static string Quoted(string text) => "'" + string.Concat(text.Select(letter => letter is '\\' or '\'' ? "\\" + letter : letter.ToString())) + "'";

    /// <summary>Every object of a list, page by page.</summary>
    /// <param name="path">With its query, without page and per_page. Pages are counted by us: the server's own links carry the address that it believes to have.</param>
    public static async Task<IReadOnlyList<JsonObject>> AllAsync(JsonCalls api, string path, CancellationToken cancel)
    {
        List<JsonObject> all = [];
        for (int page = 1; ; page++)
        {
            JsonObject answer = await api.GetAsync($"{path}&per_page=100&page={page}", cancel).ConfigureAwait(false) as JsonObject ?? throw api.Unexpected("a list is no object");
            JsonArray items = answer["items"] as JsonArray ?? throw api.Unexpected("a list has no items");
            all.AddRange(items.OfType<JsonObject>());
            if (items.Count < 100) return all;
        }
    }

    /// <summary>A text of an object; empty when there is none. Numbers come as text or as numbers.</summary>
    public static string Text(JsonObject? of, string name) => of?[name]?.ToString() ?? "";

    /// <summary>The transaction that a part of a ticket came with.</summary>
    public static string TransactionOf(JsonObject part) => part["TransactionId"] is JsonObject transaction ? Text(transaction, "id") : Text(part, "TransactionId");

    /// <summary>The values of a ticket's custom field.</summary>
    public static IEnumerable<string> Values(JsonObject ticket, string field) => (ticket["CustomFields"] as JsonArray ?? []).OfType<JsonObject>()
        .Where(each => string.Equals(Text(each, "name"), field, StringComparison.OrdinalIgnoreCase))
        .SelectMany(each => each["values"] as JsonArray ?? []).Select(value => value?.ToString() ?? "");
}
