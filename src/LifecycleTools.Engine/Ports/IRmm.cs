using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Engine.Security;

namespace LifecycleTools.Engine.Ports;

/// <summary>The remote monitoring and management system: who has which device, what is on it, and whether it is still managed.</summary>
/// <remarks>
/// Devices are found by ids, serial numbers and the RMM's own ties to a person, never by name. What a vendor cannot do is said in
/// <see cref="Abilities"/> before anything runs; a call outside of them throws <see cref="NotSupportedException"/>, which is a defect of the caller.
/// No RMM wipes a device here: Intune does.
/// </remarks>
public interface IRmm : IConnectedSystem
{
    /// <summary>What this RMM, as it is configured, can do. Known without a request.</summary>
    RmmAbilities Abilities { get; }

    /// <summary>A site by id, or by a name that is unique.</summary>
    /// <exception cref="Errors.LifecycleException">ReferenceNotResolved, naming the sites that there are.</exception>
    Task<RmmSite> FindSiteAsync(string idOrName, CancellationToken cancel);

    /// <summary>Every device that one of the clues points at, once each; what the clues say must be compared by the caller.</summary>
    Task<IReadOnlyList<RmmDevice>> FindDevicesAsync(DeviceClues clues, CancellationToken cancel);

    /// <summary>A device as it is now; null when the RMM no longer has it.</summary>
    Task<RmmDevice?> ReadAsync(string deviceId, CancellationToken cancel);

    /// <summary>The RMM's own account of a person, by mail address; null without one. Needs <see cref="RmmAbilities.EndUsers"/>.</summary>
    Task<RmmEndUser?> FindEndUserAsync(string mail, CancellationToken cancel);

    /// <summary>Makes the RMM's own account of a person, without an invitation.</summary>
    Task<RmmEndUser> CreateEndUserAsync(RmmSite site, NewRmmEndUser person, CancellationToken cancel);

    /// <summary>Removes the RMM's own account of a person; the devices stay.</summary>
    Task RemoveEndUserAsync(RmmEndUser person, CancellationToken cancel);

    /// <summary>Makes a person the owner of a device; null takes the owner away. Needs <see cref="RmmAbilities.Owners"/>.</summary>
    Task SetOwnerAsync(RmmDevice device, RmmEndUser? owner, CancellationToken cancel);

    /// <summary>Adds tags and leaves every other one as it is; a tag that does not exist is made. Needs <see cref="RmmAbilities.Tags"/>.</summary>
    Task AddTagsAsync(RmmDevice device, IReadOnlyList<string> tags, CancellationToken cancel);

    /// <summary>Whether there is software of this name to push. Needs <see cref="RmmAbilities.Software"/>.</summary>
    /// <exception cref="Errors.LifecycleException">ReferenceNotResolved, naming what there is.</exception>
    Task CheckSoftwareAsync(string software, CancellationToken cancel);

    /// <summary>Has software installed, and says what is known at once. Needs <see cref="RmmAbilities.Software"/>.</summary>
    /// <param name="software">By the name it has in the RMM, which must be unique there.</param>
    /// <param name="key">Ours; it is put where <see cref="FindJobAsync"/> finds it again.</param>
    /// <exception cref="Errors.LifecycleException">ReferenceNotResolved, naming what there is.</exception>
    Task<RmmJob> StartSoftwareAsync(RmmDevice device, string software, string key, CancellationToken cancel);

    /// <summary>A job that was started under this key, although its answer may have been lost; null when there is none. Needs <see cref="RmmAbilities.FindsJobs"/>.</summary>
    /// <param name="key">Null: the newest for this software on this device, under whichever key, so that a new run sees what an earlier one has pushed.</param>
    /// <param name="notBefore">When it can have been started at the earliest.</param>
    Task<RmmJob?> FindJobAsync(RmmDevice device, string software, string? key, DateTimeOffset notBefore, CancellationToken cancel);

    /// <summary>What became of a job.</summary>
    Task<RmmJob> ReadJobAsync(RmmDevice device, RmmJob job, CancellationToken cancel);

    /// <summary>A link that enrolls a device at a site. The link is a secret. Needs <see cref="RmmAbilities.EnrollmentLinks"/>.</summary>
    Task<EnrollmentLink> CreateEnrollmentLinkAsync(RmmSite site, CancellationToken cancel);

    /// <summary>Announces a device that will come, so that it is known by its serial number. Needs <see cref="RmmAbilities.StagedDevices"/>.</summary>
    Task<RmmDevice> StageDeviceAsync(RmmSite site, string name, string serialNumber, CancellationToken cancel);

    /// <summary>Uninstalls the agent or decommissions the device, whichever is the vendor's way. Needs <see cref="RmmAbilities.Unenroll"/>.</summary>
    Task UnenrollAsync(RmmDevice device, CancellationToken cancel);
}

/// <summary>A system that can say whether it is configured so that it will work.</summary>
public interface IConnectedSystem
{
    /// <summary>The product, for people: "NinjaOne".</summary>
    string Product { get; }

    /// <summary>Signs in, and looks up every name that the tenant file gives. It only reads.</summary>
    /// <exception cref="Errors.LifecycleException">
    /// ConnectorSignInFailed, ConnectorPermissionMissing, ConnectorUnreachable, ConnectorNotConfigured with the values that would be valid.
    /// </exception>
    Task CheckAsync(CancellationToken cancel);
}

/// <summary>What an RMM can do.</summary>
[Flags]
public enum RmmAbilities
{
    /// <summary>Nothing but reading.</summary>
    None = 0,

    /// <summary>A device has an owner.</summary>
    Owners = 1,

    /// <summary>People have accounts in it.</summary>
    EndUsers = 2,

    /// <summary>A device carries tags, or fields that stand for them.</summary>
    Tags = 4,

    /// <summary>Software can be pushed.</summary>
    Software = 8,

    /// <summary>A started job can be found again by our key.</summary>
    FindsJobs = 16,

    /// <summary>Links that enroll a device.</summary>
    EnrollmentLinks = 32,

    /// <summary>Devices can be announced by serial number.</summary>
    StagedDevices = 64,

    /// <summary>A device can be taken out of management.</summary>
    Unenroll = 128,

    /// <summary>Software goes to devices that are online only: for one that is not, nothing is kept until it comes.</summary>
    OnlineOnly = 256,
}

/// <summary>A site or customer in the RMM.</summary>
public sealed record RmmSite(string Id, string Name);

/// <summary>What is known of somebody's devices. Empty lists say nothing.</summary>
public sealed record DeviceClues
{
    /// <summary>The person's mail addresses and user principal name, as the RMM's accounts know them.</summary>
    public IReadOnlyList<string> Mails { get; init; } = [];

    /// <summary>Makers' serial numbers.</summary>
    public IReadOnlyList<string> SerialNumbers { get; init; } = [];

    /// <summary>Entra device ids.</summary>
    public IReadOnlyList<string> EntraDeviceIds { get; init; } = [];
}

/// <summary>Where a device stands.</summary>
public enum RmmDeviceState
{
    /// <summary>Announced; no agent has been seen.</summary>
    Staged,

    /// <summary>An agent is known.</summary>
    Enrolled,

    /// <summary>Taken out of management; the RMM keeps it for the record.</summary>
    Unenrolled,
}

/// <summary>A device in the RMM.</summary>
/// <param name="Id">The RMM's id.</param>
/// <param name="Name">Its name; not unique.</param>
/// <param name="State">Where it stands.</param>
public sealed record RmmDevice(string Id, string Name, RmmDeviceState State)
{
    /// <summary>The maker's serial number; null when the RMM does not know it.</summary>
    public string? SerialNumber { get; init; }

    /// <summary>The Entra device id; null when the RMM does not know it.</summary>
    public string? EntraDeviceId { get; init; }

    /// <summary>Id of the site.</summary>
    public string SiteId { get; init; } = "";

    /// <summary>Mail address of the owner that the RMM has; null without one.</summary>
    public string? OwnerMail { get; init; }

    /// <summary>Who was last signed in on it, as the RMM says it; never proof of ownership.</summary>
    public string? LastUser { get; init; }

    /// <summary>The agent answers now.</summary>
    public bool IsOnline { get; init; }

    /// <summary>Tags, or what stands for them.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>A person's account in the RMM.</summary>
/// <param name="Id">The RMM's id.</param>
/// <param name="Mail">Mail address.</param>
/// <param name="DeviceIds">The devices that are theirs.</param>
public sealed record RmmEndUser(string Id, string Mail, IReadOnlyList<string> DeviceIds);

/// <summary>A person who is to have an account in the RMM.</summary>
public sealed record NewRmmEndUser(string GivenName, string Surname, string Mail);

/// <summary>Where a job stands.</summary>
public enum RmmJobState
{
    /// <summary>Asked for and not refused; the RMM shows nothing of it yet.</summary>
    Accepted,

    /// <summary>The RMM knows of it; the device has not begun, or has not said what became of it.</summary>
    Running,

    /// <summary>It ended well.</summary>
    Succeeded,

    /// <summary>It ended badly, or will never run.</summary>
    Failed,

    /// <summary>Left to a policy of the RMM that acts on a tag or field; the RMM says nothing of the result.</summary>
    LeftToPolicy,
}

/// <summary>A job on a device.</summary>
/// <param name="Id">The RMM's id; empty where it has none.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Summary">What the RMM or the device said, one line, no secret.</param>
public sealed record RmmJob(string Id, RmmJobState State, string Summary);

/// <summary>A link that enrolls a device.</summary>
public sealed record EnrollmentLink(Secret Link, DateTimeOffset? ValidUntil);
