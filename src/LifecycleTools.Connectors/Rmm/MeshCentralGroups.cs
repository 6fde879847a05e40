using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>The device groups of this tenant: its sites. What stands in any other group is nobody's business here.</summary>
internal sealed class MeshCentralGroups(SystemAccess access, MeshCentralCalls calls)
{
    private const int ForAgents = 2;
    private const long EveryRight = 0xFFFFFFFF;
    private static readonly (long Right, string Name)[] s_needed =
        [(4, "Manage Computers"), (32768, "Uninstall Agent"), (131072, "Remote Commands"), (1048576, "Device Details")];

    private readonly IReadOnlyList<string> _own = access.List("deviceGroups");

    /// <summary>Looks up every group that the tenant file names, and what the account may do there.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, ConnectorPermissionMissing.</exception>
    public async Task CheckAsync(JsonObject user, CancellationToken cancel)
    {
        IReadOnlyList<JsonObject> all = await AllAsync(cancel).ConfigureAwait(false);
        if (all.Count == 0) throw Lacks($"the account {MeshCentralJson.Text(user, "name")} sees no device group.");

        foreach (string wanted in _own)
        {
            JsonObject[] found = all.Where(group => IsNamed(group, wanted)).ToArray();
            if (found.Length != 1) throw access.Missing("deviceGroups", $"has '{wanted}', which {(found.Length == 0 ? "is no device group that the account sees" : "is not unique")}; there is: {Names(all)}");
            if (MissingRights(found[0], user) is { Length: > 0 } missing) throw Lacks($"the account {MeshCentralJson.Text(user, "name")} lacks rights in device group {wanted}: {missing}.");
        }
    }

    /// <summary>A group of this tenant by id, or by a name that is unique.</summary>
    /// <exception cref="LifecycleException">ReferenceNotResolved.</exception>
    public async Task<RmmSite> FindAsync(string idOrName, CancellationToken cancel)
    {
        JsonObject[] ours = (await AllAsync(cancel).ConfigureAwait(false)).Where(IsOurs).ToArray();
        JsonObject[] found = ours.Where(group => IsNamed(group, idOrName)).ToArray();
        return found.Length == 1
            ? new RmmSite(MeshCentralJson.Text(found[0], "_id")!, MeshCentralJson.Text(found[0], "name") ?? idOrName)
            : throw new LifecycleException(ErrorIds.ReferenceNotResolved, ErrorKind.Data,
                $"MeshCentral: '{idOrName}' {(found.Length == 0 ? "is no device group" : "names several device groups; give the id")}. There is: {Names(ours)}.");
    }

    /// <summary>The ids of this tenant's groups.</summary>
    public async Task<IReadOnlyCollection<string>> IdsAsync(CancellationToken cancel) =>
        new HashSet<string>((await AllAsync(cancel).ConfigureAwait(false)).Where(IsOurs).Select(group => MeshCentralJson.Text(group, "_id")!), StringComparer.Ordinal);

    private static LifecycleException Lacks(string what) => new(ErrorIds.ConnectorPermissionMissing, ErrorKind.Refused, "MeshCentral: " + what);

    private static bool IsNamed(JsonObject group, string idOrName) =>
        MeshCentralJson.Text(group, "_id") == idOrName || string.Equals(MeshCentralJson.Text(group, "name"), idOrName, StringComparison.OrdinalIgnoreCase);

    private static string Names(IEnumerable<JsonObject> groups) =>
        string.Join(", ", groups.Select(group => MeshCentralJson.Text(group, "name") ?? "").OrderBy(name => name, StringComparer.OrdinalIgnoreCase).DefaultIfEmpty("none"));

    // Rights by way of a user group are not listed with the group; then the server's own refusal is the answer.
    private static string MissingRights(JsonObject group, JsonObject user)
    {
        if (group["links"] is not JsonObject links || links[MeshCentralJson.Text(user, "_id") ?? ""] is not JsonObject ours) return "";

        long rights = MeshCentralJson.Number(ours, "rights");
        return rights == EveryRight ? "" : string.Join(", ", s_needed.Where(one => (rights & one.Right) == 0).Select(one => one.Name));
    }

    private bool IsOurs(JsonObject group) => _own.Count == 0 || _own.Any(name => IsNamed(group, name));

    private async Task<IReadOnlyList<JsonObject>> AllAsync(CancellationToken cancel)
    {
        JsonObject answer = await calls.ReadAsync("meshes", new JsonObject { ["action"] = "meshes" }, cancel).ConfigureAwait(false);
        return MeshCentralJson.Seen<JsonArray>(answer, "meshes").OfType<JsonObject>().Where(group => MeshCentralJson.Number(group, "mtype") == ForAgents).ToList();
    }
}
