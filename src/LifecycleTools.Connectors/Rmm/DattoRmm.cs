using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Datto RMM: devices by serial number, software by quick jobs with their results, user-defined fields in place of tags and owners, unenrollment by a component.</summary>
/// <remarks>
/// Settings: <c>url</c> (of the platform: https://pinotage-api.centrastage.net), <c>apiKey</c> and <c>apiSecretKey</c> (secrets); optional <c>sites</c> (names or uids;
/// only these are this tenant's: give them when the account has other customers too), <c>tagField</c>, <c>ownerField</c>, <c>serialField</c>, <c>entraField</c> (udf1 to udf300;
/// the last two are filled by a component of the account), <c>software</c> (see <see cref="DattoRmmSoftware"/>), <c>uninstallComponent</c> with <c>retiredField</c> and
/// perhaps <c>retiredSite</c> (see <see cref="DattoRmmLeaving"/>).
/// A list of devices has no serial numbers: without <c>serialField</c> the audit of each device is read, once. The API has no accounts of people, no
/// announced devices and no installer links, and whoever was last signed in is not asked: it proves nothing.
/// Source: Datto RMM API 2.0.0 build 118.   Limits: see <see cref="DattoRmmQuota"/>; 250 rows a page.
/// </remarks>
[Connector(
    "dattormm",
    Rights = "API access for the account (Setup, Global Settings) and keys of a user whose security level sees the sites, edits user-defined fields, and runs and reads jobs with their components.")]
[Setting("url", SettingForm.Address, "The platform's address: https://pinotage-api.centrastage.net", IsRequired = true)]
[Setting("apiKey", SettingForm.Secret, "Name of the API key: env:NAME, vault:NAME or vault:VAULT/NAME", IsRequired = true)]
[Setting("apiSecretKey", SettingForm.Secret, "Name of the API secret key: env:NAME, vault:NAME or vault:VAULT/NAME", IsRequired = true)]
[Setting("sites", SettingForm.List, "Names or uids of the sites that are this tenant's; all of the account when not given")]
[Setting("tagField", SettingForm.Text, "User-defined field that holds tags, separated by commas", Pattern = DattoRmm.UserField)]
[Setting("ownerField", SettingForm.Text, "User-defined field that holds the owner's mail address", Pattern = DattoRmm.UserField)]
[Setting("serialField", SettingForm.Text, "User-defined field that a component fills with the serial number; audits are read without it", Pattern = DattoRmm.UserField)]
[Setting("entraField", SettingForm.Text, "User-defined field that a component fills with the Entra device id", Pattern = DattoRmm.UserField)]
[Setting("software", SettingForm.Words, "Which component installs a software: COMPONENT; variable=value; variable=value")]
[Setting("uninstallComponent", SettingForm.Text, "Name or uid of the component that uninstalls the agent; no device is unenrolled without it", With = "retiredField")]
[Setting("retiredField", SettingForm.Text, "User-defined field that keeps which job uninstalls the agent; needed with uninstallComponent", Pattern = DattoRmm.UserField)]
[Setting("retiredSite", SettingForm.Text, "Name or uid of the site that devices are moved to as they leave")]
internal sealed class DattoRmm : IRmm, IDisposable
{
    internal const string UserField = "^[uU][dD][fF]([1-9]|[1-9][0-9]|[12][0-9][0-9]|300)$";

    private const string SeeDevices = "see devices";
    private const int MostAudits = 8;
    private readonly DattoRmmCalls _calls;
    private readonly DattoRmmSites _sites;
    private readonly DattoRmmFields _fields;
    private readonly DattoRmmJobs _jobs;
    private readonly DattoRmmSoftware _software;
    private readonly DattoRmmLeaving _leaving;
    private readonly ConcurrentDictionary<string, string> _serials = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _audits = new(MostAudits, MostAudits);

    public DattoRmm(SystemAccess access)
    {
        access.Required("apiKey");
        access.Required("apiSecretKey");
        _calls = new DattoRmmCalls(access);
        _sites = new DattoRmmSites(access, _calls);
        _fields = new DattoRmmFields(access, _calls);
        _jobs = new DattoRmmJobs(_calls);
        _software = new DattoRmmSoftware(access, _calls);
        _leaving = new DattoRmmLeaving(access, _calls, _fields, _jobs, _software, _sites);
        Abilities = RmmAbilities.Software | RmmAbilities.FindsJobs
            | (_fields.Tags is null ? RmmAbilities.None : RmmAbilities.Tags)
            | (_fields.Owner is null ? RmmAbilities.None : RmmAbilities.Owners)
            | (_leaving.IsPossible ? RmmAbilities.Unenroll : RmmAbilities.None);
    }

    /// <inheritdoc/>
    public string Product => DattoRmmCalls.Product;

    /// <inheritdoc/>
    public RmmAbilities Abilities { get; }

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancel)
    {
        await _calls.GetAsync("v2/account", "see the account", cancel).ConfigureAwait(false);
        await _sites.OursAsync(cancel).ConfigureAwait(false);
        await _software.CheckAsync(cancel).ConfigureAwait(false);
        await _leaving.CheckAsync(cancel).ConfigureAwait(false);
        await _jobs.CheckAsync(cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<RmmSite> FindSiteAsync(string idOrName, CancellationToken cancel) => _sites.FindAsync(idOrName, cancel);

    /// <inheritdoc/>
    /// <remarks>Of this tenant's sites, so that another customer's device is never one of them.</remarks>
    public async Task<IReadOnlyList<RmmDevice>> FindDevicesAsync(DeviceClues clues, CancellationToken cancel)
    {
        List<JsonObject> all = await ListAsync(cancel).ConfigureAwait(false);
        List<JsonObject> unknown = clues.SerialNumbers.Count == 0 ? [] : all.Where(device => !IsMeant(device, clues)).ToList();
        await Task.WhenAll(unknown.Where(device => !DattoRmmJson.IsTrue(device["deleted"])).Select(device => SerialAsync(device, cancel))).ConfigureAwait(false);
        RmmDevice[] found = await Task.WhenAll(all.Where(device => IsMeant(device, clues)).Select(device => DeviceAsync(device, cancel))).ConfigureAwait(false);
        return found.GroupBy(device => device.Id).Select(same => same.First()).ToList();
    }

    /// <inheritdoc/>
    public async Task<RmmDevice?> ReadAsync(string deviceId, CancellationToken cancel) =>
        await NowAsync(deviceId, cancel).ConfigureAwait(false) is { } found ? await DeviceAsync(found, cancel).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    public Task<RmmEndUser?> FindEndUserAsync(string mail, CancellationToken cancel) => throw NotThere("accounts of people");

    /// <inheritdoc/>
    public Task<RmmEndUser> CreateEndUserAsync(RmmSite site, NewRmmEndUser person, CancellationToken cancel) => throw NotThere("accounts of people");

    /// <inheritdoc/>
    public Task RemoveEndUserAsync(RmmEndUser person, CancellationToken cancel) => throw NotThere("accounts of people");

    /// <inheritdoc/>
    /// <remarks>Effect: the mail address stands in the owner's field, or nothing does. Undo: set the one before. Source: POST /v2/device/{uid}/udf.</remarks>
    public Task SetOwnerAsync(RmmDevice device, RmmEndUser? owner, CancellationToken cancel) =>
        _fields.SetAsync(device.Id, _fields.Owner ?? throw NotThere("owners of devices without ownerField"), owner?.Mail ?? "", cancel);

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: the tags stand in the tags' field, behind those that were there. When somebody writes to the device at the same time the service refuses, and what
    /// stands there then is read again. Undo: take them off by hand. Limits: 255 characters in all, no comma. Source: POST /v2/device/{uid}/udf.
    /// </remarks>
    public Task AddTagsAsync(RmmDevice device, IReadOnlyList<string> tags, CancellationToken cancel) =>
        _fields.Tags is null ? throw NotThere("tags without tagField") : _fields.AddTagsAsync(device, tags, () => ThereAsync(device, cancel), cancel);

    /// <inheritdoc/>
    public Task CheckSoftwareAsync(string software, CancellationToken cancel) => _software.FindAsync(software, cancel);

    /// <inheritdoc/>
    /// <remarks>Effect: a quick job, which an offline device gets when it is next online. Undo: uninstall by hand. Source: PUT /v2/device/{uid}/quickjob.</remarks>
    public async Task<RmmJob> StartSoftwareAsync(RmmDevice device, string software, string key, CancellationToken cancel)
    {
        DattoRmmSoftware.Push push = await _software.FindAsync(software, cancel).ConfigureAwait(false);
        return await _jobs.StartAsync(device, DattoRmmJobs.NameOf(software, device.Id, key), push.ComponentUid, push.Variables, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>In the activity log; for any key in that of the device's site, since the log of an account is long.</remarks>
    public async Task<RmmJob?> FindJobAsync(RmmDevice device, string software, string? key, DateTimeOffset notBefore, CancellationToken cancel) => await _jobs.FindAsync(
        device, software, key, key is null ? await _sites.NumberAsync(device.SiteId, cancel).ConfigureAwait(false) : null, notBefore, cancel).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<RmmJob> ReadJobAsync(RmmDevice device, RmmJob job, CancellationToken cancel) => _jobs.ReadAsync(device.Id, job, cancel);

    /// <inheritdoc/>
    public Task<EnrollmentLink> CreateEnrollmentLinkAsync(RmmSite site, CancellationToken cancel) => throw NotThere("enrollment links");

    /// <inheritdoc/>
    public Task<RmmDevice> StageDeviceAsync(RmmSite site, string name, string serialNumber, CancellationToken cancel) => throw NotThere("announced devices");

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: a quick job that uninstalls the agent, a mark on the device that names the job, and the retired site. It takes effect when the device is next online;
    /// the record of the device stays. Undo: install the agent again, move the device back. Source: PUT /v2/device/{uid}/quickjob, /site/{uid}; POST /udf.
    /// </remarks>
    public async Task UnenrollAsync(RmmDevice device, CancellationToken cancel)
    {
        if (!_leaving.IsPossible) throw NotThere("way out of management without uninstallComponent");
        if (await NowAsync(device.Id, cancel).ConfigureAwait(false) is not { } now) return;
        if (await _leaving.StateAsync(now, cancel).ConfigureAwait(false) == RmmDeviceState.Unenrolled) return;

        await _leaving.StartAsync(device, now, cancel).ConfigureAwait(false);
    }

    public void Dispose() => _audits.Dispose();

    private static NotSupportedException NotThere(string what) => new($"{DattoRmmCalls.Product} has no {what}.");

    private async Task<List<JsonObject>> ListAsync(CancellationToken cancel)
    {
        List<JsonObject> all = [];
        if (!_sites.AreNamed) all = await calls("v2/account/devices").ConfigureAwait(false);
        else
        {
            foreach (RmmSite site in await _sites.OursAsync(cancel).ConfigureAwait(false)) all.AddRange(await calls($"v2/site/{Uri.EscapeDataString(site.Id)}/devices").ConfigureAwait(false));
        }

        // Printers and switches stand in the same list.
        return all.Where(device => JsonValues.Text(device["deviceClass"]) is null or "device" or "unknown").ToList();

        Task<List<JsonObject>> calls(string path) => _calls.PagesAsync(path, "devices", SeeDevices, cancel);
    }

    private bool IsMeant(JsonObject device, DeviceClues clues) =>
        Any(clues.Mails, DattoRmmFields.Of(device, _fields.Owner)) || Any(clues.EntraDeviceIds, DattoRmmFields.Of(device, _fields.EntraId)) || Any(clues.SerialNumbers, KnownSerial(device));

    private static bool Any(IReadOnlyList<string> sought, string? value) => value is not null && sought.Any(each => JsonValues.Same(each, value));

    private async Task<JsonObject?> NowAsync(string id, CancellationToken cancel) => await _calls.FindAsync("v2/device/" + Uri.EscapeDataString(id), SeeDevices, cancel).ConfigureAwait(false) as JsonObject;

    private async Task<JsonObject> ThereAsync(RmmDevice device, CancellationToken cancel) => await NowAsync(device.Id, cancel).ConfigureAwait(false)
        ?? throw new LifecycleException(ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound, $"{Product}: {device.Name} ({device.Id}) is not there any more.");

    private async Task<RmmDevice> DeviceAsync(JsonObject device, CancellationToken cancel)
    {
        string id = JsonValues.Text(device["uid"]) ?? throw _calls.Unexpected("a device has no uid");
        RmmDeviceState state = await _leaving.StateAsync(device, cancel).ConfigureAwait(false);
        return new RmmDevice(id, JsonValues.Text(device["hostname"]) ?? id, state)
        {
            SerialNumber = await SerialAsync(device, cancel).ConfigureAwait(false), EntraDeviceId = DattoRmmFields.Of(device, _fields.EntraId), SiteId = JsonValues.Text(device["siteUid"]) ?? "",
            OwnerMail = DattoRmmFields.Of(device, _fields.Owner), LastUser = JsonValues.Text(device["lastLoggedInUser"]), IsOnline = DattoRmmJson.IsTrue(device["online"]), Tags = _fields.TagsOf(device),
        };
    }

    private string? KnownSerial(JsonObject device) => DattoRmmFields.Of(device, _fields.Serial) ?? (_serials.TryGetValue($"{device["uid"]}", out string? known) ? known : null);

    private async Task<string?> SerialAsync(JsonObject device, CancellationToken cancel)
    {
        if (KnownSerial(device) is { } known) return known;

        string id = $"{device["uid"]}";
        await _audits.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            JsonNode? audit = await _calls.FindAsync("v2/audit/device/" + Uri.EscapeDataString(id), "see audits of devices", cancel).ConfigureAwait(false);
            string? serial = JsonValues.Text(audit?["bios"]?["serialNumber"])?.Trim();
            if (!string.IsNullOrEmpty(serial)) _serials[id] = serial!;
            return string.IsNullOrEmpty(serial) ? null : serial;
        }
        finally
        {
            _audits.Release();
        }
    }
}
