using System;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Takes devices out of management by a component that uninstalls the agent: the API deletes none.</summary>
/// <remarks>
/// A field of the device keeps which job does it, so that every later look can ask that job. The device has left when the job ended well and the agent has not been
/// seen since; the site it was moved to, and the mark itself, are ours and prove nothing.
/// </remarks>
internal sealed class DattoRmmLeaving(SystemAccess access, DattoRmmCalls calls, DattoRmmFields fields, DattoRmmJobs jobs, DattoRmmSoftware software, DattoRmmSites sites)
{
    private const string Mark = "lifecycle leaving ";
    private const string Title = "Uninstall agent";
    private const string Key = "leaving";

    // The agent reports for a while after its job has ended.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_longestJob = TimeSpan.FromDays(7);

    /// <summary>The tenant file says how.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured.</exception>
    public bool IsPossible { get; } = access.Value("uninstallComponent") is not null
        && (fields.Retired is not null ? true : throw access.Missing("retiredField", "is missing: uninstallComponent needs a user-defined field (udf1 to udf300) that keeps which job uninstalls the agent"));

    /// <summary>Looks up the component and the site.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured, naming what would be valid.</exception>
    public async Task CheckAsync(CancellationToken cancel)
    {
        if (IsPossible) await ComponentUidAsync(cancel).ConfigureAwait(false);
        if (access.Value("retiredSite") is not null) await sites.SettingAsync("retiredSite", cancel).ConfigureAwait(false);
    }

    /// <summary>Where a device stands.</summary>
    public async Task<RmmDeviceState> StateAsync(JsonObject device, CancellationToken cancel)
    {
        if (DattoRmmJson.IsTrue(device["deleted"])) return RmmDeviceState.Unenrolled;
        if (DattoRmmJson.IsTrue(device["online"]) || JobOf(device) is not { } uid) return RmmDeviceState.Enrolled;

        string id = device["uid"]!.ToString();
        RmmJob job = await jobs.ReadAsync(id, new RmmJob(uid, RmmJobState.Running, ""), cancel).ConfigureAwait(false);
        if (job.State != RmmJobState.Succeeded) return RmmDeviceState.Enrolled;

        DateTimeOffset? ran = await jobs.RanOnAsync(uid, id, cancel).ConfigureAwait(false);
        bool cameBack = DattoRmmJson.Moment(device["lastSeen"]) is { } seen && ran is { } at && seen > at + s_lastWords;
        return cameBack ? RmmDeviceState.Enrolled : RmmDeviceState.Unenrolled;
    }

    /// <summary>Starts the uninstallation unless one is under way, notes it on the device, and moves the device to the retired site where there is one.</summary>
    public async Task StartAsync(RmmDevice device, JsonObject now, CancellationToken cancel)
    {
        string component = await ComponentUidAsync(cancel).ConfigureAwait(false);
        RmmJob job = await UnderWayAsync(device, now, cancel).ConfigureAwait(false)
            ?? await jobs.StartAsync(device, DattoRmmJobs.NameOf(Title, device.Id, Key), component, [], cancel).ConfigureAwait(false);
        if (job.Id.Length > 0 && JobOf(now) != job.Id) await fields.SetAsync(device.Id, fields.Retired!, Mark + job.Id, cancel).ConfigureAwait(false);

        if (access.Value("retiredSite") is null) return;
        RmmSite retired = await sites.SettingAsync("retiredSite", cancel).ConfigureAwait(false);
        if (JsonValues.Same(retired.Id, now["siteUid"])) return;
        await calls.SendAsync(HttpMethod.Put, $"v2/device/{Uri.EscapeDataString(device.Id)}/site/{Uri.EscapeDataString(retired.Id)}", null, isOnce: false, "move devices", cancel).ConfigureAwait(false);
    }

    // One that the device names, or one whose answer was lost before the device could name it. What has ended is told once more.
    private async Task<RmmJob?> UnderWayAsync(RmmDevice device, JsonObject now, CancellationToken cancel)
    {
        RmmJob? job = JobOf(now) is { } uid
            ? await jobs.ReadAsync(device.Id, new RmmJob(uid, RmmJobState.Running, ""), cancel).ConfigureAwait(false)
            : await jobs.FindAsync(device, Title, Key, null, access.Clock.UtcNow - s_longestJob, cancel).ConfigureAwait(false);
        return job is { State: RmmJobState.Running } ? job : null;
    }

    private string? JobOf(JsonObject device) =>
        DattoRmmFields.Of(device, fields.Retired) is { } text && text.StartsWith(Mark, StringComparison.Ordinal) ? text.Substring(Mark.Length).Trim() : null;

    private async Task<string> ComponentUidAsync(CancellationToken cancel)
    {
        try
        {
            return JsonValues.Text((await software.ComponentAsync(access.Required("uninstallComponent"), cancel).ConfigureAwait(false))["uid"]) ?? throw calls.Unexpected("a component has no uid");
        }
        catch (LifecycleException wrong) when (wrong.Id == ErrorIds.ReferenceNotResolved)
        {
            throw access.Missing("uninstallComponent", $"is wrong. {wrong.Message.TrimEnd('.')}");
        }
    }
}
