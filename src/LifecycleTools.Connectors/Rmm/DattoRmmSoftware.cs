using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Which component installs which software: the one that the tenant file gives it, or the one of its name. Components are read once.</summary>
/// <remarks>
/// An entry of the map <c>software</c> is "COMPONENT; variable=value; variable=value". A component must be in the component library of the account.
/// </remarks>
internal sealed class DattoRmmSoftware(SystemAccess access, DattoRmmCalls calls)
{
    private const string Right = "see components";
    private List<JsonObject>? _components;

    /// <summary>A component, with what it is told.</summary>
    public sealed record Push(string ComponentUid, IReadOnlyList<KeyValuePair<string, string>> Variables);

    /// <summary>Looks every entry of the map up.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, naming what would be valid.</exception>
    public async Task CheckAsync(CancellationToken cancel)
    {
        foreach (KeyValuePair<string, string> entry in access.Map("software"))
        {
            try
            {
                await FindAsync(entry.Key, cancel).ConfigureAwait(false);
            }
            catch (LifecycleException wrong) when (wrong.Id == ErrorIds.ReferenceNotResolved)
            {
                throw access.Missing("software", $"is wrong for '{entry.Key}'. {wrong.Message.TrimEnd('.')}");
            }
        }
    }

    /// <summary>What installs this software.</summary>
    /// <exception cref="LifecycleException">ReferenceNotResolved, naming what there is.</exception>
    public async Task<Push> FindAsync(string software, CancellationToken cancel)
    {
        string[] parts = access.Map("software").TryGetValue(software, out string? given) ? given.Split(';') : [software];
        JsonObject component = await ComponentAsync(parts[0].Trim(), cancel).ConfigureAwait(false);
        List<KeyValuePair<string, string>> variables = parts.Skip(1).Where(part => part.Trim().Length > 0).Select(part => part.Split(['='], 2))
            .Select(pair => new KeyValuePair<string, string>(pair[0].Trim(), pair.Length > 1 ? pair[1].Trim() : "")).ToList();
        List<string> known = JsonValues.Objects(component["variables"]).Select(each => JsonValues.Text(each["name"])).OfType<string>().ToList();
        if (variables.FirstOrDefault(each => !known.Contains(each.Key, StringComparer.Ordinal)) is { Key: { } unknown })
        {
            throw NotResolved($"the component '{component["name"]}' has no variable '{unknown}'. It has: {Some(known)}");
        }

        return new Push(JsonValues.Text(component["uid"]) ?? throw calls.Unexpected("a component has no uid"), variables);
    }

    /// <summary>A component by name or uid.</summary>
    /// <exception cref="LifecycleException">ReferenceNotResolved, naming what there is.</exception>
    public async Task<JsonObject> ComponentAsync(string idOrName, CancellationToken cancel)
    {
        List<JsonObject> all = _components ??= await calls.PagesAsync("v2/account/components", "components", Right, cancel).ConfigureAwait(false);
        if (all.FirstOrDefault(each => JsonValues.Same(idOrName, each["uid"])) is { } byId) return byId;

        List<JsonObject> named = all.Where(each => JsonValues.Same(idOrName, each["name"])).ToList();
        if (named.Count == 1) return named[0];
        throw NotResolved(named.Count == 0
            ? $"the component '{idOrName}' is not in the component library. There are: {Some(all.Select(each => JsonValues.Text(each["name"]) ?? ""))}"
            : $"several components are named '{idOrName}'. Write one of these uids: {string.Join(", ", named.Select(each => each["uid"]))}");
    }

    private static string Some(IEnumerable<string> names)
    {
        List<string> all = names.OrderBy(name => name, StringComparer.OrdinalIgnoreCase).ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all.Take(50)) + (all.Count > 50 ? $" and {all.Count - 50} more" : "");
    }

    private static LifecycleException NotResolved(string what) => new(ErrorIds.ReferenceNotResolved, ErrorKind.NotFound, $"{DattoRmmCalls.Product}: {what}.");
}
