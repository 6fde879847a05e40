using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Sites, which are Datto RMM's customers: all of the account, or only those that the tenant file gives to this tenant. Read once.</summary>
internal sealed class DattoRmmSites(SystemAccess access, DattoRmmCalls calls)
{
    private const string Right = "see its sites";
    private Dictionary<string, string> _numbers = new(StringComparer.Ordinal);
    private List<RmmSite>? _all;
    private List<RmmSite>? _ours;

    /// <summary>Whether the tenant file names this tenant's sites.</summary>
    public bool AreNamed => access.List("sites").Count > 0;

    /// <summary>This tenant's sites.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, naming those that there are.</exception>
    public async Task<IReadOnlyList<RmmSite>> OursAsync(CancellationToken cancel)
    {
        if (_ours is { } known) return known;

        List<RmmSite> all = await AllAsync(cancel).ConfigureAwait(false);
        return _ours = AreNamed ? access.List("sites").Select(named => One(all, named) ?? throw NotThere("sites", named, all)).Distinct().ToList() : all;
    }

    /// <summary>The one of this tenant that a name or uid leads to.</summary>
    /// <exception cref="LifecycleException">ReferenceNotResolved, naming those that there are.</exception>
    public async Task<RmmSite> FindAsync(string idOrName, CancellationToken cancel)
    {
        IReadOnlyList<RmmSite> ours = await OursAsync(cancel).ConfigureAwait(false);
        return One(ours, idOrName) ?? throw new LifecycleException(ErrorIds.ReferenceNotResolved, ErrorKind.NotFound,
            $"{DattoRmmCalls.Product}: the site '{idOrName}' {(ours.Any(site => IsNamed(site, idOrName)) ? "is there several times" : "is not there")}. There are: {Names(ours)}.");
    }

    /// <summary>The site that a setting names, whoever's it is.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, naming those that there are.</exception>
    public async Task<RmmSite> SettingAsync(string key, CancellationToken cancel)
    {
        string named = access.Required(key);
        List<RmmSite> all = await AllAsync(cancel).ConfigureAwait(false);
        return One(all, named) ?? throw NotThere(key, named, all);
    }

    /// <summary>The number by which the activity log knows a site; null when it has none.</summary>
    public async Task<string?> NumberAsync(string uid, CancellationToken cancel)
    {
        await AllAsync(cancel).ConfigureAwait(false);
        return _numbers.TryGetValue(uid, out string? number) ? number : null;
    }

    private async Task<List<RmmSite>> AllAsync(CancellationToken cancel)
    {
        if (_all is { } known) return known;

        List<RmmSite> all = [];
        Dictionary<string, string> numbers = new(StringComparer.Ordinal);
        foreach (JsonObject site in await calls.PagesAsync("v2/account/sites", "sites", Right, cancel).ConfigureAwait(false))
        {
            string uid = JsonValues.Text(site["uid"]) ?? throw calls.Unexpected("a site has no uid");
            all.Add(new RmmSite(uid, JsonValues.Text(site["name"]) ?? ""));
            if (JsonValues.Number(site["id"]) is { } number) numbers[uid] = number.ToString(CultureInfo.InvariantCulture);
        }

        _numbers = numbers;
        return _all = all;
    }

    private LifecycleException NotThere(string key, string named, IReadOnlyList<RmmSite> all) =>
        access.Missing(key, $"names '{named}', and must name {(all.Any(site => IsNamed(site, named)) ? "by its uid one" : "one")} of: {Names(all)}");

    private static RmmSite? One(IReadOnlyList<RmmSite> sites, string idOrName)
    {
        if (sites.FirstOrDefault(site => Same(site.Id, idOrName)) is { } byId) return byId;
        List<RmmSite> named = sites.Where(site => IsNamed(site, idOrName)).ToList();
        return named.Count == 1 ? named[0] : null;
    }

    private static bool IsNamed(RmmSite site, string name) => Same(site.Name, name);

    private static bool Same(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    // Two of one name can only be told apart by their uids.
    private static string Names(IReadOnlyList<RmmSite> sites) => string.Join(", ", sites.Take(50)
        .Select(site => sites.Count(other => Same(site.Name, other.Name)) > 1 ? $"{site.Name} [{site.Id}]" : site.Name)) + (sites.Count > 50 ? $" and {sites.Count - 50} more" : "");
}
