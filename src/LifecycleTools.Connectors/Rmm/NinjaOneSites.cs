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

/// <summary>Organizations and their locations: a role map names "Organization/Location", a location alone, an organization with one location, or ids.</summary>
internal sealed class NinjaOneSites(JsonCalls calls, string product)
{
    private const int PageSize = 500;

    /// <summary>The organization's id.</summary>
    public static long OrganizationOf(RmmSite site) => NinjaOneJson.ParseId(site.Id.Split('/')[0]);

    /// <summary>The location's id.</summary>
    public static long LocationOf(RmmSite site) => NinjaOneJson.ParseId(site.Id.Split('/')[1]);

    /// <summary>The one that the name leads to.</summary>
    /// <exception cref="LifecycleException">ReferenceNotResolved, naming those that there are.</exception>
    public async Task<RmmSite> FindAsync(string idOrName, CancellationToken cancel)
    {
        List<JsonObject> organizations = await PagesAsync("v2/organizations", cancel).ConfigureAwait(false);
        List<JsonObject> locations = await PagesAsync("v2/locations", cancel).ConfigureAwait(false);
        var all = locations.Select(location => (Location: location, Organization: organizations.FirstOrDefault(one => $"{one["id"]}" == $"{location["organizationId"]}")))
            .Where(each => each.Organization is not null)
            .Select(each => (Site: new RmmSite($"{each.Organization!["id"]}/{each.Location["id"]}", $"{each.Organization["name"]}/{each.Location["name"]}"),
                Names: new[] { $"{each.Organization["name"]}/{each.Location["name"]}", $"{each.Location["name"]}", $"{each.Organization["name"]}", $"{each.Organization["id"]}" }))
            .ToList();

        // The whole name first: a location may be called like an organization.
        for (int kind = -1; kind < 4; kind++)
        {
            List<RmmSite> fitting = all.Where(each => Same(kind < 0 ? each.Site.Id : each.Names[kind], idOrName)).Select(each => each.Site).ToList();
            if (fitting.Count == 1) return fitting[0];
            if (fitting.Count > 1) throw NotOne(idOrName, "leads to several", fitting.Select(site => site.Name));
        }

        throw NotOne(idOrName, "is not there", all.Select(each => each.Site.Name));
    }

    private LifecycleException NotOne(string name, string what, IEnumerable<string> valid) =>
        new(ErrorIds.ReferenceNotResolved, ErrorKind.NotFound, $"{product}: the site '{name}' {what}. Write one of: {string.Join(", ", valid.Take(50))}.");

    private static bool Same(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    private async Task<List<JsonObject>> PagesAsync(string path, CancellationToken cancel)
    {
        List<JsonObject> all = [];
        while (true)
        {
            string after = all.Count == 0 ? "" : $"&after={all[all.Count - 1]["id"]}";
            IReadOnlyList<JsonObject> page = await calls.ListAsync($"{path}?pageSize={PageSize.ToString(CultureInfo.InvariantCulture)}{after}", null, cancel).ConfigureAwait(false);
            all.AddRange(page);
            if (page.Count < PageSize) return all;
        }
    }
}
