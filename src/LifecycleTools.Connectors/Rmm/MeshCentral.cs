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
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>MeshCentral over its web socket: device groups are sites, and software is a command of the tenant file.</summary>
/// <remarks>
/// Settings: <c>url</c> (https, or http on loopback), <c>user</c> with <c>password</c>, or <c>loginToken</c> (a secret "TOKENUSER,TOKENPASSWORD"; needed
/// when the account has a second factor), <c>certificateHash</c> (SHA-256 or SHA-384 of the server's certificate in hexadecimal, for one that the machine
/// does not trust by itself), <c>deviceGroups</c> (names or ids; only these are this tenant's: give them when the server has other customers too),
/// <c>software</c> (see <see cref="MeshCentralSoftware"/>), <c>inviteHours</c> (24; how long an enrollment link is good, at most 99999).
/// It has no owners, no accounts of people and no announced devices. A command for a device that is offline is refused: MeshCentral queues nothing.
/// Source: MeshCentral 1.1.55, meshuser.js and agents/meshcore.js; its own client is meshctrl.js.
/// </remarks>
[Connector("meshcentral",
    Rights = "In each device group: Manage Computers, Remote Commands, Uninstall, Device Details. No rights on the site.")]
[Setting("url", SettingForm.Address, "Address of the server, with the path of a domain if it has one: https://mesh.contoso.example", IsRequired = true)]
[Setting("user", SettingForm.Text, "Account without a second factor")]
[Setting("password", SettingForm.Secret, "Name of its password: env:NAME, vault:NAME or vault:VAULT/NAME")]
[Setting("loginToken", SettingForm.Secret, "Name of a login token instead of user and password; the secret is TOKENUSER,TOKENPASSWORD")]
[Setting("certificateHash", SettingForm.Text, "SHA-256 or SHA-384 of the server's certificate in hexadecimal, when the machine does not trust it by itself")]
[Setting("deviceGroups", SettingForm.List, "Names or ids of this tenant's device groups, when the server has other customers too")]
[Setting("software", SettingForm.Words, "Commands of one line by name of the software, as NAME or NAME on windows (linux, macos); Windows PowerShell there, sh elsewhere")]
[Setting("inviteHours", SettingForm.WholeNumber, "How long an enrollment link is good; 24 when it is not given", Least = 1, Most = 99999)]
[EitherSettings("user password", "loginToken")]
internal sealed class MeshCentral : IRmm, IDisposable
{
    private const int MostEvents = 500;
    private const int MostDetails = 32;
    private static readonly TimeSpan s_longestCommand = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly SystemAccess _access;
    private readonly MeshCentralCalls _calls;
    private readonly MeshCentralSoftware _software;
    private readonly MeshCentralGroups _groups;
    private readonly int _inviteHours;
    private readonly ConcurrentDictionary<string, string> _serials = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _details = new(MostDetails, MostDetails);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _oneAtATime = new(StringComparer.Ordinal);

    public MeshCentral(SystemAccess access)
    {
        _access = access;
        MeshCentralSettings settings = MeshCentralSettings.Read(access);
        _software = MeshCentralSoftware.Read(access);
        _inviteHours = settings.InviteHours;
        _calls = new MeshCentralCalls(cancel => MeshCentralSocket.OpenAsync(settings.Address, access.ProxyOf(settings.WebAddress), settings.SignIn.Reveal(), settings.Pin, cancel), access.Clock, access.Timeouts);
        _groups = new MeshCentralGroups(access, _calls);
    }

    /// <inheritdoc/>
    public string Product => "MeshCentral";

    /// <inheritdoc/>
    public RmmAbilities Abilities => RmmAbilities.Tags | RmmAbilities.EnrollmentLinks | RmmAbilities.Unenroll
        | (_software.Any ? RmmAbilities.Software | RmmAbilities.FindsJobs | RmmAbilities.OnlineOnly : RmmAbilities.None);

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancel)
    {
        JsonObject user = await _calls.SignInAsync(cancel).ConfigureAwait(false);
        await _groups.CheckAsync(user, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>A site is a device group for agents.</remarks>
    public Task<RmmSite> FindSiteAsync(string idOrName, CancellationToken cancel) => _groups.FindAsync(idOrName, cancel);

    /// <inheritdoc/>
    /// <remarks>By serial number only: MeshCentral ties no person to a device and knows no Entra id. The details of a device are read once, its state each time.</remarks>
    public async Task<IReadOnlyList<RmmDevice>> FindDevicesAsync(DeviceClues clues, CancellationToken cancel)
    {
        if (clues.SerialNumbers.Count == 0) return [];

        Task<IReadOnlyCollection<string>> groups = _groups.IdsAsync(cancel);
        JsonObject answer = await _calls.ReadAsync("nodes", new JsonObject { ["action"] = "nodes" }, cancel).ConfigureAwait(false);
        IReadOnlyCollection<string> ours = await groups.ConfigureAwait(false);
        RmmDevice[] all = await Task.WhenAll(MeshCentralJson.Nodes(answer).Where(one => ours.Contains(one.GroupId)).Select(one => WithSerialAsync(one, cancel))).ConfigureAwait(false);
        return all.Where(device => clues.SerialNumbers.Any(serial => string.Equals(serial.Trim(), device.SerialNumber, StringComparison.OrdinalIgnoreCase))).ToList();
    }

    /// <inheritdoc/>
    public async Task<RmmDevice?> ReadAsync(string deviceId, CancellationToken cancel) =>
        await NodeAsync(deviceId, cancel).ConfigureAwait(false) is { } found ? await WithSerialAsync(found, cancel).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    public Task<RmmEndUser?> FindEndUserAsync(string mail, CancellationToken cancel) => throw NotThere("accounts of people");

    /// <inheritdoc/>
    public Task<RmmEndUser> CreateEndUserAsync(RmmSite site, NewRmmEndUser person, CancellationToken cancel) => throw NotThere("accounts of people");

    /// <inheritdoc/>
    public Task RemoveEndUserAsync(RmmEndUser person, CancellationToken cancel) => throw NotThere("accounts of people");

    /// <inheritdoc/>
    public Task SetOwnerAsync(RmmDevice device, RmmEndUser? owner, CancellationToken cancel) => throw NotThere("owners of devices");

    /// <inheritdoc/>
    public Task<RmmDevice> StageDeviceAsync(RmmSite site, string name, string serialNumber, CancellationToken cancel) => throw NotThere("announced devices");

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: at once. The message replaces all tags, and has no guard against somebody who changes them in the same second, so it carries what was read just
    /// before, and what stands there afterwards is read back. Undo: take the tags off by hand. Limits: a tag has no comma and fewer than 64 characters.
    /// Source: meshuser.js, "changedevice".
    /// </remarks>
    public async Task AddTagsAsync(RmmDevice device, IReadOnlyList<string> tags, CancellationToken cancel)
    {
        if (tags.FirstOrDefault(tag => tag.Trim().Length is 0 or > 63 || tag.Any(one => one == ',')) is { } wrong)
        {
            throw new LifecycleException(ErrorIds.ReferenceNotResolved, ErrorKind.Data, $"MeshCentral: '{wrong}' cannot be a tag: it must have 1 to 63 characters and no comma.");
        }

        IReadOnlyList<string> before = await TagsAsync(device, cancel).ConfigureAwait(false);
        string[] wanted = before.Concat(tags.Select(tag => tag.Trim())).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (wanted.Length == before.Count) return;

        JsonArray list = new(wanted.Select(tag => (JsonNode?)JsonValue.Create(tag)).ToArray());
        await _calls.ChangeAsync($"changedevice {device.Id}, tags", new JsonObject { ["action"] = "changedevice", ["nodeid"] = device.Id, ["tags"] = list }, cancel).ConfigureAwait(false);
        IReadOnlyList<string> after = await TagsAsync(device, cancel).ConfigureAwait(false);
        string[] missing = wanted.Except(after, StringComparer.OrdinalIgnoreCase).ToArray();
        if (missing.Length > 0)
        {
            throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer,
                $"MeshCentral: {device.Name} was said to be tagged, and does not carry {string.Join(", ", missing)}; somebody may have changed its tags at the same time.");
        }
    }

    /// <inheritdoc/>
    public Task CheckSoftwareAsync(string software, CancellationToken cancel)
    {
        _software.Check(software);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: the command runs as the agent, and is awaited for up to 15 minutes, since an agent silently drops a command that comes while another one runs;
    /// those of one device therefore follow one another. Undo: uninstall by hand. Source: meshuser.js and meshcore.js, "runcommands".
    /// </remarks>
    public async Task<RmmJob> StartSoftwareAsync(RmmDevice device, string software, string key, CancellationToken cancel)
    {
        string os = await OsAsync(device, cancel).ConfigureAwait(false);
        string job = MeshCentralSoftware.JobId(key, software);
        string commands = MeshCentralSoftware.Run(job, _software.For(software, os), os);
        SemaphoreSlim turn = _oneAtATime.GetOrAdd(device.Id, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            JsonObject answer = await _calls.ChangeAsync($"runcommands {device.Id}, {software}, job {job}", Commands(device, commands, os), cancel, s_longestCommand).ConfigureAwait(false);
            return MeshCentralSoftware.Read(job, MeshCentralJson.Text(answer, "result") ?? "");
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    /// <remarks>In the device's events, where MeshCentral keeps every command that it sent; they go with the device, and after the days that the server keeps them.</remarks>
    public async Task<RmmJob?> FindJobAsync(RmmDevice device, string software, string? key, DateTimeOffset notBefore, CancellationToken cancel)
    {
        JsonObject ask = new() { ["action"] = "events", ["nodeid"] = device.Id, ["limit"] = MostEvents, ["filter"] = "runcommands" };
        JsonObject answer = await _calls.ReadAsync($"events {device.Id}", ask, cancel).ConfigureAwait(false);
        string? job = MeshCentralJson.Seen<JsonArray>(answer, "events").Where(one => key is not null || MeshCentralJson.Time(one, "time") is not { } time || time >= notBefore)
            .Select(one => MeshCentralSoftware.JobStartedBy(MeshCentralJson.Text(one, "cmds") ?? "", software, key)).FirstOrDefault(one => one is not null);
        return job is not null ? new RmmJob(job, RmmJobState.Running, "was sent to the device") : null;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The server forgets output, so the device is asked for what the job left there: a command that only reads. No answer means that the agent is busy, as
    /// it is while the job runs; an answer without an outcome means that the job has ended and nobody saw how.
    /// </remarks>
    public async Task<RmmJob> ReadJobAsync(RmmDevice device, RmmJob job, CancellationToken cancel)
    {
        if (job.State != RmmJobState.Running) return job;
        if (await NodeAsync(device.Id, cancel).ConfigureAwait(false) is not { } now || !MeshCentralJson.IsOnline(now.Node)) return job with { Summary = "the device is offline" };

        string os = MeshCentralSoftware.OsOf(MeshCentralJson.Number(now.Node["agent"], "id"));
        try
        {
            JsonObject answer = await _calls.ReadAsync($"runcommands {device.Id}, look at job {job.Id}", Commands(device, MeshCentralSoftware.Look(job.Id, os), os), cancel, s_longestLook).ConfigureAwait(false);
            return MeshCentralSoftware.Read(job.Id, MeshCentralJson.Text(answer, "result") ?? "");
        }
        catch (LifecycleException failure) when (failure.Id == ErrorIds.ConnectorTimedOut)
        {
            return job with { Summary = "the agent is busy" };
        }
    }

    /// <inheritdoc/>
    /// <remarks>Effect: none on the server, which keeps nothing of a link; whoever has it can enroll devices until it runs out. Undo: none. Source: meshuser.js, "createInviteLink".</remarks>
    public async Task<EnrollmentLink> CreateEnrollmentLinkAsync(RmmSite site, CancellationToken cancel)
    {
        JsonObject ask = new() { ["action"] = "createInviteLink", ["meshid"] = site.Id, ["expire"] = _inviteHours, ["flags"] = 0 };
        DateTimeOffset asked = _access.Clock.UtcNow;
        JsonObject answer = await _calls.ChangeAsync($"createInviteLink {site.Name}", ask, cancel).ConfigureAwait(false);
        return MeshCentralJson.Text(answer, "url") is { Length: > 0 } link
            ? new EnrollmentLink(new Secret(link), asked.AddHours(_inviteHours))
            : throw new LifecycleException(ErrorIds.ConnectorAnswerUnexpected, ErrorKind.Answer, $"MeshCentral: the answer has no enrollment link for {site.Name}.");
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: the agent uninstalls itself, and when it is seen to be gone, the device is removed with its events. The agent never answers, and one that is
    /// offline or does not run as a service cannot do it; such a device stays, because a removed device whose agent is alive enrolls itself again.
    /// Undo: enroll the device again. Source: meshuser.js, "uninstallagent" and "removedevices"; meshcore.js, "uninstallagent".
    /// </remarks>
    public async Task UnenrollAsync(RmmDevice device, CancellationToken cancel)
    {
        if (await NodeAsync(device.Id, cancel).ConfigureAwait(false) is not { } now) return;
        if (!MeshCentralJson.IsOnline(now.Node))
        {
            throw new LifecycleException(ErrorIds.ConnectorRequestRefused, ErrorKind.Refused,
                $"MeshCentral: {device.Name} was not unenrolled: its agent is offline and cannot uninstall itself, and a device that is only removed enrolls itself again.")
            {
                RecommendedAction = "Resume the run when the device is online.",
            };
        }

        bool isGone = await _calls.ChangeUnansweredAsync($"uninstallagent {device.Id}",
            new JsonObject { ["action"] = "uninstallagent", ["nodeids"] = new JsonArray(JsonValue.Create(device.Id)) }, () => SeenGoneAsync(device.Id, cancel), cancel).ConfigureAwait(false);
        if (!isGone)
        {
            throw new LifecycleException(ErrorIds.ConnectorTimedOut, ErrorKind.Time,
                $"MeshCentral: {device.Name} was not unenrolled: its agent was asked to uninstall itself and is still connected after a minute. The device was left where it is.")
            {
                RecommendedAction = "Look whether the agent runs as a service on the device, and uninstall it there.",
            };
        }

        JsonObject remove = new() { ["action"] = "removedevices", ["nodeids"] = new JsonArray(JsonValue.Create(device.Id)) };
        await _calls.ChangeAsync($"removedevices {device.Id}", remove, cancel).ConfigureAwait(false);
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _calls.Dispose();

    private static JsonObject Commands(RmmDevice device, string commands, string os) => new()
    {
        ["action"] = "runcommands",
        ["nodeids"] = new JsonArray(JsonValue.Create(device.Id)),
        ["type"] = os == "windows" ? 2 : 3,
        ["cmds"] = commands,
        ["runAsUser"] = 0,
        ["reply"] = true,
    };

    private static NotSupportedException NotThere(string what) => new($"MeshCentral has no {what}.");

    private async Task<(string GroupId, JsonObject Node)?> NodeAsync(string id, CancellationToken cancel)
    {
        JsonObject answer = await _calls.ReadAsync($"nodes {id}", new JsonObject { ["action"] = "nodes", ["id"] = id }, cancel).ConfigureAwait(false);
        return MeshCentralJson.Nodes(answer).Where(one => MeshCentralJson.Text(one.Node, "_id") == id).Select(one => ((string, JsonObject)?)one).FirstOrDefault();
    }

    private async Task<RmmDevice> WithSerialAsync((string GroupId, JsonObject Node) found, CancellationToken cancel)
    {
        string id = MeshCentralJson.Text(found.Node, "_id")!;
        if (_serials.TryGetValue(id, out string? known)) return MeshCentralJson.Device(found.GroupId, found.Node, known);

        string? serial = null;
        await _details.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            JsonObject details = await _calls.ReadAsync($"getsysinfo {id}", new JsonObject { ["action"] = "getsysinfo", ["nodeid"] = id }, cancel).ConfigureAwait(false);
            serial = MeshCentralJson.Serial(details);
        }
        catch (LifecycleException failure) when (failure.Id == ErrorIds.ConnectorRequestRefused)
        {
            // "Invalid device id" is also what it says of a device that has not told its details yet, as in the first seconds after it enrolled.
            CallNote($"{id} has told no details yet ({failure.Message})");
        }
        finally
        {
            _details.Release();
        }

        if (serial is not null) _serials[id] = serial;
        return MeshCentralJson.Device(found.GroupId, found.Node, serial);
    }

    private async Task<IReadOnlyList<string>> TagsAsync(RmmDevice device, CancellationToken cancel) => MeshCentralJson.Texts((await ThereAsync(device, cancel).ConfigureAwait(false)), "tags");

    private async Task<string> OsAsync(RmmDevice device, CancellationToken cancel) =>
        MeshCentralSoftware.OsOf(MeshCentralJson.Number((await ThereAsync(device, cancel).ConfigureAwait(false))["agent"], "id"));

    private async Task<JsonObject> ThereAsync(RmmDevice device, CancellationToken cancel) => await NodeAsync(device.Id, cancel).ConfigureAwait(false) is { } found
        ? found.Node
        : throw new LifecycleException(ErrorIds.ConnectorObjectNotFound, ErrorKind.NotFound, $"MeshCentral: {device.Name} ({device.Id}) is not there any more.");

    // Three times in a row: an agent that only lost its line for a moment comes back within seconds.
    private async Task<bool> SeenGoneAsync(string id, CancellationToken cancel)
    {
        int away = 0;
        for (int look = 0; look < 60 && away < 3; look++)
        {
            await _access.Clock.DelayAsync(s_pause, cancel).ConfigureAwait(false);
            bool isOnline = await NodeAsync(id, cancel).ConfigureAwait(false) is { } now && MeshCentralJson.IsOnline(now.Node);
            away = isOnline ? 0 : away + 1;
        }

        return away >= 3;
    }

    private void CallNote(string line) => (Engine.Running.CallScope.Current?.Log ?? _access.Log).Verbose("MeshCentral: " + line);
}
