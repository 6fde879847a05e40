using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>NinjaOne: devices by serial number and by end user, owners, tags, scripts, staged devices, installers, decommission.</summary>
/// <remarks>
/// Settings: <c>url</c> (of the region: https://eu.ninjarmm.com), <c>clientId</c>, <c>clientSecret</c>; optional <c>refreshToken</c> with <c>refreshTokenFile</c>
/// (scripts run only for a person, so a machine's own token is refused there), <c>softwareBy</c> (script; or tag, or field: what a policy acts on), <c>softwareTag</c>
/// (install-{0}), <c>softwareField</c> (a custom field that the API may write) with <c>software</c> (which word of the field stands for which software), <c>nodeRoleId</c> (without it no device can be announced), <c>installerType</c> (WINDOWS_MSI).
/// Source: NinjaOne Public API 2.0.9; the token's context: homotechsual/NinjaOne issue 90.
/// </remarks>
[Connector("ninjaone",
    Rights = "A client app (client credentials) with the scopes monitoring and management; with softwareBy: script also control, and a refresh token of a technician: Administration, Apps, API.")]
[Setting("url", SettingForm.Address, "The region's address: https://app.ninjarmm.com, https://eu.ninjarmm.com", IsRequired = true)]
[Setting("clientId", SettingForm.Text, "Client id of the API Services application", IsRequired = true)]
[Setting("clientSecret", SettingForm.Secret, "Name of its secret: env:NAME, vault:NAME or vault:VAULT/NAME", IsRequired = true)]
[Setting("refreshToken", SettingForm.Secret, "Name of a person's refresh token; scripts run in the name of a person only: env:NAME, vault:NAME or vault:VAULT/NAME")]
[Setting("refreshTokenFile", SettingForm.Text, "File that keeps a refresh token that was replaced, from this file's folder")]
[Setting("softwareBy", SettingForm.Choice, "How software is pushed; tag and field are what a policy acts on", Choices = ["script", "tag", "field"])]
[Setting("softwareTag", SettingForm.Text, "The tag of a software; install-{0} unless said otherwise")]
[Setting("softwareField", SettingForm.Text, "With softwareBy: field, the custom field that the API writes")]
[Setting("software", SettingForm.Words, "With softwareBy: field, the word of the field that stands for a software")]
[Setting("nodeRoleId", SettingForm.NameOrNumber, "Role of announced devices; without it none can be announced")]
[Setting("installerType", SettingForm.Text, "Kind of installer that a link leads to; WINDOWS_MSI unless said otherwise")]
internal sealed class NinjaOne : IRmm
{
    private readonly JsonCalls _calls;
    private readonly SystemAccess _access;
    private readonly NinjaOneSites _sites;
    private readonly NinjaOneSoftware _software;

    public NinjaOne(SystemAccess access)
    {
        Uri root = access.Address();
        _access = access;
        NinjaOneTokens tokens = new(access, root, Product);
        HttpClient client = access.Client(new BearerHandler(root, access.Clock, tokens.AskAsync), new PipelineSettings());
        _calls = new JsonCalls(client, root, Product, access.Clock, NinjaOneJson.ErrorOf) { Needs = "The client app needs the scopes monitoring and management, and for scripts control." };
        _sites = new NinjaOneSites(_calls, Product);
        _software = new NinjaOneSoftware(_calls, access, tokens.IsForPerson, Product);
        Abilities = RmmAbilities.Owners | RmmAbilities.EndUsers | RmmAbilities.Tags | RmmAbilities.EnrollmentLinks | RmmAbilities.Unenroll | _software.Abilities
            | (access.Value("nodeRoleId") is null ? RmmAbilities.None : RmmAbilities.StagedDevices);
    }

    /// <inheritdoc/>
    public string Product => "NinjaOne";

    /// <inheritdoc/>
    public RmmAbilities Abilities { get; }

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancel)
    {
        try
        {
            await _calls.GetAsync("v2/organizations?pageSize=1", cancel).ConfigureAwait(false);
        }
        catch (LifecycleException refused) when (refused.Id == ErrorIds.ConnectorSignInFailed)
        {
            throw new LifecycleException(refused.Id, refused.Kind, refused.Message, refused)
            {
                RecommendedAction = "Check the region first: the credentials of one NinjaOne region are unknown in every other. Regions are app.ninjarmm.com, us2, eu, ca and oc.ninjarmm.com.",
            };
        }

        await _software.CheckAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<RmmSite> FindSiteAsync(string idOrName, CancellationToken cancel) => _sites.FindAsync(idOrName, cancel);

    /// <inheritdoc/>
    /// <remarks>The search is a fuzzy one: only what equals the serial number counts. End users name their devices by id.</remarks>
    public async Task<IReadOnlyList<RmmDevice>> FindDevicesAsync(DeviceClues clues, CancellationToken cancel)
    {
        IReadOnlyList<JsonObject> users = await EndUsersAsync(cancel).ConfigureAwait(false);
        Dictionary<string, string?> serialOf = new(StringComparer.Ordinal);
        foreach (JsonObject user in users.Where(user => clues.Mails.Any(mail => JsonValues.Same(mail, user["email"]))))
        {
            foreach (string id in JsonValues.Items(user["assignedDeviceIds"]).Select(each => each.ToString())) serialOf[id] = null;
        }

        foreach (string serial in clues.SerialNumbers.Select(one => one.Trim()).Where(one => one.Length > 0))
        {
            IReadOnlyList<JsonObject> matches = await _calls.ListAsync("v2/devices/search?limit=50&q=" + Uri.EscapeDataString(serial), "devices", cancel).ConfigureAwait(false);
            foreach (JsonObject match in matches.Where(match => JsonValues.Same(serial, match["matchAttrValue"])
                && match["matchAttr"]?.ToString().IndexOf("serial", StringComparison.OrdinalIgnoreCase) >= 0))
            {
                serialOf[match["id"]!.ToString()] = serial;
            }
        }

        List<RmmDevice> devices = [];
        foreach (KeyValuePair<string, string?> one in serialOf)
        {
            if (await _calls.FindObjectAsync("v2/device/" + one.Key, "id", cancel).ConfigureAwait(false) is { } found) devices.Add(NinjaOneJson.Device(found, users, one.Value));
        }

        return devices;
    }

    /// <inheritdoc/>
    public async Task<RmmDevice?> ReadAsync(string deviceId, CancellationToken cancel) =>
        await _calls.FindObjectAsync("v2/device/" + Uri.EscapeDataString(deviceId), "id", cancel).ConfigureAwait(false) is { } found
            ? NinjaOneJson.Device(found, await EndUsersAsync(cancel).ConfigureAwait(false), null)
            : null;

    /// <inheritdoc/>
    public async Task<RmmEndUser?> FindEndUserAsync(string mail, CancellationToken cancel) =>
        (await EndUsersAsync(cancel).ConfigureAwait(false)).Where(user => JsonValues.Same(mail, user["email"])).Select(NinjaOneJson.EndUser).FirstOrDefault();

    /// <inheritdoc/>
    /// <remarks>Effect: an end user of the site's organization, uninvited. Undo: <see cref="RemoveEndUserAsync"/>. Source: POST /v2/user/end-users.</remarks>
    public async Task<RmmEndUser> CreateEndUserAsync(RmmSite site, NewRmmEndUser person, CancellationToken cancel) =>
        await _calls.SendAsync(HttpMethod.Post, "v2/user/end-users?sendInvitation=false", new JsonObject
        {
            ["firstName"] = person.GivenName, ["lastName"] = person.Surname, ["email"] = person.Mail,
            ["organizationId"] = NinjaOneSites.OrganizationOf(site), ["fullPortalAccess"] = false,
        }, null, cancel).ConfigureAwait(false) is JsonObject made ? NinjaOneJson.EndUser(made) : throw _calls.Unexpected("a made end user was answered without itself");

    /// <inheritdoc/>
    /// <remarks>Effect: the end user is gone; devices lose their owner with it. Undo: make it anew. Source: DELETE /v2/user/end-user/{id}.</remarks>
    public Task RemoveEndUserAsync(RmmEndUser person, CancellationToken cancel) =>
        _calls.SendAsync(HttpMethod.Delete, "v2/user/end-user/" + NinjaOneJson.IdOf(person), null, null, cancel);

    /// <inheritdoc/>
    /// <remarks>Effect: the device names the end user as its owner, or nobody. Undo: set the one before. Source: POST /v2/device/{id}/owner/{uid}, DELETE /v2/device/{id}/owner.</remarks>
    public Task SetOwnerAsync(RmmDevice device, RmmEndUser? owner, CancellationToken cancel) => owner is null
        ? _calls.SendAsync(HttpMethod.Delete, $"v2/device/{device.Id}/owner", null, null, cancel)
        : _calls.SendAsync(HttpMethod.Post, $"v2/device/{device.Id}/owner/{NinjaOneJson.UidOf(owner)}", null, RequestMarks.Repeatable, cancel);

    /// <inheritdoc/>
    /// <remarks>Effect: the tags are added, by the form that leaves others alone; PUT would replace them all. Undo: take them off. Source: POST /v2/tag, POST /v2/tag/device.</remarks>
    public async Task AddTagsAsync(RmmDevice device, IReadOnlyList<string> tags, CancellationToken cancel)
    {
        JsonArray ids = [];
        IReadOnlyList<JsonObject> known = await _calls.ListAsync("v2/tag", "tags", cancel).ConfigureAwait(false);
        foreach (string tag in tags)
        {
            JsonObject? there = known.FirstOrDefault(each => JsonValues.Same(tag, each["name"]));
            JsonNode? made = there ?? await _calls.SendAsync(HttpMethod.Post, "v2/tag", new JsonObject { ["name"] = tag, ["description"] = "" }, null, cancel).ConfigureAwait(false);
            ids.Add(JsonValues.Number(made?["id"]) ?? throw _calls.Unexpected($"the tag {tag} has no id"));
        }

        await _calls.SendAsync(HttpMethod.Post, "v2/tag/device", new JsonObject
        {
            ["assetIds"] = new JsonArray(NinjaOneJson.ParseId(device.Id)), ["tagIdsToAdd"] = ids, ["tagIdsToRemove"] = new JsonArray(),
        }, RequestMarks.Repeatable, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task CheckSoftwareAsync(string software, CancellationToken cancel) => _software.CheckAsync(software, cancel);

    /// <inheritdoc/>
    /// <remarks>Effect: the script is started on the device, or the tag or the word of a field set that a policy acts on. Undo: none; uninstall by hand. Source: POST /v2/device/{id}/script/run, PATCH /v2/device/{id}/custom-fields.</remarks>
    public Task<RmmJob> StartSoftwareAsync(RmmDevice device, string software, string key, CancellationToken cancel) =>
        _software.StartAsync(device, software, tag => AddTagsAsync(device, [tag], cancel), cancel);

    /// <inheritdoc/>
    public Task<RmmJob?> FindJobAsync(RmmDevice device, string software, string? key, DateTimeOffset notBefore, CancellationToken cancel) =>
        _software.FindJobAsync(device, software, notBefore, cancel);

    /// <inheritdoc/>
    public Task<RmmJob> ReadJobAsync(RmmDevice device, RmmJob job, CancellationToken cancel) => _software.ReadJobAsync(device, job, cancel);

    /// <inheritdoc/>
    /// <remarks>Effect: an installer is made; its address is as good as a password. Undo: none needed. Source: POST /v2/organization/generate-installer.</remarks>
    public async Task<EnrollmentLink> CreateEnrollmentLinkAsync(RmmSite site, CancellationToken cancel)
    {
        JsonNode? answer = await _calls.SendAsync(HttpMethod.Post, "v2/organization/generate-installer", new JsonObject
        {
            ["organizationId"] = NinjaOneSites.OrganizationOf(site), ["locationId"] = NinjaOneSites.LocationOf(site),
            ["installerType"] = _access.Value("installerType") ?? "WINDOWS_MSI", ["content"] = new JsonObject { ["nodeRoleId"] = _access.Value("nodeRoleId") ?? "auto" },
        }, null, cancel).ConfigureAwait(false);
        return new EnrollmentLink(new Secret(answer?["url"]?.ToString() ?? throw _calls.Unexpected("the installer has no address")), null);
    }

    /// <inheritdoc/>
    /// <remarks>Effect: a device without an agent that waits for one with this serial number. Undo: decommission it. Source: POST /v2/staged-device.</remarks>
    public async Task<RmmDevice> StageDeviceAsync(RmmSite site, string name, string serialNumber, CancellationToken cancel)
    {
        JsonNode? answer = await _calls.SendAsync(HttpMethod.Post, "v2/staged-device", new JsonObject
        {
            ["name"] = name, ["orgId"] = NinjaOneSites.OrganizationOf(site), ["locationId"] = NinjaOneSites.LocationOf(site),
            ["roleId"] = NinjaOneJson.ParseId(_access.Required("nodeRoleId")), ["itamAssetSerialNumber"] = serialNumber,
        }, null, cancel).ConfigureAwait(false);
        string id = answer?["nodeId"]?.ToString() ?? throw _calls.Unexpected("the announced device has no id");
        return new RmmDevice(id, name, RmmDeviceState.Staged) { SerialNumber = serialNumber, SiteId = site.Id };
    }

    /// <inheritdoc/>
    /// <remarks>Effect: the agent is removed and the device kept for the record. Undo: enroll it again. Source: POST /v2/device/{id}/decommission.</remarks>
    public Task UnenrollAsync(RmmDevice device, CancellationToken cancel) =>
        _calls.SendAsync(HttpMethod.Post, $"v2/device/{device.Id}/decommission", null, RequestMarks.Repeatable, cancel);

    private Task<IReadOnlyList<JsonObject>> EndUsersAsync(CancellationToken cancel) => _calls.ListAsync("v2/user/end-users", null, cancel);
}
